/** Names for what differs from machine to machine and from run to run, so that the same call reads the same everywhere. */
import type { ToolCall } from '../../../core/tool.ts';

/** `named` puts names in the place of what is there now, `placed` the other way. */
export type Places = { readonly named: (text: string) => string; readonly placed: (text: string) => string };

/** Ids that are made by ws; one that a person gave is a word like any other. */
const MADE = /^[a-z][a-z0-9]{9}$/;

/** The longest first: one lies in the other. */
const pairsOf = ({ attempt, worktree, paths }: ToolCall): readonly (readonly [there: string, name: string])[] => [
  [paths.directory, '⟦attempt⟧'],
  [paths.home, '⟦home⟧'],
  [worktree, '⟦worktree⟧'],
  ...(MADE.test(attempt.run) ? [[attempt.run, '⟦run⟧'] as const] : []),
];

/** The places of a call. */
export const placesOf = (call: ToolCall): Places => {
  const pairs = pairsOf(call);
  return {
    named: (text) => pairs.reduce((said, [there, name]) => said.replaceAll(there, name), text),
    placed: (text) => pairs.reduce((said, [there, name]) => said.replaceAll(name, () => there), text),
  };
};
