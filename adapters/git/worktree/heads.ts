/** Reads where HEAD and a branch stand: from their files where these hold the answer, else by asking git. */
import { join } from 'node:path';
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import type { Git } from '../command/configured.ts';
import { lineAt } from '../command/glance.ts';

export type Heads = {
  /** The full name of the branch that HEAD names; null where HEAD is detached. */
  readonly symbolic: string | null;
  /** The commit that HEAD comes to; null where there is none. */
  readonly head: string | null;
  /** Where the run's branch stands; null where it is gone. */
  readonly branch: string | null;
};

const SHA = /^[0-9a-f]{40,64}$/;

/** Reads HEAD of the worktree at git's place, and the run's branch. No git process while both are plain files. */
export const readHeads = async (
  git: Git & { readonly place: { readonly gitDir: string | null } },
  commonDir: string,
  branchRef: string,
): Promise<Result<Heads, Failure>> => {
  const head = lineAt(join(git.place.gitDir ?? commonDir, 'HEAD'));
  const branch = lineAt(join(commonDir, branchRef));
  if (head === `ref: ${branchRef}` && branch !== null && SHA.test(branch)) {
    return ok({ symbolic: branchRef, head: branch, branch });
  }
  return askHeads(git, branchRef);
};

/** The same as a text that tells whether one of them has moved; empty where they cannot be read. */
export const whereHeadsAre = async (...asked: Parameters<typeof readHeads>): Promise<string> => {
  const heads = await readHeads(...asked);
  return heads.ok ? JSON.stringify(heads.value) : '';
};

/** The slow way: packed refs, another kind of ref storage, a HEAD that a step moved. */
const askHeads = async (git: Git, branchRef: string): Promise<Result<Heads, Failure>> => {
  const symbolic = await git(['symbolic-ref', '-q', 'HEAD'], { reads: true, answers: [1] });
  if (!symbolic.ok) return symbolic;
  const found = await objectsOf(git, ['HEAD', branchRef]);
  if (!found.ok) return found;
  const [head, branch] = found.value;
  const name = symbolic.value.stdout.toString('utf8').trim();
  return ok({ symbolic: name === '' ? null : name, head: head ?? null, branch: branch ?? null });
};

/** Gives the object each expression comes to, null where there is none. One git process for all of them. */
export const objectsOf = async (
  git: Git,
  expressions: readonly string[],
): Promise<Result<readonly (string | null)[], Failure>> => {
  const input = expressions.map((expression) => `${expression}\n`).join('');
  const answer = await git(['cat-file', '--batch-check=%(objectname)'], { input, reads: true });
  if (!answer.ok) return answer;
  const lines = answer.value.stdout.toString('utf8').split('\n');
  return ok(expressions.map((_, at) => (SHA.test(lines[at] ?? '') ? (lines[at] ?? null) : null)));
};
