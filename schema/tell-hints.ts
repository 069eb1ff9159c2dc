/** Warns of what in a sound workstream is hardly what its author meant. */
import type { Diagnostic } from '../core/diagnostic.ts';
import { hintsOf } from '../core/planning/hints/hints.ts';
import type { LoadedWorkstream } from './load-workstream.ts';
import { warningsIn, type Definition } from './warn-at.ts';

/** Warnings, each at its place; none where nothing is to be said. */
export const tellHints = (
  { workstream, document }: Pick<LoadedWorkstream, 'workstream' | 'document'>,
  definition: Definition,
): readonly Diagnostic[] => warningsIn(document, hintsOf(workstream, definition.scriptTool), definition);
