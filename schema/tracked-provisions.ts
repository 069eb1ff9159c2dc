/** Tells which links and copies of `worktree` are of what git tracks: that is in every worktree already. */
import type { Diagnostic } from '../core/diagnostic.ts';
import type { ToolId } from '../core/id.ts';
import { diagnose } from './diagnose.ts';
import { readWorkstream } from './parse-workstream.ts';
import { pointerTo } from './pointer.ts';
import type { Problem } from './problem.ts';

type Definition = { readonly text: string; readonly file: string; readonly scriptTool: ToolId };

/** One error for each path in a valid definition that is among those that are tracked. */
export const tellTrackedProvisions = async (
  { text, file, scriptTool }: Definition,
  tracked: ReadonlySet<string>,
): Promise<readonly Diagnostic[]> => {
  const read = await readWorkstream(text, file, scriptTool);
  if (!read.ok) return [];
  const { workstream, document } = read.value;
  const problems = (['link', 'copy'] as const).flatMap((key) =>
    (workstream.worktree?.[key] ?? []).flatMap((path, at): readonly Problem[] => {
      const message = `${path} is tracked by git, so it is in the worktree already; only what git ignores is brought in`;
      const pointer = pointerTo(pointerTo('/worktree', key), at);
      return tracked.has(path) ? [{ code: 'tracked-provision', message, pointer, place: 'value' }] : [];
    }),
  );
  return diagnose(problems, { text, file, document });
};
