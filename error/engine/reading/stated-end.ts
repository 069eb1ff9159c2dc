/** How a command ended, where only its log tells: what shells and CI runners say of it in their last lines. */

/** `Process completed with exit code 137.`, `exited with code 139`, `Exited with code exit status 137`, `exit status 143`. */
const CODE =
  /\b(?:exit(?:ed)?|completed|failed|returned|terminated)\b.{0,40}?\b(?:code|status)\b:? {0,2}(?:exit status )?(1(?:2[4-7]|3\d|4[0-3]))\b/i;
/** What a shell says of a program that a signal ended: `run.sh: line 3: 4242 Killed   node a.js`. */
const SIGNALLED =
  /^(?:.{1,200}: line \d{1,7}: {1,8}\d{1,8} |make(?:\[\d{1,3}\])?: \*\*\* \[.{1,200}\] )?(Killed|Terminated|Segmentation fault|Aborted|Bus error|Illegal instruction|Floating point exception)(?: {1,20}\(core dumped\).*| {2,60}\S.*)?$/;
const CODES: ReadonlyMap<string, number> = new Map([
  ['Killed', 137],
  ['Terminated', 143],
  ['Segmentation fault', 139],
  ['Aborted', 134],
  ['Bus error', 135],
  ['Illegal instruction', 132],
  ['Floating point exception', 136],
]);
/** How many of the last lines may tell. */
const LAST = 6;

/** The exit code of 124 and more that the last lines of a log tell of; null where they do not. */
export const statedExit = (lines: readonly string[]): number | null => {
  const last: string[] = [];
  for (let at = lines.length - 1; at >= 0 && last.length < LAST; at -= 1) {
    const line = lines[at] ?? '';
    if (line.trim() !== '') last.push(line.slice(0, 500));
  }
  for (const line of last) {
    const code = CODE.exec(line)?.[1];
    if (code !== undefined) return Number(code);
    const word = SIGNALLED.exec(line)?.[1];
    if (word !== undefined) return CODES.get(word) ?? null;
  }
  return null;
};
