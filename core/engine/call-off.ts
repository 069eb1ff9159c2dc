/** Ends a run that was cancelled before it had a place: nothing of it is begun, so nothing is needed to begin with. */
import type { Attempt } from '../attempt.ts';
import { Frontier } from '../planning/schedule/frontier.ts';
import type { RunState } from '../state/run-state.ts';
import type { DriveEnd, DriveOptions } from './drive-end.ts';
import { Inbox } from './inbox.ts';
import { forgetSignals, inputOf } from './listen.ts';
import { drive } from './loop.ts';
import type { EngineParts } from './parts.ts';

const NOBODY = { dispatch: (): void => undefined, tidy: (): void => undefined, abort: (): void => undefined };

const nothingBegins = ({ step }: Attempt): never => {
  throw new Error(`invariant: the run is called off, and ${step} began`);
};

/** Whether a run that never began is not wanted any more. */
export const isCalledOff = async (run: RunState, { store }: Pick<EngineParts, 'store'>): Promise<boolean> =>
  run.place === null && (await store.signals(run.id)).some(({ signal }) => signal.kind === 'cancel');

/** Drives the run to its end by the signals that wait for it. */
export const callOff = async (
  run: RunState,
  parts: Pick<EngineParts, 'store' | 'clock' | 'policy' | 'evaluation' | 'freeReserve'>,
  options: Pick<DriveOptions, 'observe'>,
): Promise<DriveEnd> => {
  const pending = await parts.store.signals(run.id);
  const end = await drive(
    run,
    new Frontier(run, { accessOf: () => 'exclusive', concurrency: 1 }),
    {
      ...parts,
      inbox: new Inbox(parts.clock),
      dispatcher: NOBODY,
      order: nothingBegins,
      isPatient: false,
      foregroundMs: 0,
      observe: (events) => options.observe(run, events),
      handled: (inputs) => forgetSignals(inputs, parts),
    },
    pending.map(inputOf),
  );
  if (end.kind === 'settled') return { kind: 'settled', status: run.status, isOutOfRoom: false };
  if (end.error.code === 'full') await parts.freeReserve();
  return end;
};
