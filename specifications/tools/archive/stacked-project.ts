/** A project as a change finds it: with every open change that it depends on archived, in memory. */
import { err, ok, type Result } from '../../../core/result.ts';
import { planFiles } from '../../planned-files.ts';
import { planArchive, type ArchiveOptions, type ArchiveProblem } from './archive.ts';
import { writeArchive } from './archive-write.ts';
import { changeGraph, orderChanges } from '../project/dependencies.ts';
import { openProject, type Project } from '../project/project.ts';

export type StackedProject = {
  readonly project: Project;
  /** The open changes it stands on, in the order in which they were archived. */
  readonly below: readonly string[];
};

/** Why there is nothing to stand on. `change` is the one that cannot be archived; null where they form a ring. */
export type StackProblem = { readonly change: string | null; readonly problem: ArchiveProblem };

/** Archives what a change depends on, in memory; the project itself stays as it is. */
export const stackProject = async (
  project: Project,
  id: string,
  options: ArchiveOptions,
): Promise<Result<StackedProject, StackProblem>> => {
  const before = [...changeGraph(project).before(id)];
  if (before.length === 0) return ok({ project, below: [] });
  const below = before.includes(id) ? null : orderChanges(project, before);
  if (below === null) {
    const message = `'${id}' and what it depends on form a ring.`;
    return err({ change: null, problem: { code: 'refused', message } });
  }
  const files = planFiles(project.files);
  let now = project;
  for (const change of below) {
    const planned = planArchive(now, change, options);
    if (!planned.ok) return err({ change, problem: planned.error });
    const written = writeArchive(files, planned.value);
    if (!written.ok) return err({ change, problem: { code: 'refused', message: written.error.message } });
    now = await openProject(files);
  }
  return ok({ project: now, below });
};
