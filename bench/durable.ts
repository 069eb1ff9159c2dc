/** Lane B: durable steps without processes, through the whole engine, beside raw SQLite and other durable engines. */
import { join } from 'node:path';
import { bundled } from './bundle.ts';
import type { Lane, LaneParts } from './lane.ts';
import { interleave, median, outputOf, timeJob, type Contender } from './measure.ts';
import { npmPeer, systemPeer, type Peer } from './peers.ts';
import type { Missing } from './runners.ts';
import { inScratch } from './scratch.ts';
import { comparisonOf, failedOf, inUnit, missingOf, tableOf } from './table.ts';

const HERE = import.meta.dirname;
const RUNS = 100;
const STEPS = 100;
const OURS = 'engine FULL';
const FLOOR = 'raw SQLite FULL, 2 transactions a step';
const PACED_RUNS = 50;

type Took = { readonly ms: number; readonly p50?: number; readonly p99?: number; readonly max?: number };

/** Runs a program that prints what it took as JSON. */
const tookBy = (argv: readonly string[], runs: number, steps: number): Promise<Took> =>
  inScratch(async (folder) => {
    await timeJob({ argv: [...argv, String(runs), String(steps), folder], cwd: folder });
    // Cannot lie: it is what the programs here print last.
    return JSON.parse(outputOf(folder).split('\n').at(-1) ?? '') as Took;
  });

const contender = (name: string, argv: readonly string[]): Contender => ({
  name,
  once: async () => (await tookBy(argv, RUNS, STEPS)).ms,
});

/** openworkflow needs `node:sqlite`, which this Node may lack; then it runs on the one beside it. */
const nodeWithSqlite = (): Peer | null => {
  if (Number(process.versions.node.split('.')[0]) >= 24)
    return { program: process.execPath, version: process.versions.node };
  return npmPeer(`node-${process.platform}-${process.arch}`, 'bin/node');
};

const openworkflow = (absent: string): readonly Contender[] | Missing => {
  const found = npmPeer('openworkflow', 'dist/index.js');
  if (found === null) return { name: 'openworkflow', reason: absent };
  const node = nodeWithSqlite();
  if (node === null) return { name: 'openworkflow', reason: 'needs a Node with node:sqlite' };
  return (['FULL', 'NORMAL'] as const).map((synchronous) =>
    contender(`openworkflow ${found.version} on SQLite ${synchronous} (Node ${node.version})`, [
      node.program,
      '--disable-warning=ExperimentalWarning',
      join(HERE, 'peers/openworkflow.mjs'),
      synchronous,
    ]),
  );
};

const bullmq = (absent: string): readonly Contender[] | Missing => {
  const found = npmPeer('bullmq', 'package.json');
  if (found === null) return { name: 'BullMQ', reason: absent };
  const redis = systemPeer('redis-server');
  if (redis === null) return { name: `BullMQ ${found.version}`, reason: 'no redis-server on the PATH' };
  return ['everysec', 'always'].map((sync) =>
    contender(`BullMQ ${found.version} flows, Redis ${redis.version}, AOF ${sync}`, [
      process.execPath,
      join(HERE, 'peers/bullmq.mjs'),
      sync,
    ]),
  );
};

const pacedTable = async (program: string, { rounds, say }: LaneParts): Promise<string> => {
  const rows: (readonly string[])[] = [];
  for (const durability of ['full', 'normal']) {
    const took: Took[] = [];
    for (let round = 0; round < rounds; round++) {
      took.push(await tookBy([process.execPath, program, `paced-${durability}`], PACED_RUNS, STEPS));
      say(`paced ${durability}: p99 ${took.at(-1)?.p99?.toFixed(2)} ms`);
    }
    const cell = (of: (one: Took) => number | undefined): string =>
      inUnit(median(took.map((one) => of(one) ?? NaN)), 'ms');
    rows.push([durability.toUpperCase(), cell((one) => one.p50), cell((one) => one.p99), cell((one) => one.max)]);
  }
  return tableOf(['1,000 steps a second, ms', 'p50', 'p99', 'longest'], rows);
};

const ABOUT = `${RUNS} runs of ${STEPS} steps that succeed at once, ${RUNS / 10} runs at a time: ${(RUNS * STEPS).toLocaleString('en')} durable steps. \`engine\` is the whole loop for each run (decide, fold, commit, dispatch,
outcome, hash chain) over the store on SQLite; a step is one transaction of three events, because the success of a step and the start of the next are written
together. \`store\` writes the same events in two transactions a step, without the engine. The raw floors write their events with better-sqlite3 alone and with
group commit, without hashes, checks or projections of runs. Each measurement is a process of its own; opening the database is part of it, starting the process is not.`;

/** Measures 10,000 durable steps each way, then the latency of a step at a steady pace. */
export const durable: Lane = async (parts) => {
  const program = await bundled('durable-work');
  const ours = (name: string, way: string): Contender => contender(name, [process.execPath, program, way]);
  const absent = parts.npmFailure ?? 'not installed in bench/node_modules';
  const missing: Missing[] = [];
  const peers = [openworkflow(absent), bullmq(absent)].flatMap((found) => {
    if (!('reason' in found)) return found;
    missing.push(found);
    return [];
  });
  const contenders = [
    ours(OURS, 'engine-full'),
    ours('store FULL', 'store-full'),
    ours(FLOOR, 'raw-2-full'),
    ours('raw SQLite FULL, 1 transaction of 3 events a step', 'raw-1-full'),
    ours('engine NORMAL', 'engine-normal'),
    ours('store NORMAL', 'store-normal'),
    ours('raw SQLite NORMAL, 2 transactions a step', 'raw-2-normal'),
    ours('raw SQLite NORMAL, 1 transaction of 3 events a step', 'raw-1-normal'),
    ours('store in memory', 'memory'),
    ...peers,
  ];
  const measured = await interleave(contenders, parts.rounds, parts.say);
  const failed = failedOf(measured);
  const broken = failed.find(({ name }) => name === OURS);
  if (broken !== undefined) throw new Error(`${broken.name}: ${broken.reason}`);
  const table = comparisonOf({ measured, unit: 's', floor: FLOOR, ours: OURS });
  const latency = `A step at the store, from the moment it is due until its success is durable (two transactions), ${(PACED_RUNS * STEPS).toLocaleString('en')} steps in ${PACED_RUNS} runs at once:`;
  const sections = [ABOUT, table, missingOf([...missing, ...failed]), latency, await pacedTable(program, parts)];
  return sections.filter(Boolean).join('\n\n');
};
