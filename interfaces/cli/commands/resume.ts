/** `ws resume`: goes on with a run where it stood. */
import { createTwoFilesPatch } from 'diff';
import { unreachable } from '../../../core/result.ts';
import { refuseGoingOn } from '../../house/change/carried-change.ts';
import { complain, invalid } from '../complaint.ts';
import { driveRun, heldMessage } from '../drive.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import type { DefinitionChange, House, Refusal } from '../../house/house.ts';
import { isFinished, unfinished } from '../pick-run.ts';
import type { Command, Session } from '../session.ts';
import type { RunRow } from '../../../core/run-tables.ts';
import { sourceAt } from '../../house/run-site.ts';
import { withRun } from '../with-house.ts';
import { outcomeWords } from '../words.ts';

export type ResumeArgs = { readonly run: string | null; readonly acceptChanges: boolean };

const differenceLines = (change: Extract<DefinitionChange, { kind: 'changed' }>): readonly string[] =>
  createTwoFilesPatch('the run', 'the file', change.before, change.after, '', '', { context: 2 })
    .split('\n')
    .filter((line) => !line.startsWith('====') && line !== '\\ No newline at end of file');

const refusalOf = (run: RunRow, file: string | null, change: DefinitionChange, isAccepted: boolean): Refusal | null => {
  const source = file ?? 'the definition';
  switch (change.kind) {
    case 'same':
    case 'gone':
      return null;
    case 'invalid': {
      const hint = 'Mend the file, or move it away to go on with the definition the run keeps.';
      const message = `${source} has changed since the run started and is not valid now`;
      return { kind: 'invalid', message, hint, diagnostics: change.diagnostics };
    }
    case 'changed': {
      if (change.objections.length > 0) {
        const reasons = change.objections.map((objection) => `\n    ${objection}`).join('');
        return invalid(
          `${source} has changed since the run started, and finished steps are concerned:${reasons}`,
          'Put the file back, or start anew: ws run, or ws retry after ws cancel.',
        );
      }
      if (isAccepted) return null;
      const hint = `Put the file back, or take the change into the run: ws resume ${run.id} --accept-changes`;
      return invalid(`${source} has changed since the run started`, hint);
    }
    default:
      return unreachable(change);
  }
};

/** Takes a change of the definition into the run where that is wanted and possible; null when the run may go on. */
const settleDefinition = async (
  session: Session,
  house: House,
  run: RunRow,
  isAccepted: boolean,
): Promise<ExitCode | null> => {
  const source = sourceAt(house, run);
  const change = await house.definitionChange(run.id);
  // Asked only where it changes the answer: asking takes the run's lock for a moment, and another resume might miss it.
  if (change.kind !== 'same' && change.kind !== 'gone' && (await house.isDriven(run.id))) {
    session.screen.complain(heldMessage(run.id));
    return exitCode.held;
  }
  const refusal = refusalOf(run, source, change, isAccepted);
  if (refusal !== null) {
    if (change.kind === 'changed') for (const line of differenceLines(change)) session.screen.complain(line);
    return complain(session.screen, refusal);
  }
  if (change.kind === 'gone' && source !== null) {
    session.screen.note(`${source} is gone; going on with the definition the run keeps`);
  }
  if (change.kind !== 'changed') return null;
  const amended = await house.amend(run.id);
  return amended.ok ? null : complain(session.screen, amended.error);
};

/** Drives an unfinished run on; a finished one is left alone. */
export const resume: Command<ResumeArgs> = (session, args) =>
  withRun(
    session,
    args.run,
    async (house, run) => {
      if (isFinished(run.status)) {
        session.screen.complain(`ws: run ${run.id} ${outcomeWords(run.status)} already; nothing is left to resume`);
        await house.catchUpHooks(run.id, (message) => session.screen.complain(`ws: ${message}`));
        if (run.status === 'succeeded') return exitCode.ok;
        session.screen.complain(`  Do its unfinished steps again in a new run: ws retry ${run.id}`);
        return exitCode.failed;
      }
      const refused = await settleDefinition(session, house, run, args.acceptChanges);
      if (refused !== null) return refused;
      const closed = await refuseGoingOn(session, house, run);
      if (closed !== null) return complain(session.screen, closed);
      session.screen.note(session.screen.notePaint.dim(`run ${run.id}`));
      return await driveRun(session, house, run.id, false);
    },
    unfinished,
  );
