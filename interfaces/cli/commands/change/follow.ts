/** Lets a change follow its run: its state moves on, and what was done is ticked in its task list. */
import type { RunId } from '../../../../core/id.ts';
import { hashChange } from '../../../../specifications/bridge/content-hash.ts';
import type { RunNews } from '../../../../specifications/bridge/proposal-state.ts';
import { tickTasks } from '../../../../specifications/bridge/tick.ts';
import { diskFiles } from '../../../../specifications/files.ts';
import { changesFolder as openChanges } from '../../../../specifications/tools/project.ts';
import type { House } from '../../house.ts';
import type { Session } from '../../session.ts';
import type { Origin } from '../spec/compile-item.ts';
import { takeNews } from './proposals.ts';
import { originOf } from './run-of-change.ts';

/** Ticks the tasks whose steps succeeded; a task list that was edited since it was compiled is left alone. */
const tick = async (session: Session, house: House, run: RunId, origin: Origin): Promise<void> => {
  const files = diskFiles(origin.root);
  const folder = `${openChanges}/${origin.change ?? ''}`;
  const done = new Set(
    (await house.store.steps(run)).filter(({ status }) => status === 'succeeded').map(({ step }) => step as string),
  );
  const tasks = origin.tasks.filter(({ step }) => done.has(step));
  if (tasks.length === 0) return;
  if (hashChange(files, folder) !== origin.hash) {
    session.screen.note(`${folder} was edited since the run was started: no task is ticked`);
    return;
  }
  for (const file of new Set(tasks.map((task) => task.file))) {
    const text = files.read(file);
    if (!text.ok) continue;
    const lines = tasks.filter((task) => task.file === file).map(({ line }) => [line, true] as const);
    const ticked = tickTasks(text.value, new Map(lines));
    if (ticked !== text.value) files.write(file, ticked);
  }
};

/** Tells the change of a run, if it has one, how the run stands; `merged` where it was merged. */
export async function followRun(session: Session, house: House, id: RunId, merged: boolean): Promise<void> {
  const run = await house.store.run(id);
  const origin = run === null ? null : originOf(house, run);
  if (run === null || origin === null || origin.change === null) return;
  const news: Partial<Record<typeof run.status, RunNews>> = {
    created: 'started',
    running: 'started',
    succeeded: 'succeeded',
    failed: 'failed',
    cancelled: 'failed',
  };
  const told = merged ? 'merged' : news[run.status];
  const mover = { by: 'ws', atMs: house.clock.now(), hash: origin.hash, note: `run ${id}` };
  if (told !== undefined) await takeNews(house, origin.change, told, mover);
  if (run.status !== 'created') await tick(session, house, id, origin);
}
