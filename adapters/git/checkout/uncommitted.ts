/** Finds out what of a user's checkout is in no commit. Only looks: not even the index is refreshed. */
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import { runGit, splitNul } from '../command/command.ts';
import { gitAt, type Git } from '../command/configured.ts';
import type { Repository } from '../repository.ts';

export type UncommittedFiles = {
  /** On the checkout, by its own folder. */
  readonly git: Git;
  readonly path: string;
  /** Changed, staged or untracked, not ignored; as git names them. A repository inside that git does not track counts as one. */
  readonly files: readonly string[];
  /** Of these, the ones that HEAD does not hold at all. */
  readonly added: readonly string[];
  /** Of these, the ones with conflicts that nobody has resolved. */
  readonly unmerged: readonly string[];
};

/** How many fields come before the name in a line of `git status --porcelain=v2`, by what the line begins with. */
const FIELDS: Readonly<Record<string, number>> = { '1': 8, u: 10, '?': 1 };

const STATUS = ['status', '--porcelain=v2', '-z', '--untracked-files=all', '--no-renames', '--ignore-submodules=dirty'];

/** null where the folder lies in no checkout, as in a bare repository. */
export const uncommittedFiles = async (
  { commonDir, gitDir }: Repository,
  directory: string,
): Promise<Result<UncommittedFiles | null, Failure>> => {
  const place = { cwd: directory, gitDir: null, workTree: null };
  const top = await runGit({ args: ['rev-parse', '--show-toplevel'], place, reads: true, answers: [128] });
  if (!top.ok) return top;
  if (top.value.exitCode !== 0) return ok(null);
  const path = top.value.stdout.toString('utf8').replace(/\n$/, '');
  const git = gitAt({ cwd: path, gitDir, workTree: path }, commonDir);
  const asked = await git(STATUS, { reads: true });
  if (!asked.ok) return asked;
  const files: string[] = [];
  const unmerged: string[] = [];
  const added: string[] = [];
  for (const line of splitNul(asked.value.stdout)) {
    const [kind = '', ...fields] = line.split(' ');
    const before = FIELDS[kind];
    if (before === undefined) continue;
    const name = fields.slice(before - 1).join(' ');
    files.push(name);
    if (kind === 'u') unmerged.push(name);
    if (kind === '?' || (kind === '1' && fields[0]?.startsWith('A') === true)) added.push(name);
  }
  return ok({ git, path, files, added, unmerged });
};
