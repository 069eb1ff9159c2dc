/** What keeps a definition from being a plan, and where in its document that stands. */
import { scopeAt, type Scope } from '../scope.ts';

/**
 * What is wrong with a definition. `pointer` (RFC 6901) leads into the document that its author wrote; `within` counts to
 * the character at fault where that stands in a text, of a condition as the definition has it. null: the whole is at fault.
 */
export type PlanProblem = {
  readonly code: string;
  readonly message: string;
  readonly pointer: string;
  readonly within: number | null;
};

/** Where the author wrote a step: `/steps/3`, `/finally/0`. */
export const pointerOf = (place: number, scopes: readonly Scope[]): string => {
  const { kind, first } = scopeAt(scopes, place);
  return `/${kind === 'main' ? 'steps' : kind}/${place - first}`;
};
