/** Leaves out of what is staged for a checkpoint all that its steps cannot have written. */
import type { Failure } from '../../../core/failure.ts';
import type { StepId } from '../../../core/id.ts';
import { ok, type Result } from '../../../core/result.ts';
import { splitNul } from '../command/command.ts';
import type { Git, GitRequest } from '../command/configured.ts';
import type { Authors, Changed } from './authors.ts';

const NOTHING = '000000';

/** A path as a tree has it, `000000` where it has none, and the mode that the index has. */
export type Staged = Changed & { readonly mode: string; readonly modeNow: string; readonly sha: string };

/** What an index holds otherwise than `tree`, with what that has. */
export const stagedBeyond = async (
  git: Git,
  tree: string,
  request: GitRequest,
): Promise<Result<readonly Staged[], Failure>> => {
  const compare = ['diff-index', '--cached', '--raw', '-z', '--no-renames', '--no-abbrev'];
  const compared = await git([...compare, '--ignore-submodules=none', tree, '--'], { ...request, reads: true });
  if (!compared.ok) return compared;
  const parts = splitNul(compared.value.stdout);
  const staged: Staged[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [mode = '', modeNow = '', sha = ''] = (parts[at] ?? '').slice(1).split(' ');
    staged.push({ path: parts[at + 1] ?? '', isNew: mode === NOTHING, mode, modeNow, sha });
  }
  return ok(staged);
};

/** What `git update-index -z --index-info` reads to put paths back to what the tree has. */
export const entriesOf = (staged: readonly Staged[]): Buffer =>
  Buffer.from(staged.map(({ isNew, mode, sha, path }) => `${isNew ? '0' : mode} ${sha}\t${path}\0`).join(''), 'latin1');

/**
 * Puts back, in the index alone, what none of `steps` can have written since the checkpoint that holds `tree`, and tells of what stays
 * which steps may share a path: none where each path can be the work of one alone. No git process where nobody else was
 * at work, one where nothing is left out.
 */
export const keepOwnWork = async (
  git: Git,
  { tree, steps, authors }: { readonly tree: string; readonly steps: readonly StepId[]; readonly authors: Authors },
  request: GitRequest,
): Promise<Result<readonly StepId[], Failure>> => {
  if (steps.length === 1 && authors.isAlone(steps)) return ok([]);
  const staged = await stagedBeyond(git, tree, request);
  if (!staged.ok) return staged;
  const { own, foreign } = authors.claims(steps, staged.value);
  if (foreign.length === 0) authors.settle();
  else {
    const left = new Set(foreign);
    const input = entriesOf(staged.value.filter(({ path }) => left.has(path)));
    const put = await git(['update-index', '-z', '--index-info'], { ...request, input });
    if (!put.ok) return put;
  }
  const sharing = new Set(own.flatMap(({ by }) => (by.length > 1 ? by : [])));
  const [only, second] = steps;
  if (only !== undefined && second === undefined) sharing.delete(only);
  authors.took(steps, [...sharing]);
  return ok([...sharing]);
};
