/** Git bound to one place: reads the configuration that holds there, and runs git without what is planted in it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import { ownEnvironment } from '../../machine/own-environment.ts';
import { runGit, type GitAnswer, type GitCall } from './command.ts';
import type { GitPlace } from './environment.ts';
import { targetAt } from './glance.ts';
import { neutralise, parseSettings, silencedFilters, type Setting } from './planted.ts';

export type GitRequest = Omit<GitCall, 'place' | 'settings' | 'args'>;

/** Runs git at its place; see {@link runGit} for what is an answer and what a failure. */
export interface Git {
  (args: readonly string[], request?: GitRequest): Promise<Result<GitAnswer, Failure>>;
  readonly place: GitPlace;
  /** What kept git waiting and was moved out of its way since this was last asked, a line each. */
  readonly moved: () => readonly string[];
  /** What the configuration says now, in its own order. */
  readonly settings: () => Promise<Result<readonly Setting[], Failure>>;
}

/** A file in the git folder of a worktree, where it has one: what git ignores there, in place of the user's own list for all repositories. */
export const EXCLUDES = 'ws-exclude';

/** That file; null where there is none. */
export const excludesAt = (gitDir: string): string | null => {
  const path = join(gitDir, EXCLUDES);
  return existsSync(path) ? path : null;
};

/** A file that was changed less long ago than a clock tick of the file system could change again unseen. */
const SETTLED_MS = 100;

type Known = { readonly signature: string; readonly settings: readonly Setting[] };

/**
 * Binds git to a place. The repository's configuration is read again whenever one of its files has changed since: a
 * step may write it at any time.
 */
export const gitAt = (at: GitPlace & { readonly gitDir: string }, commonDir: string): Git => {
  const place = { ...at, commonDir };
  const files = [join(commonDir, 'config'), join(place.gitDir, 'config.worktree')];
  const excludes = join(place.gitDir, EXCLUDES);
  let known: Known | null = null;
  const moved: string[] = [];
  const tell = (line: string): void => void moved.push(line);

  const settings = async (): Promise<Result<readonly Setting[], Failure>> => {
    const signature = signatureOf(files);
    if (known !== null && signature !== null && known.signature === signature) return ok(known.settings);
    const answer = await runGit({ args: ['config', '--list', '--show-scope', '-z'], place, reads: true, tell });
    if (!answer.ok) return answer;
    const read = parseSettings(answer.value.stdout.toString('utf8')).filter(({ scope }) => scope !== 'command');
    // What other files the repository's own includes draw in is not watched, so it is read every time.
    const includes = read.some(({ scope, key }) => scope !== 'system' && /^include(if)?\./.test(key));
    known = signature === null || includes ? null : { signature, settings: read };
    return ok(read);
  };

  const run = async (args: readonly string[], request: GitRequest = {}): Promise<Result<GitAnswer, Failure>> => {
    const found = await settings();
    if (!found.ok) return found;
    const neutral = neutralise(found.value);
    const isOwn = place.workTree !== null && existsSync(excludes);
    return runGit({
      tell,
      ...request,
      args,
      place,
      settings: isOwn ? [...neutral, ['core.excludesFile', excludes]] : neutral,
    });
  };
  return Object.assign(run, { place, settings, moved: () => moved.splice(0) });
};

/** Tells one content of the files from another; null while that cannot be told yet. */
const signatureOf = (files: readonly string[]): string | null => {
  const parts: string[] = [];
  for (const file of files) {
    const found = targetAt(file);
    if (found !== null && Math.abs(Date.now() - Number(found.ctimeMs)) < SETTLED_MS) return null;
    parts.push(found === null ? 'absent' : `${found.ino}:${found.size}:${found.mtimeNs}:${found.ctimeNs}`);
  }
  return parts.join(' ');
};

/** Who commits at a place where git knows nobody: `ws <ws@localhost>`; nothing to add where git knows the user. */
export const identityOf = async (git: Git): Promise<Result<Readonly<Record<string, string>>, Failure>> => {
  const found = await git.settings();
  if (!found.ok) return found;
  return ok(hasIdentity(found.value) ? {} : FALLBACK_IDENTITY);
};

const FALLBACK_IDENTITY = {
  GIT_AUTHOR_NAME: 'ws',
  GIT_AUTHOR_EMAIL: 'ws@localhost',
  GIT_COMMITTER_NAME: 'ws',
  GIT_COMMITTER_EMAIL: 'ws@localhost',
};

/** Tells whether git knows a name and an address for both roles, without guessing them from the machine's name. */
export const hasIdentity = (settings: readonly Setting[]): boolean => {
  const values = new Map(settings.map(({ key, value }) => [key, value]));
  const knows = (what: string): boolean =>
    ['author', 'committer'].every((role) => {
      const said = ownEnvironment()[`GIT_${role}_${what}`.toUpperCase()] ?? '';
      return said !== '' || (values.get(`${role}.${what}`) ?? values.get(`user.${what}`) ?? '') !== '';
    });
  return knows('name') && knows('email');
};

/** Names of the filters that the repository's own configuration asks for and that are not run. */
export const silencedAt = async (git: Git): Promise<Result<readonly string[], Failure>> => {
  const found = await git.settings();
  return found.ok ? ok(silencedFilters(found.value)) : found;
};
