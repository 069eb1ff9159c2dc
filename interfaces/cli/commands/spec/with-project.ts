/** Opens the specification project that a command acts in. */
import { complain } from '../../complaint.ts';
import type { ExitCode } from '../../exit-code.ts';
import type { Session } from '../../session.ts';
import { openSpecProject, type OpenedProject } from '../../../house/spec/opened-project.ts';

/** Runs `act` on the project of the session; complains where there is none. */
export const withProject = async (
  session: Session,
  act: (opened: OpenedProject) => Promise<ExitCode>,
): Promise<ExitCode> => {
  const opened = await openSpecProject(session.directory);
  return opened.ok ? await act(opened.value) : complain(session.screen, opened.error);
};
