/** Warns of what in a sound workstream is hardly what its author meant. */
import type { Diagnostic } from '../core/diagnostic.ts';
import type { ToolId } from '../core/id.ts';
import { hintsOf } from '../core/planning/hints/hints.ts';
import { inAuthorsWords } from './authors-words.ts';
import { diagnose } from './diagnose.ts';
import type { LoadedWorkstream } from './load-workstream.ts';

type Source = { readonly text: string; readonly file: string; readonly scriptTool: ToolId };

/** Warnings, each at its place; none where nothing is to be said. */
export const tellHints = (
  { workstream, document }: Pick<LoadedWorkstream, 'workstream' | 'document'>,
  { text, file, scriptTool }: Source,
): readonly Diagnostic[] =>
  diagnose(inAuthorsWords(hintsOf(workstream, scriptTool), document.value), { text, file, document }).map((told) => ({
    ...told,
    severity: 'warning',
  }));
