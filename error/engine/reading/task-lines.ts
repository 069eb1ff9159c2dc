/** Takes off what runners of several tasks put in front of each line, and puts the lines of each task together. */
import { ciPrefixLength } from './clean-line.ts';

type Prefix = {
  /** The first group is the task. */
  readonly pattern: RegExp;
  /** How often one task must speak for it to be a task. */
  readonly least: number;
  /** A line that only such a runner prints; null where the prefix itself is telling enough. */
  readonly sign: RegExp | null;
};

/** What stands in brackets in front of a line and is no task. */
const LEVEL =
  /^(?:err(?:or)?|warn(?:ing)?|info|debug|trace|fatal|notice|note|verbose|success|fail(?:ed|ure)?|ok|pass(?:ed)?|done|skip(?:ped)?|help|critical|severe|\s*)$/i;

const PREFIXES: readonly Prefix[] = [
  // turbo: `web:test: `, `@shop/web#test: `
  { pattern: /^((?:@[\w.-]{1,80}\/)?[\w.-]{1,80}[:#][a-z][\w:.-]{0,80}):(?: |$)/i, least: 2, sign: null },
  // act: `[CI/build]   | `
  { pattern: /^\[([^\]]{1,120})\] {1,12}[|│](?: |$)/, least: 1, sign: null },
  // Google Cloud Build: `Step #2 - "test": `
  { pattern: /^(Step #\d{1,4}(?: - "[^"]{1,80}")?):(?: |$)/, least: 1, sign: null },
  // PM2: `0|tests    | `
  { pattern: /^(\d{1,4}\|[\w.-]{1,60}) {0,30}\|(?: |$)/, least: 2, sign: null },
  // Ant: `    [javac] `
  { pattern: /^ {2,12}\[([a-z][\w.-]{0,40})\](?: |$)/i, least: 1, sign: /^BUILD (?:FAILED|SUCCESSFUL)$/ },
  // what a server says while something is pushed to it, Heroku's builds among it
  { pattern: /^(remote):(?: {1,8}|$)/, least: 2, sign: /^remote: {8}\S/ },
  // the last lines of a build that Nix shows
  { pattern: /^ {7}(>) ?/, least: 2, sign: /'\/nix\/store\/.{1,200}\.drv' failed/ },
  // Earthly: `+test | `, `./web+build | `
  { pattern: /^ {0,30}([\w./-]{0,80}\+[\w-]{1,80}) {0,30}\|(?: |$)/, least: 2, sign: null },
  // concurrently, npm-run-all, Jenkins: `[web] `, `[0] `, `[@shop/web]: `
  { pattern: /^\[([a-z@][\w@:./ -]{0,80}|\d{1,2})\](?:: ?| |$)/i, least: 2, sign: null },
  // pnpm: `packages/web test: `, after `packages/web test$ vitest run`
  {
    pattern: /^([\w@./-]{1,120} [\w:.-]{1,80})[:$](?: |$)/,
    least: 2,
    sign: /^[\w@./-]{1,120} [\w:.-]{1,80}\$ \S/,
  },
  // docker compose: `web-1  | `, in its first version `web_1  | `; the number is telling enough,
  // unless a number follows, as in a table of coverage
  { pattern: /^([a-z][\w.-]{0,80}[_-]\d{1,4}) {1,20}\|(?! {0,20}[\d.]{1,9} {1,20}\|)(?: |$)/i, least: 1, sign: null },
  // docker compose without numbers, foreman: `web  | `, `10:00:00 web.1   | `, Tilt: `web │ `
  { pattern: /^(?:\d\d:\d\d:\d\d )?([a-z][\w.-]{0,80}?) {1,20}[|│](?: |$)/i, least: 3, sign: null },
  // lerna, yarn, nx: `web: `, which is told from other words only by what the runner says of itself
  {
    pattern: /^((?:@[\w.-]{1,80}\/)?[\w.-]{1,80}):(?: |$)/,
    least: 2,
    sign: /^lerna (?:info|notice|success|ERR!) |^ ?(?:NX|>  ?NX) {2,4}/,
  },
];

type Task = { readonly key: string; readonly length: number };

const taskOf = (line: string, { pattern }: Prefix): Task | null => {
  const match = pattern.exec(line);
  const name = match?.[1];
  return match === null || name === undefined || LEVEL.test(name) ? null : { key: name, length: match[0].length };
};

/** Whether tasks speak here at all: of the lines from their first to their last, more than half must be theirs. */
const isTheirs = (lines: readonly string[], isTask: (line: string) => boolean): boolean => {
  const from = lines.findIndex(isTask);
  const span = lines.slice(from, lines.findLastIndex(isTask) + 1).filter((line) => line.trim() !== '');
  return span.filter(isTask).length * 2 > span.length;
};

/** The prefix that most lines have, among those that are a runner's; null where none is. */
const prefixIn = (
  lines: readonly string[],
): { readonly prefix: Prefix; readonly tasks: ReadonlySet<string> } | null => {
  let best: { readonly prefix: Prefix; readonly tasks: ReadonlySet<string> } | null = null;
  let most = 0;
  for (const prefix of PREFIXES) {
    const { sign } = prefix;
    if (sign !== null && !lines.some((line) => sign.test(line))) continue;
    const counts = new Map<string, number>();
    for (const line of lines) {
      const key = taskOf(line, prefix)?.key;
      if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const tasks = [...counts].filter(([, count]) => count >= prefix.least);
    const total = tasks.reduce((sum, [, count]) => sum + count, 0);
    const names = new Set(tasks.map(([key]) => key));
    const isTask = (line: string): boolean => names.has(taskOf(line, prefix)?.key ?? '');
    if (total <= most || !isTheirs(lines, isTask)) continue;
    most = total;
    best = { prefix, tasks: names };
  }
  return best;
};

/**
 * The lines without their tasks' names; those of one task stand together where its last one stood, so that a report
 * of many lines is whole again. The same array where nobody put anything in front.
 */
export const byTask = (lines: readonly string[]): readonly string[] => {
  const found = prefixIn(lines);
  if (found === null) return lines;
  const tasks = lines.map((line) => {
    const task = taskOf(line, found.prefix);
    return task !== null && found.tasks.has(task.key) ? task : null;
  });
  const last = new Map<string, number>();
  for (const [at, task] of tasks.entries()) if (task !== null) last.set(task.key, at);
  const said = new Map<string, string[]>();
  const result: string[] = [];
  for (const [at, task] of tasks.entries()) {
    const line = lines[at] ?? '';
    if (task === null) {
      result.push(line);
      continue;
    }
    const own = said.get(task.key) ?? [];
    const rest = line.slice(task.length);
    // `docker compose logs --timestamps` puts the time behind the name.
    own.push(rest.slice(ciPrefixLength(rest)));
    said.set(task.key, own);
    if (last.get(task.key) === at) for (const each of own) result.push(each);
  }
  return result;
};
