/** Where attempts keep their files: `<root>/runs/<run>/steps/<step>/<attempt>/`, and beside them the `home` of the step. */
import { isUtf8 } from 'node:buffer';
import { createHmac, randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { createReport } from './attempt-report.ts';
import type { Failure } from '../../core/failure.ts';
import { isJsonObject } from '../../core/json.ts';
import type { SecretMask } from '../../core/masking.ts';
import { err, invariant, ok } from '../../core/result.ts';
import type { Result } from '../../core/result.ts';
import type { Attempt, Success } from '../../core/attempt.ts';
import { stepName } from '../../core/step-name.ts';
import type { AttemptFiles, AttemptPaths } from '../../core/system.ts';
import { writeAnew } from '../../core/state/sqlite/own-file.ts';
import { codeOf, isDiskFull, messageOf } from '../../core/thrown.ts';
import { sha256 } from './digest.ts';
import { ownFile, ownFolder } from './own-folder.ts';

/** What `$WS_OUTPUT` may hold. */
const OUTPUT_LIMIT_BYTES = 1024 * 1024;

const { O_NOFOLLOW, O_RDONLY } = constants;

/** The id of a run becomes one folder: it must be one ordinary name. */
const folderName = (id: string): string => {
  invariant(/^[^/\\\0]{1,255}$/.test(id) && id !== '.' && id !== '..', `not a folder name: ${JSON.stringify(id)}`);
  return id;
};

const writeTo = (path: string, text: string, isSynced: boolean): void => writeAnew(path, text, 0o600, isSynced);

/** The text of a file that a tool wrote; null where there is none. A link, a folder or a pipe is not taken for one. */
const readFrom = (path: string, limitBytes: number): { readonly text: string; readonly isTooLarge: boolean } | null => {
  // Most steps write none, and an error costs more than a look.
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return null;
  let fd: number;
  try {
    // Not to wait for the other end where the tool has put a named pipe.
    fd = openSync(path, O_RDONLY | O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (['ENOENT', 'ELOOP', 'EMLINK', 'ENOTDIR', 'ENXIO'].includes(codeOf(error) ?? '')) return null;
    throw error;
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) return null;
    // A tool makes files by its own umask.
    if ((stat.mode & 0o077) !== 0) fchmodSync(fd, 0o600);
    if (stat.size > limitBytes) return { text: '', isTooLarge: true };
    return { text: readFileSync(fd, 'utf8'), isTooLarge: false };
  } finally {
    closeSync(fd);
  }
};

const syncFolder = (path: string): void => {
  const fd = openSync(path, O_RDONLY);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
};

const isTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((item: unknown) => typeof item === 'string');

const isOutcome = (value: unknown): value is Omit<Success, 'checkpoint'> & { seal?: unknown } =>
  isJsonObject(value) &&
  isJsonObject(value['outputs']) &&
  (value['exitCode'] === null || typeof value['exitCode'] === 'number') &&
  (value['changed'] === undefined || isTexts(value['changed']));

/** Null where the text is none: whoever wrote the file, it was not this program. */
const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** Makes the folder, whose parents are there; where the attempt comes again, an empty one. */
const makeEmpty = (directory: string): void => {
  if (lstatSync(directory, { throwIfNoEntry: false }) !== undefined)
    rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { mode: 0o700 });
};

const failureOf = (error: unknown, directory: string): Failure => {
  const message = `Cannot make the folder of the attempt, ${directory}: ${messageOf(error)}`;
  return { code: isDiskFull(error) ? 'disk-full' : 'workspace', message };
};

/** Where of a lost attempt that is kept which may not travel with the repository. The logs of an attempt can be emptied; this is not. */
export const asideIn = (root: string, { run, step, attempt }: Attempt): string =>
  join(root, 'runs', folderName(run), 'aside', stepName(step, sha256), String(attempt));

/** What a decoder writes for bytes that are no UTF-8. */
const DAMAGED = '\uFFFD';

/**
 * Keeps attempt files under an absolute `root`. With a mask, what a tool wrote to `$WS_OUTPUT` is masked on disk as soon
 * as it is read as it is, and an earlier attempt's that nobody came to read (a crash) when the next attempt opens. `tell`
 * gets a line for what a step put in place of one of the folders.
 */
