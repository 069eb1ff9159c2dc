/** Versions of programs, as they say them. */

/** The first thing in a text that looks like a version; null where nothing does. */
export const versionIn = (text: string): string | null =>
  /\d{1,9}(?:\.\d{1,9}){1,3}/.exec(text.slice(0, 10_000))?.[0] ?? null;

/** Below 0 where `a` comes before `b`; what one does not say is 0. */
const compareVersions = (a: string, b: string): number => {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (let at = 0; at < 4; at++) {
    const difference = (left?.[at] ?? 0) - (right?.[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};

/** Whether a version is not before `from` and before `below`; null stands for no bound. */
export const isWithin = (version: string, from: string | null, below: string | null): boolean =>
  (from === null || compareVersions(version, from) >= 0) && (below === null || compareVersions(version, below) < 0);
