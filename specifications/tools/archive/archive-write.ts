/** Carries out an archive plan: specs first, then retirements, then the move; all of it or nothing. */
import { err, ok, type Result } from '../../../core/result.ts';
import type { FileProblem, WritableFiles } from '../../files.ts';
import type { ArchivePlan, SpecPlan } from './archive.ts';
import { specsFolder } from '../project/project.ts';

const prune = (files: WritableFiles, file: string): void => {
  let folder = file.slice(0, file.lastIndexOf('/'));
  while (folder.startsWith(`${specsFolder}/`) && files.removeEmpty(folder)) {
    folder = folder.slice(0, folder.lastIndexOf('/'));
  }
};

const writeOne = (files: WritableFiles, plan: SpecPlan): Result<null, FileProblem> => {
  const now = files.read(plan.file);
  const isChanged = now.ok ? now.value !== plan.before : plan.before !== null || now.error.code !== 'ENOENT';
  if (isChanged) return err({ code: 'CHANGED', message: `${plan.file} changed since the plan was made.` });
  if (plan.outcome === 'retire') return files.remove(plan.file);
  return plan.after === null ? ok(null) : files.write(plan.file, plan.after);
};

const undo = (files: WritableFiles, plan: SpecPlan): Result<null, FileProblem> => {
  if (plan.before !== null) return files.write(plan.file, plan.before);
  const removed = files.remove(plan.file);
  prune(files, plan.file);
  return removed;
};

/** Takes back a plan that was written: the change is open again, and its specs are as they were. */
export const undoArchive = (files: WritableFiles, plan: ArchivePlan): Result<null, FileProblem> => {
  const moved = files.move(plan.to, plan.from);
  if (!moved.ok) return moved;
  for (const spec of plan.specs.filter((each) => each.outcome !== 'same').toReversed()) {
    const undone = undo(files, spec);
    if (!undone.ok) return undone;
  }
  return ok(null);
};

/** Writes the plan. When a step fails, those before it are taken back and the error says what happened. */
export const writeArchive = (files: WritableFiles, plan: ArchivePlan): Result<null, FileProblem> => {
  const done: SpecPlan[] = [];
  const takeBack = (problem: FileProblem): Result<null, FileProblem> => {
    const failed = done.toReversed().flatMap((each) => {
      const undone = undo(files, each);
      return undone.ok ? [] : [undone.error.message];
    });
    const rest = failed.length > 0 ? ` Could not be taken back: ${failed.join('; ')}` : '';
    return err({ code: problem.code, message: problem.message + rest });
  };
  for (const spec of plan.specs.filter((each) => each.outcome !== 'same')) {
    const written = writeOne(files, spec);
    if (!written.ok) return takeBack(written.error);
    done.push(spec);
  }
  if (files.kind(plan.to) !== null) return takeBack({ code: 'EEXIST', message: `${plan.to} already exists.` });
  const moved = files.move(plan.from, plan.to);
  if (!moved.ok) return takeBack(moved.error);
  for (const spec of done) if (spec.outcome === 'retire') prune(files, spec.file);
  return moved;
};