export const createAttemptFiles = (
  root: string,
  mask: SecretMask | null = null,
  tell: (line: string) => void = () => undefined,
): AttemptFiles => {
  const paths = ({ run, step, attempt }: Attempt): AttemptPaths => {
    const directory = join(root, 'runs', folderName(run), 'steps', stepName(step, sha256), String(attempt));
    return {
      directory,
      stdout: `${directory}/stdout.log`,
      stderr: `${directory}/stderr.log`,
      input: `${directory}/input.json`,
      output: `${directory}/output`,
      failure: `${directory}/failure.json`,
      report: `${directory}/report.ndjson`,
      home: `${dirname(directory)}/home`,
    };
  };
  // Known to nobody but this process: a file sealed with it is its own.
  const key = randomBytes(32);
  const sealOf = (path: string, { outputs, exitCode, changed }: Omit<Success, 'checkpoint'>): string =>
    createHmac('sha256', key)
      .update(JSON.stringify([path, outputs, exitCode, ...(changed === undefined ? [] : [changed])]))
      .digest('hex');
  const outcomePath = (attempt: Attempt): string => `${paths(attempt).directory}/outcome.json`;

  /** Masked is what stays on the disk; the step that follows gets what was written. */
  const readMasked = (
    attempt: Attempt,
  ): { readonly text: string; readonly isTooLarge: boolean; readonly notUtf8: number | null } => {
    const { directory, output } = paths(attempt);
    ownFolder(root, directory, tell);
    const { text, isTooLarge } = readFrom(output, OUTPUT_LIMIT_BYTES) ?? { text: '', isTooLarge: false };
    // Before what was read is masked; a text may hold the mark of a damaged one by itself.
    const isDamaged = text.includes(DAMAGED) && !isUtf8(readFileSync(output));
    const notUtf8 = isDamaged ? text.slice(0, text.indexOf(DAMAGED)).split('\n').length : null;
    if (mask === null) return { text, isTooLarge, notUtf8 };
    const masked = mask.mask(text);
    if (masked !== text || isTooLarge) {
      writeTo(`${output}.masked`, masked, false);
      renameSync(`${output}.masked`, output);
    }
    return { text, isTooLarge, notUtf8 };
  };

  return {
    paths,
    open: async (attempt, { input, failure }) => {
      const made = paths(attempt);
      try {
        if (mask !== null && attempt.attempt > 1) readMasked({ ...attempt, attempt: attempt.attempt - 1 });
        ownFolder(root, dirname(made.directory), tell);
        makeEmpty(made.directory);
        if (input !== null) writeTo(made.input, JSON.stringify(input), false);
        if (failure !== null) writeTo(made.failure, `${JSON.stringify(failure, null, 2)}\n`, false);
        return ok(made);
      } catch (error) {
        return err(failureOf(error, made.directory));
      }
    },
    readOutput: async (attempt): Promise<Result<string, Failure>> => {
      const { text, isTooLarge, notUtf8 } = readMasked(attempt);
      if (notUtf8 !== null && !isTooLarge)
        return err({
          code: 'bad-output',
          pointer: '',
          message: `$WS_OUTPUT line ${notUtf8}: it is not UTF-8; write text, or bytes to a file of the worktree`,
        });
      if (!isTooLarge) return ok(text);
      const message = 'The step wrote more than 1 MiB to $WS_OUTPUT; write large results to a file of the worktree';
      return err({ code: 'bad-output', pointer: '', message });
    },
    report: (attempt) => createReport(() => ownFile(root, paths(attempt).report, tell), mask),
    isAtWork: (attempt) => {
      // The log is opened right before a program is started.
      const isThere = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;
      return isThere(paths(attempt).stdout) && !isThere(outcomePath(attempt));
    },
    logSizes: (attempt) => {
      const { stdout, stderr } = paths(attempt);
      const size = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
      return { stdout: size(stdout), stderr: size(stderr) };
    },
    saveOutcome: async (attempt, outcome) => {
      const path = outcomePath(attempt);
      ownFolder(root, paths(attempt).directory, tell);
      // A reader finds the whole outcome or none: it gets its name when its bytes are on the disk.
      writeTo(`${path}.part`, JSON.stringify({ ...outcome, seal: sealOf(path, outcome) }), true);
      renameSync(`${path}.part`, path);
      syncFolder(paths(attempt).directory);
    },
    loadOutcome: async (attempt, whose): Promise<Omit<Success, 'checkpoint'> | null> => {
      const path = outcomePath(attempt);
      const value = jsonIn(readFrom(path, Number.MAX_SAFE_INTEGER)?.text ?? '');
      if (!isOutcome(value)) return null;
      const { outputs, exitCode, changed } = value;
      const outcome = { outputs, exitCode, ...(changed === undefined ? {} : { changed }) };
      return whose === 'own' && value.seal !== sealOf(path, outcome) ? null : outcome;
    },
  };
};
