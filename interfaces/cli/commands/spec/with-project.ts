/** Opens the specification project that a command acts in. */
import { fieldOf, loadYaml, type YamlReading } from '../../../../specifications/content/yaml.ts';
import type { WritableFiles } from '../../../../specifications/files.ts';
import { allFiles } from '../../../../specifications/tools/project/discover.ts';
import type { WorkstreamText } from '../../../../specifications/tools/look/impact.ts';
import { openLibrary, type Library } from '../../../../specifications/tools/project/library.ts';
import { openProject, type Project } from '../../../../specifications/tools/project/project.ts';
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
export const withProject = async (
  session: Session,
  act: (opened: OpenedProject) => Promise<ExitCode>,
): Promise<ExitCode> => {
  const found = findSpecRoot(session.directory, true);
  if (!found.ok) return complain(session.screen, found.error);
  const files = found.value;
  const project = await openProject(files);
  return await act({ files, project, library: () => openLibrary(files, project) });
};

const stepsOf = (reading: YamlReading): WorkstreamText['steps'] => {
  const listed = reading.ok ? fieldOf(reading.value, 'steps') : null;
  return (Array.isArray(listed) ? listed : []).flatMap((step: unknown, at) => {
    const id = fieldOf(step, 'id');
    if (!reading.ok || typeof id !== 'string') return [];
    return [{ id, line: reading.place(['steps', at]).line, text: JSON.stringify(step) }];
  });
};

/** The workstream files of a project, as text, with their steps. */
export const workstreamTexts = async ({ files }: OpenedProject): Promise<readonly WorkstreamText[]> => {
  const paths = allFiles(files, 'workstreams').filter((path) => /\.(?:json|jsonc|ya?ml)$/.test(path));
  if (paths.length === 0) return [];
  // JSON is YAML.
  const readYaml = await loadYaml();
  return paths.flatMap((path) => {
    const text = files.read(`workstreams/${path}`);
    return text.ok ? [{ file: `workstreams/${path}`, text: text.value, steps: stepsOf(readYaml(text.value)) }] : [];
  });
};
