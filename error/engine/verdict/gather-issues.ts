/** Which finding speaks for a log, and the issues of all that are to be told. */
import { relativePath, severityRank, type Issue, type IssueSeverity } from '../reading/issue.ts';
import { barePath, withoutCheckout } from '../reading/place.ts';
import { ISSUE_LIMIT } from '../plugins/plugin-examine.ts';
import type { Finding } from '../plugins/plugin-set.ts';

/** Plugins of one band stand beside each other; of a lower one only what nobody above has found is of use. */
const BAND = 20;

/** Where the paths of issues lie. */
export type Places = {
  /** Absolute path of the worktree; null where it is not known. */
  readonly root: string | null;
  /** Whether a path relative to `root` is a file; null where nobody can say. */
  readonly hasFile: ((path: string) => boolean) | null;
};

/** The worst severity among issues; `info` where there are none. */
export const worstOf = (issues: readonly Issue[]): IssueSeverity =>
  issues.reduce<IssueSeverity>(
    (worst, { severity }) => (severityRank(severity) > severityRank(worst) ? severity : worst),
    'info',
  );

const errorCount = (finding: Finding): number =>
  finding.issues.filter((each) => severityRank(each.severity) >= severityRank('error')).length;

/** A wrapper that says only that what it ran has failed. */
const HOLLOW =
  /\bnon-?zero exit (?:value|code|status)|\bexit(?:ed)? (?:with )?(?:code|status|value):? [1-9]|^Command failed|\bfinished with non-?zero\b|returned (?:a )?non-?zero/i;

const isHollow = ({ issues }: Finding): boolean =>
  issues.every(({ message, category }) => category !== 'runtime' && HOLLOW.test(message));

const namesPlace = ({ issues }: Finding): boolean =>
  issues.some(
    ({ path, line, severity }) => path !== null && line !== null && severityRank(severity) >= severityRank('error'),
  );

/** The finding that speaks for the log: what is critical first, then real errors, then priority, then how many. */
export const spokesman = (findings: readonly Finding[]): Finding | null => {
  const isCritical = (each: Finding): number => Number(worstOf(each.issues) === 'critical');
  const hasErrors = (each: Finding): number => Number(errorCount(each) > 0);
  const says = findings.some((each) => !isHollow(each) && namesPlace(each));
  const isTelling = (each: Finding): number => Number(!says || !isHollow(each));
  const ranked = [...findings].sort(
    (a, b) =>
      isCritical(b) - isCritical(a) ||
      isTelling(b) - isTelling(a) ||
      hasErrors(b) - hasErrors(a) ||
      b.manifest.priority - a.manifest.priority ||
      errorCount(b) - errorCount(a),
  );
  return ranked[0] ?? null;
};

const placedPath = (path: string, where: Places): string => {
  const relative = withoutCheckout(relativePath(barePath(path), where.root));
  const { hasFile } = where;
  if (hasFile === null || relative.startsWith('/') || hasFile(relative)) return relative;
  // A tool that ran in a folder below, or that names packages instead of folders: try what is left of it.
  const parts = relative.split('/').slice(0, 20);
  for (let from = 1; from < parts.length; from += 1) {
    const rest = parts.slice(from).join('/');
    if (hasFile(rest)) return rest;
  }
  return relative;
};

/** The issues of the spokesman, then of its neighbours where they speak of other places; without doubles. */
export const gatherIssues = (findings: readonly Finding[], lead: Finding | null, where: Places): readonly Issue[] => {
  if (lead === null) return [];
  const band = Math.floor(lead.manifest.priority / BAND);
  const others = findings.filter((each) => each !== lead && Math.floor(each.manifest.priority / BAND) === band);
  const seen = new Set<string>();
  const places = new Set<string>();
  const issues: Issue[] = [];
  for (const finding of [lead, ...others]) {
    const leadPlaces = new Set(places);
    for (const issue of finding.issues) {
      const path = issue.path === null ? null : placedPath(issue.path, where);
      const key = JSON.stringify([issue.tool, path, issue.line, issue.column, issue.code, issue.message]);
      const place = JSON.stringify([path, issue.line]);
      if (seen.has(key) || (finding !== lead && leadPlaces.has(place)) || issues.length >= ISSUE_LIMIT) continue;
      seen.add(key);
      places.add(place);
      issues.push({ ...issue, path });
    }
  }
  return issues;
};
