/** Problems that were found of a sound workstream become warnings in its file. */
import type { Diagnostic } from '../core/diagnostic.ts';
import type { ToolId } from '../core/id.ts';
import type { PlanProblem } from '../core/planning/problem.ts';
import { inAuthorsWords } from './authors-words.ts';
import { diagnose } from './diagnose.ts';
import type { Document } from './document.ts';
import { readWorkstream } from './parse-workstream.ts';

export type Definition = { readonly text: string; readonly file: string; readonly scriptTool: ToolId };

/** Warnings, each where the author wrote what it is of. */
export const warningsIn = (
  document: Document,
  problems: readonly PlanProblem[],
  { text, file }: Definition,
): readonly Diagnostic[] =>
  diagnose(inAuthorsWords(problems, document.value), { text, file, document }).map((told) => ({
    ...told,
    severity: 'warning',
  }));

/** As {@link warningsIn}, of a file that is read once more; none where it is no workstream. */
export const warnAt = async (
  problems: readonly PlanProblem[],
  definition: Definition,
): Promise<readonly Diagnostic[]> => {
  const read = await readWorkstream(definition.text, definition.file, definition.scriptTool);
  return read.ok ? warningsIn(read.value.document, problems, definition) : [];
};
