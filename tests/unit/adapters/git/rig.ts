/** Real repositories in temporary folders, and the workspaces on them. */
import { execFileSync, type ExecFileSyncOptions } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from 'vitest';
import { runId, stepId } from '../../../../core/id.ts';
import type { Result } from '../../../../core/result.ts';
import type { Attempt } from '../../../../core/attempt.ts';
import type { Workspace, Workspaces } from '../../../../core/workspace.ts';
import { findRepository, type Repository } from '../../../../adapters/git/repository.ts';
import type { WorkspacesMeans } from '../../../../adapters/git/workspaces-means.ts';
import { makeWorkspaces } from '../../../../adapters/git/workspaces.ts';

const made: string[] = [];
afterEach(() => {
  for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
});

/** Where the worktrees of every repository of this process are made. */
export const WORKTREES: string = realpathSync(mkdtempSync(join(tmpdir(), 'ws worktrees ')));
process.env['WS_MACHINE_STATE'] = WORKTREES;
process.on('exit', () => rmSync(WORKTREES, { recursive: true, force: true }));

/** A fresh folder that is gone after the test. */
export const temporary = (name = 'ws git'): string => {
  const path = realpathSync(mkdtempSync(join(tmpdir(), `${name} `)));
  made.push(path);
  return path;
};

export const sh = (cwd: string, command: string, options: ExecFileSyncOptions = {}): string =>
  execFileSync('sh', ['-ec', command], { cwd, stdio: ['ignore', 'pipe', 'pipe'], ...options }).toString();

export const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('git', [...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
    .toString()
    .trim();

export const write = (root: string, files: Readonly<Record<string, string>>): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
};

/** A repository of one commit with the given files. */
export const repositoryAt = (path: string, files: Readonly<Record<string, string>> = { 'a.txt': 'a\n' }): string => {
  mkdirSync(path, { recursive: true });
  git(path, 'init', '--quiet', '--initial-branch=main');
  git(path, 'config', 'user.name', 'Someone');
  git(path, 'config', 'user.email', 'someone@example.com');
  write(path, files);
  git(path, 'add', '--all');
  git(path, 'commit', '--quiet', '--message', 'Start');
  return path;
};

export const unwrap = <T, E>(result: Result<T, E>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

export const refuse = <T, E>(result: Result<T, E>): E => {
  if (result.ok) throw new Error(`was not refused: ${JSON.stringify(result.value)}`);
  return result.error;
};

/** Stands in for the kernel-held lock: good within one process. */
export const lockInProcess = (): (() => Promise<AsyncDisposable>) => {
  let last: Promise<void> = Promise.resolve();
  return async () => {
    const before = last;
    let release = (): void => undefined;
    last = new Promise((resolve) => (release = resolve));
    await before;
    return { [Symbol.asyncDispose]: async () => release() };
  };
};

type OpenRequest = Parameters<Workspaces['open']>[0];

export const openAt = async (
  directory: string,
  run = 'r1',
  more: Partial<WorkspacesMeans> & Partial<Omit<OpenRequest, 'run' | 'workstream'>> = {},
): Promise<Workspace> => {
  const {
    base = 'HEAD',
    secretIn = null,
    recorded = null,
    takesOver = null,
    nestedRepositories = 'fail',
    ...means
  } = more;
  const repository = unwrap(await findRepository(directory));
  const request = { run: runId(run), workstream: 'demo', base, secretIn, recorded, takesOver, nestedRepositories };
  return unwrap(await workspacesOf(repository, means).open(request));
};

export const workspacesOf = (repository: Repository, means: Partial<WorkspacesMeans> = {}): Workspaces =>
  makeWorkspaces({
    repository,
    asideOf: ({ step, attempt }) => join(repository.commonDir, 'ws', 'aside', step, String(attempt)),
    lock: lockInProcess(),
    failpoint: () => undefined,
    tell: () => undefined,
    checkoutOf: () => repository.root,
    ignoredIn: () => [],
    auditHead: null,
    ...means,
  });

export const attemptOf = (step: string, attempt = 1, run = 'r1'): Attempt => ({
  run: runId(run),
  step: stepId(step),
  attempt,
});

/** One hash over everything in a folder: names, modes, contents; our own state and what `except` names left out. */
export const fingerprint = (root: string, except: (path: string) => boolean = () => false): string => {
  const hash = createHash('sha256');
  const walk = (folder: string): void => {
    for (const name of readdirSync(folder).sort()) {
      const path = join(folder, name);
      const relative = path.slice(root.length + 1);
      if (['.ws', 'ws', '.git/ws'].includes(relative) || except(relative)) continue;
      const found = lstatSync(path);
      hash.update(`${relative}\0${found.mode}\0`);
      if (found.isDirectory()) walk(path);
      else if (found.isSymbolicLink()) hash.update(readlinkSync(path));
      else if (found.isFile()) hash.update(readFileSync(path)).update(`${found.mtimeMs}`);
    }
  };
  walk(root);
  return hash.digest('hex');
};

/** What of the git folder belongs to the user's own checkout, and must not change: its index, HEAD, branch, config. */
export const checkoutFingerprint = (root: string): string =>
  fingerprint(
    root,
    (path) => /^\.git\/(objects|worktrees|refs|logs\/refs|ws)(\/|$)/.test(path) && !/refs\/heads\/main$/.test(path),
  );
