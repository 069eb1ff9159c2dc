/** Drives a run until it ends or can go no further; hooks and the change that it carries out are told of it. */
import type { RunId } from '../../core/id.ts';
import { followChange, type Changing } from './change/carried-change.ts';
import type { DriveEnd, DriveOptions } from './driving.ts';
import type { House } from './house.ts';
import { notifierOf, type HookParts } from './notifier-of.ts';
import { driveEndOf } from './refusals.ts';

type DriveParts = HookParts & Changing & Pick<House, 'state' | 'engine'>;

const aborted = (signal: AbortSignal): Promise<null> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(null), { once: true });
    if (signal.aborted) resolve(null);
  });

/** What a person must know when the database is damaged; null where it is not. */
const damageOf = async (state: House['state']): Promise<string | null> => {
  const checked = await state.check();
  if (checked.ok) return null;
  const aside = await state.keepAside();
  return `the state database is damaged (${checked.error[0] ?? ''}); it is kept as ${aside}, and the branches of the runs are untouched`;
};

const drive = async (run: RunId, options: DriveOptions, house: DriveParts): Promise<DriveEnd> => {
  const row = await house.store.run(run);
  if (row !== null && row.status !== 'created') {
    const damage = await damageOf(house.state);
    if (damage !== null) return { kind: 'broken', message: damage };
  }
  // Loaded while the parts are made.
  const loading = import('../../core/engine/drive-run.ts');
  const engine = await house.engine();
  const { driveRun: driveOn } = await loading;
  const notifier = await notifierOf(run, options.onTrouble, house);
  const driven = driveOn(run, engine, {
    observe: (_run, events) => {
      events.forEach(options.onEvent);
      notifier?.happened(events);
    },
    stop: options.stop,
    by: `pid ${process.pid}`,
  }).then(async (ended) => {
    if (ended.kind !== 'held') await notifier?.settled();
    return ended;
  });
  // Who does not wait for the end leaves the trees to the watchdog, which kills them when this process is gone.
  const end = await Promise.race([driven, aborted(options.kill)]);
  return end === null ? { kind: 'stopped' } : driveEndOf(end, options.stop.aborted);
};

/** Signals waiting in the store are obeyed before anything starts. */
export const driveRun = async (run: RunId, options: DriveOptions, house: DriveParts): Promise<DriveEnd> => {
  const { workstream, directory, onNote } = options;
  const change = { run, workstream, directory, note: onNote };
  await followChange({ ...change, moment: 'driving' }, house);
  const end = await drive(run, options, house);
  if (end.kind !== 'held') await followChange({ ...change, moment: 'driven' }, house);
  return end;
};
