/** Asks before a change with open tasks is archived. */
import { counted } from '../../../../core/counted.ts';
import type { OpenTask } from '../../../../specifications/tools/archive/open-tasks.ts';
import { invalid } from '../../../house/refusals.ts';
import { typedLine } from '../../ask.ts';
import type { ExitCode } from '../../exit-code.ts';
import { plainLine } from '../../fit.ts';
import type { Session } from '../../session.ts';
import { refuseArchive } from './archive-refusal.ts';

const shownTasks = 10;

/** Tells of tasks that are still open. */
const tellOpen = (session: Session, open: readonly OpenTask[]): void => {
  for (const { file, line, text } of open.slice(0, shownTasks))
    session.screen.complain(`${file}:${line}  open: ${plainLine(text)}`);
  if (open.length > shownTasks) session.screen.complain(`  and ${open.length - shownTasks} more`);
};

type Asked = { readonly changes: readonly string[]; readonly dryRun: boolean; readonly yes: boolean };

/** Refuses to archive changes with open tasks, unless it was said beforehand or is said now; null where it goes on. */
export const refuseOpen = async (
  session: Session,
  open: readonly OpenTask[],
  args: Asked,
): Promise<ExitCode | null> => {
  if (open.length === 0) return null;
  tellOpen(session, open);
  if (args.yes || args.dryRun) return null;
  const what = counted(open.length, 'task');
  if (!session.json && session.openInput().isTerminal) {
    session.screen.complain(`${what} open. Archive all the same? [y/N]`);
    if (['y', 'yes'].includes((await typedLine(session)).toLowerCase())) return null;
  }
  const refusal = invalid(
    `${what} of ${args.changes.join(', ')} ${open.length === 1 ? 'is' : 'are'} open; nothing was archived`,
    'Finish or cancel them ("- [-] …"), or archive all the same: --yes',
  );
  return refuseArchive(session, refusal, { code: 'open-tasks', tasks: open });
};
