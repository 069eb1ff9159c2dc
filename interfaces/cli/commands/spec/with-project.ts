/** Opens the specification project that a command acts in. */
import type { WritableFiles } from '../../../../specifications/files.ts';
import { allFiles } from '../../../../specifications/tools/discover.ts';
import type { WorkstreamText } from '../../../../specifications/tools/impact.ts';
import { openLibrary, type Library } from '../../../../specifications/tools/library.ts';
import { openProject, type Project } from '../../../../specifications/tools/project.ts';
import { complain } from '../../complaint.ts';
import type { ExitCode } from '../../exit-code.ts';
import type { Session } from '../../session.ts';
import { findSpecRoot } from './root.ts';

/** A project, its files, and its documents, read when they are asked for. */
export type OpenedProject = {
  readonly files: WritableFiles;
  readonly project: Project;
  readonly library: () => Promise<Library>;
};

/** Runs `act` on the project of the session; complains where there is none. */
export async function withProject(
  session: Session,
  act: (opened: OpenedProject) => Promise<ExitCode>,
): Promise<ExitCode> {
  const found = findSpecRoot(session.directory, true);
  if (!found.ok) return complain(session.screen, found.error);
  const files = found.value;
  const project = await openProject(files);
  return await act({ files, project, library: () => openLibrary(files, project) });
}

/** The workstream files of a project, as text. */
export function workstreamTexts({ files }: OpenedProject): readonly WorkstreamText[] {
  return allFiles(files, 'workstreams')
    .filter((path) => /\.(?:json|jsonc|ya?ml)$/.test(path))
    .flatMap((path) => {
      const text = files.read(`workstreams/${path}`);
      return text.ok ? [{ file: `workstreams/${path}`, text: text.value }] : [];
    });
}
