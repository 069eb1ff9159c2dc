/** Tells which commits touched which files below a folder. */
import type { Failure } from '../../core/failure.ts';
import { ok, type Result } from '../../core/result.ts';
import { runGit } from './command/command.ts';
import { gitAt } from './command/configured.ts';
import type { Repository } from './repository.ts';

/** One commit that touched a file. `path` is relative to the folder that was asked about. */
export type Touched = {
  readonly path: string;
  readonly commit: string;
  /** When it was committed, in milliseconds since the epoch. */
  readonly atMs: number;
  readonly subject: string;
};

const header = /^\x01([0-9a-f]{40,64})\x02(\d+)\x02(.*)$/s;

/** Commits reachable from HEAD that touched files below `paths` of `directory`, the newest first; merges say nothing. */
export const fileHistory = async (
  repository: Repository,
  directory: string,
  paths: readonly string[],
): Promise<Result<readonly Touched[], Failure>> => {
  const top = await runGit({
    args: ['rev-parse', '--show-toplevel'],
    place: { cwd: directory, gitDir: null, workTree: null },
    reads: true,
  });
  if (!top.ok) return top;
  const workTree = top.value.stdout.toString('utf8').replace(/\n$/, '');
  const git = gitAt({ cwd: directory, gitDir: repository.gitDir, workTree }, repository.commonDir);
  const asked = [
    'log',
    '--no-merges',
    '--no-renames',
    '--relative',
    '--name-only',
    '-z',
    '--format=%x01%H%x02%ct%x02%s',
  ];
  const logged = await git([...asked, repository.head.sha, '--', ...paths], { reads: true });
  if (!logged.ok) return logged;
  const found: Touched[] = [];
  let commit: Omit<Touched, 'path'> | null = null;
  for (const token of logged.value.stdout.toString('utf8').split('\0')) {
    const [, sha, seconds, subject = ''] = header.exec(token) ?? [];
    if (sha !== undefined) commit = { commit: sha, atMs: Number(seconds) * 1000, subject };
    else if (commit !== null && token !== '') found.push({ path: token.replace(/^\n/, ''), ...commit });
  }
  return ok(found);
};
