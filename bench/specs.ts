/** Lane F: what validating a project costs, beside the official tool, each a cold process. */
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Lane } from './lane.ts';
import { interleave, median, outputOf, timeJob, type Contender, type Job, type Measured } from './measure.ts';
import { inScratch } from './scratch.ts';
import { writeLargeSpec, writeProject } from './spec-project.ts';
import { failedOf, inUnit, missingOf, ratioOf, tableOf } from './table.ts';

const WS = join(import.meta.dirname, '..', 'dist/ws.js');
const main = createRequire(import.meta.url).resolve('@fission-ai/openspec');
const OFFICIAL = join(dirname(dirname(main)), 'bin', 'openspec.js');
const SILENT = { OPENSPEC_TELEMETRY: '0', DO_NOT_TRACK: '1' };
/** Files that changed in the last two seconds are not trusted by what is kept; a project at rest is what is measured. */
const REST_MS = 2_500;

const COLD = 'ws, cold';
const AGAIN = 'ws again, nothing changed';
const PARITY = 'ws --profile openspec@1.13, cold';
const THEIRS = 'openspec validate --all';

const totalsIn = (folder: string): string => {
  // Cannot lie in what is used: both print the same shape, and another would not compare as equal.
  const report = JSON.parse(outputOf(folder)) as { readonly summary: { readonly totals: unknown } };
  return JSON.stringify(report.summary.totals);
};

const contendersOf = (root: string, cache: string, totals: Set<string>): readonly Contender[] => {
  const job = (script: string, ...args: readonly string[]): Job => ({
    argv: [process.execPath, script, ...args],
    cwd: root,
    env: { ...SILENT, XDG_CACHE_HOME: cache },
  });
  const ours = (...args: readonly string[]): Job => job(WS, 'spec', 'validate', '--all', '--json', ...args);
  const cold = async (measured: Job): Promise<number> => {
    rmSync(cache, { recursive: true, force: true });
    return await timeJob(measured);
  };
  const told = async (times: Promise<number>): Promise<number> => {
    const ms = await times;
    totals.add(totalsIn(root));
    return ms;
  };
  return [
    { name: THEIRS, once: () => told(timeJob(job(OFFICIAL, 'validate', '--all', '--json', '--no-interactive'))) },
    { name: PARITY, once: () => told(cold(ours('--profile', 'openspec@1.13'))) },
    // In this order: what the cold run keeps is what the second one finds.
    { name: COLD, once: () => cold(ours()) },
    { name: AGAIN, once: () => timeJob(ours()) },
  ];
};

const tableFor = (measured: readonly Measured[]): string => {
  const of = (name: string): number => median(measured.find((one) => one.name === name)?.times ?? []);
  const rows = measured
    .filter(({ times }) => times.length > 0)
    .map(({ name, times }) => [
      name,
      inUnit(median(times), 's'),
      `${inUnit(Math.min(...times), 's')} to ${inUnit(Math.max(...times), 's')}`,
      ratioOf(of(THEIRS), median(times)),
    ]);
  return tableOf(['', 'median, s', 'min to max', 'the official tool takes'], rows);
};

const compare = async (
  folder: string,
  { specs, changes }: { readonly specs: number; readonly changes: number },
  { rounds, say }: Parameters<Lane>[0],
): Promise<string> => {
  const root = join(folder, `p${specs}-${changes}`);
  writeProject(root, specs, changes);
  await new Promise((resolve) => setTimeout(resolve, REST_MS));
  const totals = new Set<string>();
  const measured = await interleave(contendersOf(root, join(folder, 'cache'), totals), rounds, say);
  const [broken] = failedOf(measured);
  if (broken !== undefined && broken.name !== THEIRS) throw new Error(`${broken.name}: ${broken.reason}`);
  if (totals.size > 1) throw new Error(`verdicts differ: ${[...totals].join(' / ')}`);
  const title = `### ${specs.toLocaleString('en')} specs${changes === 0 ? '' : ` and ${changes.toLocaleString('en')} changes`}`;
  return [title, tableFor(measured), missingOf(failedOf(measured))].filter(Boolean).join('\n\n');
};

const large = async (folder: string, { rounds, say }: Parameters<Lane>[0]): Promise<string> => {
  const contenders = [2.5, 5, 10, 20].map((megabytes): Contender => {
    const root = join(folder, `large-${megabytes}`);
    writeLargeSpec(root, megabytes);
    const argv = [process.execPath, WS, 'spec', 'validate', 'spec/large', '--json'];
    return { name: `${megabytes} MB`, once: () => timeJob({ argv, cwd: root }) };
  });
  const measured = await interleave(contenders, rounds, say);
  const [broken] = failedOf(measured);
  if (broken !== undefined) throw new Error(`${broken.name}: ${broken.reason}`);
  const rows = measured.map(({ name, times }) => [name, inUnit(median(times), 's'), inUnit(Math.min(...times), 's')]);
  return `### One large spec\n\n${tableOf(['', 'median, s', 'quickest'], rows)}`;
};

const ABOUT =
  'Each row is a process of its own that validates everything in a generated project: specs of 4.7 KB with 10 requirements and 20 scenarios, ' +
  'changes that add two requirements, change one and have ten tasks. The profile `ws` finds more than the official tool; `openspec@1.13` gives ' +
  'its verdict, and the two are held against each other in each round. Cold: nothing is kept from an earlier run, and the result is written ' +
  'into the cache. "The official tool takes" is its median divided by that of the row.';

/** Times `ws spec validate` beside the official tool, and on specs of growing size. */
export const specifications: Lane = (parts) =>
  inScratch(async (folder) => {
    const cases = [
      { specs: 100, changes: 0 },
      { specs: 1000, changes: 0 },
      { specs: 1000, changes: 1000 },
    ];
    const sections = [ABOUT];
    for (const each of cases) sections.push(await compare(folder, each, parts));
    sections.push(await large(folder, parts));
    return sections.join('\n\n');
  });
