/** Tells which files that scripts call are in the checkout and in no commit, so that a run does not have them. */
import { posix } from 'node:path';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { ToolId } from '../core/id.ts';
import { calledFiles } from '../core/planning/hints/called-files.ts';
import { scriptsOf } from '../core/planning/hints/scripts.ts';
import { hasHole } from '../core/planning/expressions/template.ts';
import type { Workstream } from '../core/workstream.ts';
import { warnAt, type Definition } from './warn-at.ts';

type Call = { readonly path: string; readonly pointer: string; readonly offset: number };

/** The files that scripts of a workstream call, relative to the top of the worktree. */
export const filesCalledIn = (workstream: Workstream, scriptTool: ToolId): readonly Call[] =>
  scriptsOf(workstream, scriptTool).flatMap(({ script, pointer, cwd }) =>
    hasHole(cwd)
      ? []
      : calledFiles(script).map(({ path, offset }) => ({ path: posix.join(cwd, path), pointer, offset })),
  );

/** One warning for each call of a file that there is something to say of; `say` gives null for all others. */
export const tellOfCalls = async (
  definition: Definition,
  workstream: Workstream,
  code: string,
  say: (path: string) => string | null,
): Promise<readonly Diagnostic[]> => {
  const problems = filesCalledIn(workstream, definition.scriptTool).flatMap(({ path, pointer, offset }) => {
    const message = say(path);
    return message === null ? [] : [{ code, message, pointer, within: offset }];
  });
  return await warnAt(problems, definition);
};

/** One warning for each call of one of `added`, the files that are new in the checkout. */
export const tellNotCommitted = async (
  definition: Definition,
  workstream: Workstream,
  added: ReadonlySet<string>,
): Promise<readonly Diagnostic[]> =>
  await tellOfCalls(definition, workstream, 'not-committed', (path) =>
    added.has(path)
      ? `${path} is in your checkout and in no commit, so a run does not have it; commit it, or start with: ws run --with-changes`
      : null,
  );
