/** The one way git is run: never through a shell, with a fixed configuration, trouble as a value. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import type { Failure } from '../../../core/failure.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import { putAside } from '../../../core/state/sqlite/own-file.ts';
import { isSystemError, messageOf } from '../../../core/thrown.ts';
import { ownEnvironment } from '../../machine/own-environment.ts';
import { keptWaitingBy } from './kept-waiting.ts';
import { environmentOf, FIXED_ARGUMENTS, type GitPlace } from './environment.ts';

/** The oldest git that can do what is promised: `core.fsync` makes commits durable from here on. */
const OLDEST: readonly [major: number, minor: number] = [2, 36];
/** How long an aborted git may take to remove its own lock files. */
const GRACE_MS = 5_000;

export type GitCall = {
  readonly args: readonly string[];
  readonly place: GitPlace;
  /** Settings over those of every file; see planted.ts. */
  readonly settings?: readonly (readonly [key: string, value: string])[];
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Buffer;
  /** Exit codes besides 0 that are answers, not failures. */
  readonly answers?: readonly number[];
  /** Reads take no lock that a step's own git could trip over. */
  readonly reads?: boolean;
  readonly signal?: AbortSignal;
  /** Told what kept git waiting and was moved out of its way, one line each. */
  readonly tell?: (line: string) => void;
};

export type GitAnswer = { readonly exitCode: number; readonly stdout: Buffer; readonly stderr: string };

const workspaceFailure = (message: string): Failure => ({ code: 'workspace', message });

/** Makes a {@link Failure} of code `workspace`, for people. */
export const trouble = (message: string): { readonly ok: false; readonly error: Failure } =>
  err(workspaceFailure(message));

/** With less room than this, a git that failed is taken to have failed for want of it. */
const SCARCE_BYTES = 1024 * 1024;

const isFull = async (place: GitPlace): Promise<boolean> => {
  for (const path of [place.workTree, place.gitDir, place.cwd]) {
    const found = path === null ? null : await statfs(path).catch(() => null);
    if (found !== null && (found.bavail * found.bsize < SCARCE_BYTES || (found.files > 0 && found.ffree === 0)))
      return true;
  }
  return false;
};

/**
 * Says what a git process that ended badly died of. Git has no exit code for a full disk and does not always pass on what
 * the kernel said, so this edge looks for the kernel's two texts in the C locale, and at the room that is left.
 */
const failureOf = async (call: GitCall, stderr: string, how: string): Promise<Failure> => {
  const { commonDir } = call.place;
  if (commonDir !== undefined && !existsSync(commonDir))
    return workspaceFailure(`${commonDir} is gone: the repository was moved or removed while ws was at work in it`);
  const said = stderr.trim().split('\n').slice(-3).join(' ').slice(-600);
  const message = `git ${call.args[0] ?? ''} ${how}: ${said === '' ? 'it said nothing' : said}`;
  const full = /No space left on device|Disk quota exceeded/.test(stderr) || (await isFull(call.place));
  return full ? { code: 'disk-full', message } : workspaceFailure(message);
};

/** How often a git is looked at that takes long, and how many pipes are moved out of the way of one. */
const LOOK_MS = 1_000;
const MOST_PIPES = 64;

/**
 * Runs git to its end, as {@link runOnce}. What keeps it waiting, a pipe or a device where it reads a file, is moved out of
 * its way to another name beside, and git begins again.
 */
export const runGit = async (call: GitCall): Promise<Result<GitAnswer, Failure>> => {
  for (let moved = 0; ; moved++) {
    const waiting: Waiting = { path: null };
    const result = await runOnce(call, waiting);
    if (waiting.path === null || moved === MOST_PIPES) return result;
    const line = `git was kept waiting by ${waiting.path}, which is no file`;
    try {
      call.tell?.(`${line}; it is kept as ${putAside(waiting.path)}`);
    } catch (error) {
      return trouble(`${line} and cannot be moved away: ${messageOf(error)}`);
    }
  }
};

type Waiting = { path: string | null };

/**
 * Runs one git process to its end. Exit 0 and `answers` are answers; everything else is a failure of code
 * `workspace` or `disk-full`. An aborted process gets SIGTERM, so that it removes its locks, and SIGKILL 5 s later.
 */
