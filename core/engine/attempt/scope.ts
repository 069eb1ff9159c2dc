/** Holds an attempt to the files that its step may change. */
import { outsideOf, type FileScope } from '../../file-scope.ts';
import type { Failure } from '../../failure.ts';
import { err, ok, type Result } from '../../result.ts';
import type { AttemptParts, AttemptRequest } from './attempt-request.ts';

const NAMED = 100;
const SHOWN = 10;

const shown = (paths: readonly string[]): string =>
  `${paths.slice(0, SHOWN).join(', ')}${paths.length > SHOWN ? ` and ${paths.length - SHOWN} more` : ''}`;

/** What it changed elsewhere is its failure, or told; of a step that runs alone everything is kept and put back. */
export const keepingScope = async (
  { attempt, work: { access } }: AttemptRequest,
  { files, workspace }: AttemptParts,
  scope: FileScope,
): Promise<Result<void, Failure>> => {
  const changed = await workspace.changedBy(attempt);
  if (!changed.ok) return changed;
  const outside = outsideOf(scope, changed.value);
  if (outside.length === 0) return ok(undefined);
  if (scope.outside === 'warn') {
    files.report(attempt).error(`changed outside of ${scope.only.join(', ')}: ${shown(outside)}`);
    return ok(undefined);
  }
  const restored = access === 'exclusive' ? await workspace.restore(attempt) : ok({ salvaged: null });
  if (!restored.ok) return restored;
  const { salvaged } = restored.value;
  const kept = salvaged === null ? '' : `; all of it was put back, and is kept: git show ${salvaged}`;
  const message = `it may only change ${scope.only.join(', ')}, and changed ${shown(outside)}${kept}`;
  return err({ code: 'scope-violated', paths: outside.slice(0, NAMED), message });
};
