/** Lets a change follow its run: its state moves on, and what was done is ticked in its task list. */
import type { RunId } from '../../../core/id.ts';
import { unreachable } from '../../../core/result.ts';
import type { RunRow } from '../../../core/run-tables.ts';
import { hashChange } from '../../../specifications/bridge/content-hash.ts';
import type { RunNews } from '../../../specifications/bridge/proposal-state.ts';
import { tickTasks } from '../../../specifications/bridge/tick.ts';
import { diskFiles } from '../../../specifications/files.ts';
import { changesFolder as openChanges, openProject } from '../../../specifications/tools/project/project.ts';
import { definitionOf } from '../definition-of.ts';
import type { House } from '../house.ts';
import { isFinished } from '../pick-run.ts';
import type { Origin } from './origin.ts';
import { findSpecRoot } from '../spec/spec-root.ts';
import { originNow } from './admit.ts';
import { takeNews } from './proposals.ts';
import { noteOrigin, originOf, succeededSteps } from './run-of-change.ts';

/** When the change of a run is told: before it is driven, when its driving ended, when it was merged, and when that was taken back. */
export type Moment = 'driving' | 'driven' | 'merged' | 'unmerged';

/** What there is to tell the change of a run. */
export type News = {
  readonly run: RunId;
  readonly moment: Moment;
  /** Where somebody stands: the project around it is looked for. */
  readonly directory: string;
  /** Told of what is not done for the change, one line each. */
  readonly note: (text: string) => void;
};

type Changing = Pick<House, 'store' | 'stateDirectory' | 'repository' | 'proposals' | 'clock'>;

/** Ticks the tasks whose steps succeeded; a task list that was edited since it was compiled is left alone. */
const tick = async ({ run, note }: News, house: Changing, origin: Origin): Promise<void> => {
  const files = diskFiles(origin.root);
  const folder = `${openChanges}/${origin.change ?? ''}`;
  const done = await succeededSteps(house, run);
  const tasks = origin.tasks.filter(({ step }) => done.has(step));
  if (tasks.length === 0) return;
  if (hashChange(await openProject(files), origin.change ?? '') !== origin.hash) {
    note(`${folder} was edited since the run was started: no task is ticked`);
    return;
  }
  for (const file of new Set(tasks.map((task) => task.file))) {
    const text = files.read(file);
    if (!text.ok) continue;
    const lines = tasks.filter((task) => task.file === file).map(({ line }) => [line, true] as const);
    const ticked = tickTasks(text.value, new Map(lines));
    if (ticked === text.value) continue;
    const written = files.write(file, ticked);
    if (!written.ok) note(`${file} is not ticked: ${written.error.message}`);
  }
};

/** What a run was made from; made up for where the process died before it could be noted. */
const originFor = async (run: RunRow, directory: string, house: Changing): Promise<Origin | null> => {
  const known = originOf(house, run);
  if (known !== null || isFinished(run.status)) return known;
  const change = (await definitionOf(house.store, run.id))?.spec?.change;
  const files = findSpecRoot(directory, false);
  if (change === undefined || !files.ok) return null;
  const project = await openProject(files.value);
  if (!project.changeIds.includes(change)) return null;
  const origin = originNow(files.value, project, change);
  noteOrigin(house, run, origin);
  return origin;
};

/** How a run stands, in the words of proposals; null where that is no news. */
const newsOf = async (house: Changing, run: RunRow, { tasks }: Origin): Promise<RunNews | null> => {
  switch (run.status) {
    case 'created':
    case 'running':
      return 'started';
    case 'succeeded':
      return 'succeeded';
    case 'failed':
    case 'cancelled':
    case 'damaged':
      return 'failed';
    case 'waiting':
    case 'paused': {
      const done = await succeededSteps(house, run.id);
      // All work is done, and what is left is to show that it is right.
      return tasks.length > 0 && tasks.every(({ step }) => done.has(step)) ? 'checking' : null;
    }
    case 'cancelling':
    case 'compensating':
      return null;
    default:
      return unreachable(run.status);
  }
};

/** Tells the change of a run how the run stands. */
export const followRun = async (told: News, house: Changing): Promise<void> => {
  const { run: id, moment } = told;
  const run = await house.store.run(id);
  const origin = run === null ? null : await originFor(run, told.directory, house);
  if (run === null || origin === null || origin.change === null) return;
  const isGoingOn = moment === 'driving' && !isFinished(run.status);
  const isOfMerge = moment === 'merged' || moment === 'unmerged';
  const news = isOfMerge ? moment : isGoingOn ? 'started' : await newsOf(house, run, origin);
  const mover = { by: 'ws', atMs: house.clock.now(), hash: origin.hash, note: `run ${id}` };
  if (news !== null) await takeNews(house, origin.change, news, mover);
  if (run.status !== 'created') await tick(told, house, origin);
};
