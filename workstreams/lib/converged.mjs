/** Whether another round of a review is worth it: it ends where little is found, and where the same is found again. */
import { folded } from './folded.mjs';

/** @typedef {{ readonly severity: string, readonly file?: string, readonly title: string }} Finding */
/**
 * @typedef {object} Input
 * @property {readonly Finding[]} findings
 * @property {number} [threshold] fewer findings than this are enough
 * @property {readonly string[] | null} [seen] the keys of the round before; null in the first
 * @property {readonly string[] | null} [changed] the files that changed since; null: nobody knows
 */

const SERIOUS = ['critical', 'high'];
const COUNTED = [...SERIOUS, 'medium'];

/** What tells a finding from others: where it is, and what it says. @type {(finding: Finding) => string} */
const keyOf = ({ file = '', title }) => `${file.trim()}|${folded(title)}`;

/** @type {(input: Input) => object} */
export const converged = ({ findings, threshold = 3, seen = null, changed = null }) => {
  const isFirst = seen === null;
  // From the second round on what is no danger counts only where something was changed: else reviews never end.
  /** @type {(finding: Finding) => boolean} */
  const isLate = ({ severity, file = '' }) =>
    !isFirst && changed !== null && !SERIOUS.includes(severity) && !changed.includes(file.trim());
  const serious = findings.filter(({ severity }) => COUNTED.includes(severity));
  const counted = serious.filter((finding) => !isLate(finding));
  const keys = [...new Set(counted.map(keyOf))].sort();
  const hasCritical = counted.some(({ severity }) => severity === 'critical');
  const done = keys.length < threshold && !hasCritical;
  const isSame = !isFirst && keys.length > 0 && keys.join('\n') === [...seen].sort().join('\n');
  return {
    ...{ keys, count: keys.length, done, stuck: !done && isSame },
    late: serious.filter(isLate).map(keyOf),
    fresh: keys.filter((key) => !(seen ?? []).includes(key)),
  };
};

export default converged;
