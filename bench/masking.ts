/** Lane H: what it costs to keep secrets out of a log. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lane } from './lane.ts';
import { interleave, peakMbOf, timeJob, type Contender, type Job } from './measure.ts';
import { inScratch } from './scratch.ts';
import { comparisonOf, failedOf } from './table.ts';

const WS = join(import.meta.dirname, '../dist/ws.js');
const CORE = join(import.meta.dirname, '../core');
const LOG_BYTES = 100_000_000;
const PART_BYTES = 65_536;
const FLOOR = 'no secrets';

/** Text that nobody guesses, the same each time. */
const madeOf = (name: string, length: number): string => {
  let text = '';
  for (let part = 0; text.length < length; part += 1)
    text += createHash('sha256').update(`${name} ${part}`).digest('base64');
  return text.slice(0, length);
};

/** 20 to 134 characters, 100 kB together; every third has what shells, JSON, HTML and addresses quote. */
const manySecrets = (): readonly string[] =>
  Array.from(
    { length: 1_300 },
    (_, place) => madeOf(`secret ${place}`, 20 + ((place * 7) % 115)) + (place % 3 === 0 ? ` "q&'/` : ''),
  );

const SETS: Readonly<Record<string, readonly string[]>> = {
  [FLOOR]: [],
  'one of 20 characters': [madeOf('short', 20)],
  'one of 100 kB': [madeOf('long', 100_000)],
  '1,300, 100 kB together': manySecrets(),
};

const write = (path: string, lines: string): void =>
  writeFileSync(path, lines.repeat(Math.ceil(LOG_BYTES / lines.length)).slice(0, LOG_BYTES));

/** Lines of base64: nothing that a look at the alphabet could pass over. */
const base64Lines = (length: number): string => madeOf('log', length).replace(/.{76}/g, '$&\n');

/** Sources of ws itself, as they lie in the repository. */
const sourceLines = (): string =>
  readdirSync(CORE, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map((path) => readFileSync(join(CORE, path), 'utf8'))
    .join('');

/** By turns sources, JSON lines with escapes, base64 and rows of numbers, 64 kB each. */
const mixedLines = (): string => {
  const json = Array.from({ length: 12_000 }, (_, at) =>
    JSON.stringify({
      at,
      level: 'info',
      path: `C:\\build\\${at % 97}`,
      said: `step "build ${at}" took ${at % 1000} ms\n`,
    }),
  ).join('\n');
  const numbers = Array.from({ length: 20_000 }, (_, at) =>
    Array.from({ length: 12 }, (_number, column) => (at * 7919 + column * 104_729) % 100_000).join(' '),
  ).join('\n');
  const kinds = [sourceLines(), json, base64Lines(1_000_000), numbers];
  return Array.from({ length: 64 }, (_, turn) => {
    const kind = kinds[turn % kinds.length] ?? '';
    const from = (Math.floor(turn / kinds.length) * PART_BYTES) % Math.max(1, kind.length - PART_BYTES);
    return `${kind.slice(from, from + PART_BYTES)}\n`;
  }).join('');
};

const layRepository = (folder: string): void => {
  const git = (...args: readonly string[]): void =>
    void execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost', ...args], { cwd: folder });
  mkdirSync(folder);
  git('init', '--quiet');
  git('commit', '--quiet', '--allow-empty', '--message', 'empty');
};

const ABOUT = `Whole runs, from the start of \`ws run\` to its exit: one step, \`cat\` of 100 MB with its whole log kept, or \`true\`, which shows what a start costs. The mixed log is by turns sources, JSON lines with escapes, base64 and rows of numbers.
Memory is looked at each 25 ms in a run that is not timed.`;

/** Runs the same step with and without secrets. */
export const masking: Lane = ({ rounds, say }) =>
  inScratch(async (scratch) => {
    const repository = join(scratch, 'repository');
    layRepository(repository);
    write(join(scratch, 'mixed'), mixedLines());
    write(join(scratch, 'base64'), base64Lines(7_600_000));
    const jobOf = (run: string, id: string, secrets: readonly string[]): Job => {
      const env = Object.fromEntries(secrets.map((value, place) => [`BENCH_${place}`, value]));
      const step = { id: 'print', run, access: 'read', secrets: Object.keys(env) };
      writeFileSync(join(scratch, `${id}.json`), JSON.stringify({ version: 1, id, steps: [step] }));
      const argv = [process.execPath, WS, 'run', join(scratch, `${id}.json`), '--quiet'];
      return { argv, cwd: repository, env: { ...env, WS_LOG_CAP_BYTES: String(2 * LOG_BYTES) } };
    };
    const tables: string[] = [];
    for (const [number, [title, run]] of Object.entries({
      '`cat` of a mixed log of 100 MB': `cat '${join(scratch, 'mixed')}'`,
      '`cat` of 100 MB of base64 in lines': `cat '${join(scratch, 'base64')}'`,
      '`true`': 'true',
    }).entries()) {
      const jobs = Object.entries(SETS).map(([name, secrets], place) => ({
        name,
        job: jobOf(run, `print-${number}-${place}`, secrets),
      }));
      const contenders = jobs.map(({ name, job }): Contender => {
        const once = async (): Promise<number> => {
          // Room that was used before is quicker to write to than room that was not.
          rmSync(join(repository, '.git/ws/runs'), { recursive: true, force: true });
          return timeJob(job);
        };
        return { name, once };
      });
      const measured = await interleave(contenders, rounds, say);
      const [failed] = failedOf(measured);
      if (failed !== undefined) throw new Error(`${failed.name}: ${failed.reason}`);
      const peaks = new Map<string, number>();
      for (const { name, job } of jobs) peaks.set(name, await peakMbOf(job));
      const memory = { head: 'peak MB', cell: (name: string) => peaks.get(name)?.toFixed(0) ?? '–' };
      tables.push(`### ${title}`, comparisonOf({ measured, unit: 's', floor: FLOOR, ours: FLOOR, extra: [memory] }));
    }
    return [ABOUT, ...tables].join('\n\n');
  });