const runOnce = async (call: GitCall, waiting: Waiting): Promise<Result<GitAnswer, Failure>> => {
  const { place, signal } = call;
  if (signal?.aborted === true) return trouble('git was not started: the work was called off');
  const extra = call.reads === true ? { GIT_OPTIONAL_LOCKS: '0', ...call.env } : (call.env ?? {});
  // A session of its own: Ctrl-C on the terminal is for the engine, which lets a commit under way finish.
  const env = environmentOf(ownEnvironment(), place, call.settings ?? [], extra);
  let child: ChildProcessWithoutNullStreams;
  try {
    child = spawn('git', [...FIXED_ARGUMENTS, ...call.args], { cwd: place.cwd, env, stdio: 'pipe', detached: true });
  } catch (error) {
    // Only some refusals of the system come as an event.
    if (!isSystemError(error)) throw error;
    return err(cannotStart(error, place));
  }
  const out: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  // A git that ends without reading its input says why on its own.
  child.stdin.on('error', () => undefined);
  child.stdin.end(call.input ?? '');

  let killTimer: NodeJS.Timeout | null = null;
  const kill = (name: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name);
    } catch {
      // It has ended in the meantime.
    }
  };
  const abort = (): void => {
    kill('SIGTERM');
    killTimer = setTimeout(() => kill('SIGKILL'), GRACE_MS);
  };
  signal?.addEventListener('abort', abort, { once: true });
  let before: string | null = null;
  const looking = setInterval(() => {
    const found = child.pid === undefined ? null : keptWaitingBy(child.pid);
    // Twice in a row: the other end may be about to come.
    if (found !== null && found === before && waiting.path === null) {
      waiting.path = found;
      abort();
    }
    before = found;
  }, LOOK_MS);
  try {
    return await new Promise<Result<GitAnswer, Failure>>((resolve) => {
      child.once('error', (error: NodeJS.ErrnoException) => resolve(err(cannotStart(error, place))));
      child.once('close', (exitCode, killedBy) => {
        const stderr = Buffer.concat(errors).toString('utf8');
        if (exitCode === null) {
          resolve(failureOf(call, stderr, `was ended by ${killedBy ?? 'a signal'}`).then(err));
        } else if (exitCode === 0 || (call.answers ?? []).includes(exitCode)) {
          resolve(ok({ exitCode, stdout: Buffer.concat(out), stderr }));
        } else {
          resolve(failureOf(call, stderr, `failed with exit code ${exitCode}`).then(err));
        }
      });
    });
  } finally {
    clearInterval(looking);
    signal?.removeEventListener('abort', abort);
    if (killTimer !== null) clearTimeout(killTimer);
  }
};

const cannotStart = (error: NodeJS.ErrnoException, place: GitPlace): Failure => {
  if (error.code === 'ENOTDIR') return workspaceFailure(`${place.cwd} is no folder, git cannot work in it`);
  if (error.code !== 'ENOENT') return workspaceFailure(`git could not be started: ${error.message}`);
  // The kernel says ENOENT for a folder that is gone, too.
  if (!existsSync(place.cwd)) return workspaceFailure(`the folder ${place.cwd} is gone, git cannot work in it`);
  return workspaceFailure('git was not found on PATH: install git (https://git-scm.com/downloads)');
};

/** Gives git's version, or a failure that says how to mend a git that is missing or too old. */
export const checkGit = async (): Promise<Result<string, Failure>> => {
  const place = { cwd: '/', gitDir: null, workTree: null };
  const answer = await runGit({ args: ['version'], place });
  if (!answer.ok) return answer;
  return judgeVersion(answer.value.stdout.toString('utf8'));
};

/** Judges what `git version` said. */
export const judgeVersion = (said: string): Result<string, Failure> => {
  const found = /(\d+)\.(\d+)(?:\.\d+)*/.exec(said);
  if (found === null) return trouble(`git does not say its version, but: ${said.trim()}`);
  const [text, major = '', minor = ''] = found;
  const isOld = Number(major) < OLDEST[0] || (Number(major) === OLDEST[0] && Number(minor) < OLDEST[1]);
  if (isOld) return trouble(`git ${text} is too old: ws needs git ${OLDEST.join('.')} or newer; update git`);
  return ok(text);
};

/** Gives the parts of an answer in `-z` form; names stay byte for byte (latin1), to be handed back to git. */
export const splitNul = (bytes: Buffer): readonly string[] => {
  const parts = bytes.toString('latin1').split('\0');
  if (parts.at(-1) === '') parts.pop();
  return parts;
};

/** Shows a name from {@link splitNul} to people. */
export const readable = (name: string): string => Buffer.from(name, 'latin1').toString('utf8');
