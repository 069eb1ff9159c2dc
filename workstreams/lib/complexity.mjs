/** How large a project is by a few words on it: how many phases its plan should have, and how much detail. */
import { exact, plus, rounded, times } from './exact.mjs';

/** @type {Readonly<Record<string, number>>} */
const KINDS = { script: 1, library: 2, 'command line': 2, api: 3, web: 4, mobile: 4, data: 4, distributed: 5 };
/** @type {Readonly<Record<string, number>>} */
const TECHNIQUES = { simple: 1, database: 2, realtime: 3, machineLearning: 4, multiRegion: 5 };
/** @type {Readonly<Record<string, number>>} */
const TEAMS = { solo: 0.5, small: 1, medium: 1.2, large: 1.5 };

/** One, two or many other systems. @type {(services: number) => number} */
const integrations = (services) => (services <= 0 ? 0 : services <= 2 ? 1 : services <= 5 ? 2 : 3);

/** @type {(score: number) => number} */
const phasesOf = (score) =>
  score <= 3 ? 3 : score <= 7 ? 5 : score <= 12 ? 7 : Math.min(9 + Math.floor((score - 12) / 2), 15);

/** @type {(input: { readonly kind: string, readonly technique?: string, readonly services?: number, readonly team?: string }) => object} */
export const complexity = ({ kind, technique = 'simple', services = 0, team = 'small' }) => {
  const known = { kind: KINDS[kind], technique: TECHNIQUES[technique], team: TEAMS[team] };
  const unknown = Object.entries(known).flatMap(([name, value]) => (value === undefined ? [name] : []));
  if (known.kind === undefined || known.technique === undefined || known.team === undefined)
    return { score: null, phases: null, depth: null, unknown };
  const score = rounded(
    times(plus(plus(exact(known.kind), exact(known.technique)), exact(integrations(services))), exact(known.team)),
    1,
  );
  return {
    score,
    phases: phasesOf(score),
    depth: score <= 3 ? 'minimal' : score <= 7 ? 'standard' : 'detailed',
    unknown,
  };
};

export default complexity;
