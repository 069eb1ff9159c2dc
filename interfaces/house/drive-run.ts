/** Drives a run until it ends or can go no further, tells hooks and its change, and leaves a bundle where it failed. */
import type { RunId } from '../../core/id.ts';
import { refusalToMask } from '../../core/masking/limits.ts';
import { isDiskFull } from '../../core/thrown.ts';
import { followChange, type Changing } from './change/carried-change.ts';
import type { BundleParts } from './bundle-run.ts';
import { termsOf } from './definition-of.ts';
import type { Driven, DriveEnd, DriveOptions } from './driving.ts';
import { guardBelongings } from './guard-belongings.ts';
import type { House } from './house.ts';
import { noteFolders } from './ignored-folders.ts';
import { mendRows } from './mend-rows.ts';
import { notifierOf, type HookParts } from './notifier-of.ts';
import { driveEndOf, OUT_OF_ROOM } from './refusals.ts';
import { guardOf, secretsOf, type Guard } from './secret-values.ts';
import { keepTold } from './told-notes.ts';
import type { DiagnosticsEnd } from './upkeep.ts';

type DriveParts = HookParts &
  Changing &
  BundleParts &
  Pick<House, 'engine' | 'repository' | 'secrets' | 'stateDirectory' | 'veil'>;

const aborted = (signal: AbortSignal): Promise<null> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(null), { once: true });
    if (signal.aborted) resolve(null);
  });

const drive = async (run: RunId, options: DriveOptions, guard: Guard, house: DriveParts): Promise<DriveEnd> => {
  const row = await house.store.run(run);
  if (row !== null && row.status !== 'created') {
    const { damage, mended } = await mendRows(run, house);
    if (damage !== null) return { kind: 'broken', message: damage };
    if (mended !== null) options.onNote(mended);
  }
  // Loaded while the parts are made.
  const loading = import('../../core/engine/drive-run.ts');
  const engine = await house.engine();
  const { driveRun: driveOn } = await loading;
  const isReplay = (await termsOf(house.store, run))?.isReplay ?? false;
  // A replay calls nobody.
  const notifier = isReplay ? null : await notifierOf(run, options.onTrouble, house);
  const lookedAfter = await guardBelongings(run, guard, house);
  const driven = driveOn(run, engine, {
    observe: (_run, events) => {
      events.forEach(options.onEvent);
      notifier?.begin();
    },
    stop: options.stop,
    isPatient: options.isPatient,
    by: `pid ${process.pid}`,
    notice: options.onNotice,
  }).then(async (ended) => {
    // Best effort: what cannot be told is no failure of the run.
    if (ended.kind !== 'held') await lookedAfter(options.onNote).catch(() => undefined);
    if (ended.kind !== 'held') await noteFolders(house, run, options.workstream).catch(() => undefined);
    if (ended.kind !== 'held') await notifier?.settled();
    return ended;
  });
  // Who does not wait for the end leaves the trees to the watchdog, which kills them when this process is gone.
  const end = await Promise.race([driven, aborted(options.kill)]);
  return end === null ? { kind: 'stopped' } : driveEndOf(end, options.stop.aborted);
};

/** Best effort: what cannot be written down is no second failure. */
const bundleOf = async (run: RunId, house: BundleParts): Promise<DiagnosticsEnd | null> => {
  const { bundleRun } = await import('./bundle-run.ts');
  const bundled = await bundleRun(run, null, house).catch(() => null);
  return bundled?.ok === true ? bundled.value : null;
};

/** Signals waiting in the store are obeyed before anything starts. */
export const driveRun = async (run: RunId, given: DriveOptions, house: DriveParts): Promise<Driven> => {
  const { workstream, directory } = given;
  // What is set here may be another value than where the run began.
  const unmaskable = refusalToMask(secretsOf(workstream, house.secrets));
  if (unmaskable !== null) return { end: { kind: 'broken', message: unmaskable }, bundle: null };
  const guard = guardOf(workstream, house);
  // Names of refs and files, and what git and the system say, are the steps' own words.
  const onNote = (message: string): void => given.onNote(guard.mask(message));
  const onTrouble = (message: string): void => given.onTrouble(guard.mask(message));
  const onNotice = (message: string): void => given.onNotice(guard.mask(message));
  const options = { ...given, onNote, onTrouble, onNotice };
  const change = { run, workstream, directory, note: onNote };
  await followChange({ ...change, moment: 'driving' }, house);
  const end = await drive(run, options, guard, house).catch((thrown: unknown): DriveEnd => {
    if (!isDiskFull(thrown)) throw thrown;
    return OUT_OF_ROOM;
  });
  if (end.kind !== 'held') await followChange({ ...change, moment: 'driven' }, house);
  const bundle = end.kind === 'finished' && end.status === 'failed' ? await bundleOf(run, house) : null;
  if (end.kind !== 'broken' && end.kind !== 'unprepared') return { end, bundle };
  const message = guard.mask(end.message);
  // No event says why a run did not begin.
  if (end.kind === 'unprepared') await keepTold(run, { at: house.clock.now(), message }, house);
  return { end: { ...end, message }, bundle };
};
