/** Finds the repository that a folder belongs to, and says where its state lives. */
import { chmod, lstat, mkdir, readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Failure } from '../../core/failure.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { runGit, trouble } from './command/command.ts';
import { gitAt, type Git } from './command/configured.ts';
import { isDiskFull, messageOf } from '../../core/thrown.ts';
import { ownEnvironment } from '../machine/own-environment.ts';
import { defaultWorktreesRoot, worktreesFolder } from './worktree/place.ts';
import { statAt, textAt } from './command/glance.ts';

export type Repository = {
  /** The main worktree's top level, or the repository's own folder where it has none. `.ws/` there is what a project brings. */
  readonly root: string;
  /** The git folder that all worktrees share. Absolute. */
  readonly commonDir: string;
  /** The git folder of the worktree that was asked from; `commonDir` for the main one. */
  readonly gitDir: string;
  /** The folder that worktrees of runs are made in; outside of every checkout. Absolute. */
  readonly worktrees: string;
  /** True where the folder that was asked from lies in no worktree. */
  readonly isBare: boolean;
  readonly isShallow: boolean;
  /** `branch` is a full ref name; null where HEAD is detached. */
  readonly head: { readonly sha: string; readonly branch: string | null };
};

export type RepositoryProblem = {
  readonly code:
    | 'not-a-repository'
    | 'repository-empty'
    | 'dubious-ownership'
    | 'repository-unreadable'
    | 'git-unusable';
  readonly message: string;
  /** The next step, as a sentence. */
  readonly hint: string;
};

const QUESTIONS = [
  'rev-parse',
  '--path-format=absolute',
  '--is-bare-repository',
  '--is-shallow-repository',
  '--git-dir',
  '--is-shallow-repository',
  '--git-common-dir',
  '--is-shallow-repository',
  'HEAD',
  '--symbolic-full-name',
  'HEAD',
];

// Paths may hold newlines, so the answer repeated between them marks their ends.
const ANSWER = /^(true|false)\n(true|false)\n(\/[\s\S]*?)\n\2\n(\/[\s\S]*?)\n\2\n(?:([0-9a-f]{40,64})\n(\S+)\n)?/;

/**
 * Finds the repository around a folder: from a subfolder, a linked worktree, a submodule or a bare repository alike.
 * Fails where there is none, where it has no commit, or where git refuses to trust it. One git process. Below
 * `worktreesRoot` (null: there is no such place) it gets a folder for the worktrees of its runs.
 */
export const findRepository = async (
  directory: string,
  worktreesRoot: string | null = defaultWorktreesRoot(ownEnvironment()),
): Promise<Result<Repository, RepositoryProblem>> => {
  const place = { cwd: directory, gitDir: null, workTree: null };
  const asked = await runGit({ args: QUESTIONS, place, reads: true, answers: [128] });
  if (!asked.ok) {
    return err({ code: 'git-unusable', message: asked.error.message, hint: '`ws doctor` says what is missing.' });
  }
  const answer = ANSWER.exec(asked.value.stdout.toString('utf8'));
  if (answer === null) return err(await explain(directory, asked.value.stderr.trim()));
  const [, bare, shallow, gitDir = '', commonDir = '', sha, symbolic] = answer;
  const root = await rootOf(commonDir);
  if (sha === undefined || symbolic === undefined) {
    return err({
      code: 'repository-empty',
      message: `the repository ${root} has no commit on its current branch, and a worktree needs one to start from`,
      hint: 'Make a first commit: git commit --allow-empty -m "Start"',
    });
  }
  return ok({
    root,
    commonDir,
    gitDir,
    worktrees: worktreesFolder(worktreesRoot, commonDir, root),
    isBare: bare === 'true',
    isShallow: shallow === 'true',
    head: { sha, branch: symbolic === 'HEAD' ? null : symbolic },
  });
};

/** Depends on the shared folder alone, so that every worktree of a repository gives the same answer. */
const rootOf = async (commonDir: string): Promise<string> => {
  if (basename(commonDir) === '.git') return dirname(commonDir);
  // A submodule's folder lies elsewhere and says where the files are.
  const place = { cwd: commonDir, gitDir: commonDir, workTree: null };
  const asked = await runGit({ args: ['config', '--get', '-z', 'core.worktree'], place, reads: true, answers: [1] });
  const worktree = asked.ok ? asked.value.stdout.toString('utf8').replace(/\0$/, '') : '';
  return worktree === '' ? commonDir : resolve(commonDir, worktree);
};

