/** Holds an attempt to the files that its step may change. */
import type { Attempt } from '../../attempt.ts';
import { outsideOf, type FileScope } from '../../file-scope.ts';
import type { Failure } from '../../failure.ts';
import { err, ok, type Result } from '../../result.ts';
import type { Workspace } from '../../workspace.ts';
import type { AttemptParts, AttemptRequest } from './attempt-request.ts';

const NAMED = 100;
const SHOWN = 10;
/** What ignored files a change let be seen is looked at again; more turns than this only somebody makes who goes on writing. */
const TURNS = 3;

const shown = (paths: readonly string[]): string =>
  `${paths.slice(0, SHOWN).join(', ')}${paths.length > SHOWN ? ` and ${paths.length - SHOWN} more` : ''}`;

/** Puts back what is outside, or everything where that cannot be had alone and nobody else is at work; says what came of it. */
const putBack = async (
  attempt: Attempt,
  workspace: Workspace,
  outside: readonly string[],
  isAlone: boolean,
): Promise<Result<string, Failure>> => {
  const back = await workspace.putBack(attempt, outside);
  if (!back.ok) return back;
  const kept = (salvaged: string | null): string => (salvaged === null ? '' : `, and kept: git show ${salvaged}`);
  if (!back.value.isWhole) return ok(`; that was put back${kept(back.value.salvaged)}`);
  if (!isAlone) return ok('');
  const restored = await workspace.restore(attempt);
  return restored.ok ? ok(`; all that it did was put back${kept(restored.value.salvaged)}`) : restored;
};

/** What it changed elsewhere is its failure, kept and put back; or it is told. */
export const keepingScope = async (
  { attempt, work: { access } }: AttemptRequest,
  { files, workspace }: AttemptParts,
  scope: FileScope,
): Promise<Result<void, Failure>> => {
  const found = new Set<string>();
  let done = '';
  for (let turn = 0; turn < TURNS; turn++) {
    const changed = await workspace.changedBy(attempt);
    if (!changed.ok) return changed;
    const outside = outsideOf(scope, changed.value);
    if (outside.length === 0) break;
    for (const path of outside) found.add(path);
    if (scope.outside === 'warn') break;
    const back = await putBack(attempt, workspace, outside, access === 'exclusive');
    if (!back.ok) return back;
    if (back.value === '') break;
    done += back.value;
  }
  if (found.size === 0) return ok(undefined);
  const paths = [...found];
  if (scope.outside === 'warn') {
    files.report(attempt).error(`changed outside of ${scope.only.join(', ')}: ${shown(paths)}`);
    return ok(undefined);
  }
  const message = `it may only change ${scope.only.join(', ')}, and changed ${shown(paths)}${done}`;
  return err({ code: 'scope-violated', paths: paths.slice(0, NAMED), message });
};
