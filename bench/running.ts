/** Lane A: graphs of processes that do nothing, beside what others need for them. */
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { interleave, peakMbOf, timeJob, type Contender } from './measure.ts';
import type { Lane, LaneParts } from './lane.ts';
import { findRunners, type Missing, type Runner } from './runners.ts';
import { inScratch } from './scratch.ts';
import { chain, layered, wide, type Shape } from './shapes.ts';
import { comparisonOf, failedOf, missingOf } from './table.ts';

const OURS = 'ws FULL';
const FLOORS = ['C posix_spawn alone', 'node child_process.spawn alone'];

/**
 * An empty folder, there until the lane ends: for some minutes after many files were deleted ext4 walks past each of
 * their inodes whenever it makes a new one, so who makes files would pay for what was tidied up before.
 */
const folderIn = (scratch: string): string => mkdtempSync(join(scratch, 'run-'));

const contenderOf = (runner: Runner, shape: Shape, scratch: string): Contender => ({
  name: runner.name,
  once: () => timeJob(runner.lay(folderIn(scratch), shape)),
});

/** One run of each for its memory alone: looking at processes takes time that the clock must not see. */
const peaksOf = async (
  runners: readonly Runner[],
  shape: Shape,
  { scratch, say }: Pick<LaneParts, 'say'> & { readonly scratch: string },
): Promise<ReadonlyMap<string, number>> => {
  const peaks = new Map<string, number>();
  for (const runner of runners) {
    const peakMb = await peakMbOf(runner.lay(folderIn(scratch), shape)).catch(() => null);
    if (peakMb === null) continue;
    peaks.set(runner.name, peakMb);
    say(`memory  ${runner.name}: ${peakMb.toFixed(0)} MB`);
  }
  return peaks;
};

const measureShape = async (
  shape: Shape,
  found: { readonly runners: readonly Runner[]; readonly missing: readonly Missing[] },
  { rounds, say, scratch }: LaneParts & { readonly scratch: string },
): Promise<string> => {
  say(`— ${shape.name}`);
  const size = shape.needs.length;
  const runners = found.runners.filter(({ upTo }) => size <= upTo);
  const tooSlow = found.runners
    .filter(({ upTo }) => size > upTo)
    .map(({ name }) => ({ name, reason: 'not tried at this size' }));
  const contenders = runners.map((runner) => contenderOf(runner, shape, scratch));
  const measured = await interleave(contenders, rounds, say);
  const failed = failedOf(measured);
  const ours = failed.find(({ name }) => name === OURS);
  if (ours !== undefined) throw new Error(`${shape.name}: ${OURS}: ${ours.reason}`);
  const running = runners.filter(({ name }) => failed.every((one) => one.name !== name));
  const peaks = await peaksOf(running, shape, { scratch, say });
  const floor = FLOORS.find((name) => running.some((runner) => runner.name === name)) ?? '';
  const memory = {
    head: 'peak MB',
    cell: (name: string) => peaks.get(name)?.toFixed(0) ?? '–',
  };
  const table = comparisonOf({ measured, unit: 's', floor, ours: OURS, extra: [memory] });
  return [`### ${shape.name}`, table, missingOf([...found.missing, ...tooSlow, ...failed])]
    .filter(Boolean)
    .join('\n\n');
};

const ABOUT = `Every step is \`true\` (for ws with \`access: read\`), two at once, each program with its caches off and without its daemon; a run is a process of its
own from start to exit, in a folder of its own; for ws that is a fresh git repository, and a run makes its worktree, its branch and its durable state. \`ws FULL\` is
what ws does by default (every state change is on the disk before anything follows from it), \`ws NORMAL\` is \`WS_SYNCHRONOUS=normal\`. None of the others
keeps durable state, isolates a run in a worktree, or resumes after \`kill -9\`. turbo starts each task by \`npm run\`: it got a stand-in for npm that exits at
once, or npm alone would take some 300 ms a task. The floors know no graph: they start as many as each layer holds, and wait. Memory is what a program and all
its descendants hold at once (the sum of their resident sets, so shared pages count more than once), looked at each 25 ms in a run that is not timed.`;

/** Runs four graphs with each program that is there. */
export const running: Lane = (parts) =>
  inScratch(async (scratch) => {
    const found = findRunners(scratch, parts.npmFailure);
    const { isQuick } = parts;
    const sections = [ABOUT];
    const shapes = [chain(100), wide(1_000), layered(1_000), ...(isQuick ? [] : [wide(10_000)])];
    for (const shape of shapes) sections.push(await measureShape(shape, found, { ...parts, scratch }));
    return sections.join('\n\n');
  });
