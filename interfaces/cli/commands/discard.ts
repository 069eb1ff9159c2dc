/** `ws discard`: throws a run away, or brings it back. */
import type { RunRow } from '../../../core/run-tables.ts';
import { discardRun, restoreDiscarded } from '../../house/discard-run.ts';
import type { House } from '../../house/house.ts';
import { complain } from '../complaint.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import type { Command, Session } from '../session.ts';
import { collectedLine } from '../view/collected.ts';
import { instantText } from '../words.ts';
import { withRun } from '../with-house.ts';

export type DiscardArgs = { readonly run: string | null; readonly ignored: boolean; readonly undo: boolean };

const undone = async ({ screen, json }: Session, house: House, run: RunRow): Promise<ExitCode> => {
  const back = await restoreDiscarded(run, house);
  if (!back.ok) return complain(screen, back.error);
  const { branch, sha, salvaged } = back.value;
  if (json) screen.line(JSON.stringify({ run: run.id, branch, sha, salvaged }));
  else {
    const at = sha === null ? ', but it is not in git any more' : ` at ${sha.slice(0, 12)}`;
    screen.line(`run ${run.id} is back${branch === null ? '' : `: ${branch}${at}`}`);
    if (salvaged !== null) screen.line(`  what was in no commit is not put back; it is kept: git show ${salvaged}`);
  }
  return exitCode.ok;
};

const discarded = async (
  { screen, json }: Session,
  house: House,
  { run, ignored }: { readonly run: RunRow; readonly ignored: boolean },
): Promise<ExitCode> => {
  const done = await discardRun(run, ignored, house);
  if (!done.ok) return complain(screen, done.error);
  const { sha, salvaged, worktree, until, told } = done.value;
  for (const line of told) screen.complain(`ws: ${line}`);
  if (json) {
    screen.line(JSON.stringify({ run: run.id, sha, salvaged, worktree, until }));
    return exitCode.ok;
  }
  screen.line(`run ${run.id} is thrown away`);
  if (salvaged !== null) screen.line(`  what was in no commit is kept until then, too: git show ${salvaged}`);
  const nothing = { outcome: 'kept', reason: 'nothing-there', detail: '' } as const;
  const said = collectedLine(
    { run: run.id, worktree, branch: nothing },
    { dryRun: false, olderThanMs: 0, letGo: `ws discard --ignored ${run.id}` },
  );
  if (said !== null) screen.line(`  ${said.slice(run.id.length + 2)}`);
  screen.line(`  to bring it back, until ${instantText(until)}: ws discard --undo ${run.id}`);
  return exitCode.ok;
};

/** Discards a run that nobody drives, or undoes that. */
export const discard: Command<DiscardArgs> = (session, { run: given, ignored, undo }) =>
  withRun(
    session,
    given,
    (house, run) => (undo ? undone(session, house, run) : discarded(session, house, { run, ignored })),
    { reach: undo ? 'discarded' : 'own' },
  );
