/** `ws cancel` and `ws pause`: a wish left for whoever drives the run. */
import { exitCode, type ExitCode } from '../exit-code.ts';
import { complain, invalid } from '../complaint.ts';
import { driveRun } from '../drive.ts';
import type { House, Refusal } from '../../house/house.ts';
import { isFinished, unfinished } from '../pick-run.ts';
import type { RunRow } from '../../../core/run-tables.ts';
import type { Command, Session } from '../session.ts';
import { userName } from '../user-name.ts';
import { withRun } from '../with-house.ts';
import { outcomeWords } from '../words.ts';

export type SignalArgs = { readonly run: string | null };
export type CancelArgs = SignalArgs & {
  /** Whether what succeeded is to be undone. */
  readonly compensates: boolean;
};

const tell = (session: Session, run: RunRow, done: string, text: string): void => {
  if (session.json) session.screen.line(JSON.stringify({ run: run.id, done }));
  else session.screen.line(text);
};

const nothingToDo = (session: Session, run: RunRow): ExitCode => {
  tell(session, run, 'nothing', `run ${run.id} ${outcomeWords(run.status)} already`);
  return exitCode.ok;
};

const hasBegunUndoing = async (house: House, run: RunRow): Promise<boolean> => {
  for await (const { type } of house.store.events(run.id, 0)) if (type === 'run.compensating') return true;
  return false;
};

/** Why the run cannot be undone any more; null where it can, or has been. */
const tooLateToUndo = async (house: House, run: RunRow): Promise<Refusal | null> => {
  const hasBegun = await hasBegunUndoing(house, run);
  if (run.status === 'cancelling' && hasBegun)
    return invalid(`run ${run.id} was being undone, and that is being cancelled: it cannot be taken up again`);
  if (!isFinished(run.status) || hasBegun) return null;
  return invalid(`run ${run.id} ${outcomeWords(run.status)} already: what succeeded in it can no longer be undone`);
};

/** Cancels a run: asks its driver, or, where nobody drives it, does it here. */
export const cancel: Command<CancelArgs> = (session, args) =>
  withRun(
    session,
    args.run,
    async (house, run) => {
      const refusal = args.compensates ? await tooLateToUndo(house, run) : null;
      if (refusal !== null) return complain(session.screen, refusal);
      if (isFinished(run.status)) return nothingToDo(session, run);
      const by = userName(session.env);
      await house.store.sendSignal(run.id, house.clock.now(), { kind: 'cancel', by, compensate: args.compensates });
      if (await house.isDriven(run.id)) {
        const isUndone = args.compensates && run.status === 'compensating';
        if (isUndone) tell(session, run, 'nothing', `run ${run.id} is being undone already`);
        else if (args.compensates)
          tell(session, run, 'asked', `run ${run.id} is asked to cancel, and to undo what succeeded`);
        else tell(session, run, 'asked', `run ${run.id} is asked to cancel`);
        return exitCode.ok;
      }
      return await cancelHere(session, house, run);
    },
    unfinished,
  );

// A cancelled run exits with 1 where it is driven; here being cancelled is what was wanted.
const cancelHere = async (session: Session, house: House, run: RunRow): Promise<ExitCode> => {
  const code = await driveRun(session, house, run.id, false);
  return code === exitCode.failed && (await house.store.run(run.id))?.status === 'cancelled' ? exitCode.ok : code;
};

/** Pauses a run that is being driven; one that nobody drives stands still already. */
export const pause: Command<SignalArgs> = (session, args) =>
  withRun(
    session,
    args.run,
    async (house, run) => {
      if (isFinished(run.status)) return nothingToDo(session, run);
      if (!(await house.isDriven(run.id))) {
        tell(session, run, 'nothing', `nobody drives run ${run.id}: it stands still already`);
        return exitCode.ok;
      }
      await house.store.sendSignal(run.id, house.clock.now(), { kind: 'pause', by: userName(session.env) });
      tell(session, run, 'asked', `run ${run.id} is asked to pause; go on with: ws resume ${run.id}`);
      return exitCode.ok;
    },
    unfinished,
  );
