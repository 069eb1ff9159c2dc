/** `ws run --change`: compiles a change and runs what it gives. */
import { counted } from '../../../../core/counted.ts';
import { refuseUnapproved } from '../../../house/change/gate.ts';
import { keepWorkstream } from '../../../house/change/keep-workstream.ts';
import { leftOut } from '../../../house/change/left-out.ts';
import type { Origin } from '../../../house/change/origin.ts';
import type { House } from '../../../house/house.ts';
import { compileItem } from '../../../house/spec/compile-item.ts';
import { complain } from '../../complaint.ts';
import { exitCode } from '../../exit-code.ts';
import type { Command, Session } from '../../session.ts';
import { withHouse } from '../../with-house.ts';
import { run, type RunArgs } from '../run.ts';
import { withProject } from '../spec/with-project.ts';

export type RunChangeArgs = Omit<RunArgs, 'file'> & { readonly change: string; readonly tool: string };

/** Tells of tasks that are ticked, and so left out, though what was done for them is on the branch of an unfinished run. */
const noteTicked = async (session: Session, house: House, origin: Origin): Promise<void> => {
  const left = await leftOut(origin, house);
  if (left === null) return;
  const { run: before, steps } = left;
  session.screen.note(
    `${counted(steps.length, 'task')} left out as done by run ${before.id}, which has not succeeded: ${steps.join(', ')}\n` +
      `  Unless you have merged it, its work is not here. Go on with it: ws retry ${before.id}; or empty their boxes.`,
  );
};

/** Runs an open change. */
export const runChange: Command<RunChangeArgs> = (session, { change, tool, ...rest }) =>
  withProject(session, async (opened) => {
    const compiled = await compileItem(opened, change, { tool, withDone: false });
    if (!compiled.ok) return complain(session.screen, compiled.error);
    for (const note of compiled.value.notes) session.screen.note(note);
    let file: string | null = null;
    const code = await withHouse(session, async (house) => {
      const refused = await refuseUnapproved(opened.project, house, compiled.value.origin);
      if (refused !== null) return complain(session.screen, refused);
      await noteTicked(session, house, compiled.value.origin);
      const kept = keepWorkstream(compiled.value, house);
      if (!kept.ok) return complain(session.screen, kept.error);
      file = kept.value;
      return await Promise.resolve(exitCode.ok);
    });
    return file === null ? code : await run(session, { ...rest, file });
  });
