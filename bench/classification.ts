/** Lane F: what it costs to understand a long log. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lane } from './lane.ts';
import { interleave, peakMbOf, timeJob, type Contender, type Job } from './measure.ts';
import { inScratch } from './scratch.ts';
import { comparisonOf, failedOf, missingOf } from './table.ts';

const WS = join(import.meta.dirname, '..', 'dist/ws.js');
const SIZE = 10 * 1024 * 1024;
const FLOOR = 'node reads 10 MB line by line';
const OURS = 'ws classify, 10 MB';
const READ = `require('node:readline').createInterface({ input: require('node:fs').createReadStream('mixed.log') }).on('line', () => {});`;

/** What builds print for the most part, with one fault in the middle and one at the end. */
const NOISE: readonly string[] = [
  '  ✓ renders the cart (12 ms)',
  'GET /api/items 200 12.3 ms - 512',
  'warning: unused variable in src/lib/module.ts',
  '    at Object.<anonymous> (node_modules/jest-runner/build/index.js:12:3)',
  '  console.log src/a.ts:12:3 value 17',
  'Compiling packages/core/src/thing.ts ... done',
  '{"level":30,"time":1700000000,"msg":"request completed","path":"/x"}',
];

const mixedLines = (size: number): readonly string[] => {
  const lines: string[] = [];
  let length = 0;
  for (let at = 0; length < size; at += 1) {
    const line = `${NOISE[at % NOISE.length] ?? ''} ${at}`;
    lines.push(line);
    length += line.length + 1;
  }
  lines.splice(lines.length / 2, 0, 'src/middle.ts(3,4): error TS2322: in the middle of it all');
  return [...lines, 'src/end.ts(10,2): error TS2345: at the end'];
};

const write = (folder: string, name: string, lines: readonly string[]): void =>
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`);

const layLogs = (folder: string): void => {
  const lines = mixedLines(SIZE);
  write(folder, 'mixed.log', lines);
  write(
    folder,
    'stamped.log',
    lines.map((line) => `2026-01-02T03:04:05.1234567Z ${line}`),
  );
  write(
    folder,
    'tasks.log',
    lines.map((line, at) => `${['web', 'api', 'ui'][at % 3] ?? ''}:test: ${line}`),
  );
  write(folder, 'line.log', ['x'.repeat(SIZE)]);
  write(folder, 'long.log', mixedLines(SIZE * 10));
};

const LOGS: Readonly<Record<string, string>> = {
  [OURS]: 'mixed.log',
  'the same behind time stamps': 'stamped.log',
  'the same behind the names of three tasks': 'tasks.log',
  'one line of 10 MB': 'line.log',
  'ws classify, 100 MB': 'long.log',
};

const ABOUT = `Whole processes, from start to exit. The log is what builds print for the most part (warnings, requests, stack frames, JSON), with one error in the middle and one at the end.
Memory is looked at each 25 ms in a run that is not timed; it must not grow with the log.`;

/** Times the classification of long logs beside node that only reads one. */
export const classification: Lane = ({ rounds, say }) =>
  inScratch(async (folder) => {
    layLogs(folder);
    const jobs: Readonly<Record<string, Job>> = {
      [FLOOR]: { argv: [process.execPath, '-e', READ], cwd: folder },
      ...Object.fromEntries(
        Object.entries(LOGS).map(([name, log]): [string, Job] => [
          name,
          { argv: [process.execPath, WS, 'classify', log, '--exit-code', '1'], cwd: folder },
        ]),
      ),
    };
    const contenders = Object.entries(jobs).map(([name, job]): Contender => ({ name, once: () => timeJob(job) }));
    const measured = await interleave(contenders, rounds, say);
    const ours = failedOf(measured).find(({ name }) => name !== FLOOR);
    if (ours !== undefined) throw new Error(`${ours.name}: ${ours.reason}`);
    const peaks = new Map<string, string>();
    for (const [name, job] of Object.entries(jobs)) peaks.set(name, (await peakMbOf(job)).toFixed(0));
    const extra = [{ head: 'peak MB', cell: (name: string) => peaks.get(name) ?? '–' }];
    const table = comparisonOf({ measured, unit: 's', floor: FLOOR, ours: OURS, extra });
    return [ABOUT, table, missingOf(failedOf(measured))].filter(Boolean).join('\n\n');
  });