const explain = async (directory: string, said: string): Promise<RepositoryProblem> => {
  for (let at = resolve(directory); ; at = dirname(at)) {
    const found = await lstat(join(at, '.git')).catch(() => null);
    const owner = found === null ? null : await lstat(at).catch(() => null);
    const self = process.geteuid?.() ?? null;
    if (found !== null && self !== null && (found.uid !== self || (owner !== null && owner.uid !== self))) {
      return {
        code: 'dubious-ownership',
        message: `the repository ${at} belongs to another user, so git does not trust it`,
        hint: `If you do: git config --global --add safe.directory '${at.replaceAll("'", "'\\''")}'`,
      };
    }
    const newer = /Expected git repo version <= (\d+), found (\d+)|unknown repository extensions? found/.exec(said);
    if (found !== null && newer !== null) {
      const [, most, version] = newer;
      const what =
        version === undefined ? said.replace(/^fatal: /, '') : `format ${version}, and this git knows ${most}`;
      return {
        code: 'repository-unreadable',
        message: `the repository ${at} is of a newer kind than the git that is installed here can read: ${what}`,
        hint: 'Update git. If you have set core.repositoryformatversion or an extension by hand, set it back.',
      };
    }
    if (found !== null) {
      return {
        code: 'repository-unreadable',
        message: `git cannot read the repository ${at}: ${said}`,
        hint: 'Run `git status` there and mend what it says.',
      };
    }
    if (dirname(at) === at) break;
  }
  return {
    code: 'not-a-repository',
    message: `${directory} is not in a git repository`,
    hint: 'Go to one, or make one: git init && git commit --allow-empty -m "Start"',
  };
};

/** One for each repository that was found, because it remembers what the configuration said. */
const known = new WeakMap<Repository, Git>();

/** Git on the repository as a whole: no worktree, no index. */
export const gitOn = (repository: Repository): Git => {
  const { commonDir } = repository;
  const git = known.get(repository) ?? gitAt({ cwd: commonDir, gitDir: commonDir, workTree: null }, commonDir);
  known.set(repository, git);
  return git;
};

/** Whether a name, as git understands it in the checkout that was asked from, leads to a commit. */
export const hasCommit = async (repository: Repository, name: string): Promise<boolean> => {
  if (name.startsWith('-')) return false;
  // Each worktree has a HEAD of its own.
  const env = { GIT_DIR: repository.gitDir };
  const found = await gitOn(repository)(['rev-parse', '--quiet', '--verify', `${name}^{commit}`], { reads: true, env });
  return found.ok && found.value.exitCode === 0;
};

/** Those of the paths, files or folders, that a commit holds; none where there is no such commit. */
export const trackedAt = async (
  repository: Repository,
  name: string,
  paths: readonly string[],
): Promise<ReadonlySet<string>> => {
  if (!(await hasCommit(repository, name))) return new Set();
  const asked = ['ls-tree', '-z', '--name-only', '--full-tree', name, '--', ...paths];
  const listed = await gitOn(repository)(asked, { reads: true, env: { GIT_DIR: repository.gitDir } });
  return new Set(listed.ok ? listed.value.stdout.toString('utf8').split('\0') : []);
};

/** The text of a file at a commit, by its path from the top; null where there is none. */
export const committedText = async (repository: Repository, commit: string, path: string): Promise<string | null> => {
  if (commit.startsWith('-')) return null;
  const env = { GIT_DIR: repository.gitDir };
  const asked = ['cat-file', 'blob', `${commit}:${path}`];
  const read = await gitOn(repository)(asked, { reads: true, env, answers: [128] });
  return read.ok && read.value.exitCode === 0 ? read.value.stdout.toString('utf8') : null;
};

/** The folder that the state of a repository is kept in: one for all its worktrees, out of reach of `git clean`. */
export const stateFolderOf = ({ commonDir }: Pick<Repository, 'commonDir'>): string => join(commonDir, 'ws');

/** Makes the state folder, for nobody but its owner to look into, and gives its path. Refuses a planted link. */
export const makeStateDirectory = async (
  repository: Pick<Repository, 'commonDir'>,
): Promise<Result<string, Failure>> => {
  const directory = stateFolderOf(repository);
  try {
    const before = statAt(directory);
    if (before !== null && !before.isDirectory())
      return trouble(`${directory} is a ${before.isSymbolicLink() ? 'link' : 'file'}; move it out of the way`);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const found = await lstat(directory);
    if (!found.isDirectory()) return trouble(`${directory} is a link; move it out of the way`);
    if ((found.mode & 0o777) !== 0o700) await chmod(directory, 0o700);
    return ok(directory);
  } catch (error) {
    return err(fileFailure(error, `cannot make ${directory}`));
  }
};

/** Whether runs have left refs here, and no state that was damaged is kept; for who knows of no run. Asks no git. */
export const hasLeftRefs = async (repository: Pick<Repository, 'commonDir'>): Promise<boolean> => {
  const { commonDir } = repository;
  const kept = await readdir(stateFolderOf(repository)).catch(() => []);
  // One that was damaged is kept beside it, and has been spoken of.
  if (kept.some((name) => name.startsWith('state.db.damaged'))) return false;
  if ((await readdir(join(commonDir, 'refs', 'ws')).catch(() => [])).length > 0) return true;
  return / refs\/ws\//.test(textAt(join(commonDir, 'packed-refs')));
};

/** Says what a failed file operation means: `disk-full`, or `workspace` for all else. */
export const fileFailure = (error: unknown, what: string): Failure => {
  const message = `${what}: ${messageOf(error)}`;
  return { code: isDiskFull(error) ? 'disk-full' : 'workspace', message };
};
