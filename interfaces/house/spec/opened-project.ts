/** The specification project that somebody acts in. */
import { ok, type Result } from '../../../core/result.ts';
import type { WritableFiles } from '../../../specifications/files.ts';
import { openLibrary, type Library } from '../../../specifications/tools/project/library.ts';
import { openProject, type Project } from '../../../specifications/tools/project/project.ts';
import type { Refusal } from '../refusal.ts';
import { findSpecRoot } from './spec-root.ts';

/** A project, its files, and its documents, read when they are asked for. */
export type OpenedProject = {
  readonly files: WritableFiles;
  readonly project: Project;
  readonly library: () => Promise<Library>;
};

/** Opens the project around a directory; refused where there is none. */
export const openSpecProject = async (directory: string): Promise<Result<OpenedProject, Refusal>> => {
  const found = findSpecRoot(directory, true);
  if (!found.ok) return found;
  const files = found.value;
  const project = await openProject(files);
  return ok({ files, project, library: () => openLibrary(files, project) });
};
