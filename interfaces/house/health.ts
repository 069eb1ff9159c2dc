/** The checks of `ws doctor`: what must be there, what should, and how to mend it. */
import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Result } from '../../core/result.ts';
import { isKeepable, machineStateFolder } from '../../adapters/machine/machine-state.ts';

/** `mend` says what to do; null where nothing is wrong. */
export type HealthCheck = {
  readonly name: string;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly message: string;
  readonly mend: string | null;
};

/** A check that found nothing wrong. */
export const fine = (name: string, message: string): HealthCheck => ({ name, state: 'ok', message, mend: null });
/** A check that found what ws can live with. */
export const warn = (name: string, message: string, mend: string): HealthCheck => ({
  name,
  state: 'warn',
  message,
  mend,
});
/** A check that found what keeps ws from working. */
export const fail = (name: string, message: string, mend: string): HealthCheck => ({
  name,
  state: 'fail',
  message,
  mend,
});

/** Whether a version such as `2.39.5` is at least `least`, number by number. */
export const isAtLeast = (version: string, least: readonly number[]): boolean => {
  const parts = version.split('.').map((part) => Number.parseInt(part, 10) || 0);
  for (const [place, wanted] of least.entries()) {
    const part = parts[place] ?? 0;
    if (part !== wanted) return part > wanted;
  }
  return true;
};

const output = async (program: string, args: readonly string[]): Promise<string | null> => {
  try {
    const { stdout } = await promisify(execFile)(program, [...args], { timeout: 10_000 });
    return stdout.trim();
  } catch {
    return null;
  }
};

/** Node.js itself: 20.19 or newer. */
export const checkNode = (version: string): HealthCheck => {
  return isAtLeast(version, [20, 19])
    ? fine('node', version)
    : fail('node', `${version} is older than 20.19`, 'Install Node.js 20.19 or newer.');
};

/** git: 2.38 or newer, because `ws merge` knows the outcome of a merge before it touches anything (merge-tree). */
export const checkGit = async (): Promise<HealthCheck> => {
  const said = await output('git', ['--version']);
  if (said === null) return fail('git', 'not found', 'Install git, on Debian: apt-get install git');
  const version = /\d+(\.\d+)+/.exec(said)?.[0] ?? '0';
  return isAtLeast(version, [2, 38])
    ? fine('git', version)
    : fail('git', `${version} is older than 2.38`, 'Install a newer git.');
};

/** SQLite as the binding brings it: 3.51.3 or newer, because older ones can lose a write-ahead log. */
export const checkSqlite = (version: Result<string, string>): HealthCheck => {
  if (!version.ok) {
    const mend =
      'In the folder ws is installed in: npm rebuild better-sqlite3 (needs python3, make and g++ where no prebuilt can be fetched).';
    return fail('sqlite', `its binding cannot be loaded: ${version.error}`, mend);
  }
  return isAtLeast(version.value, [3, 51, 3])
    ? fine('sqlite', version.value)
    : fail(
        'sqlite',
        `${version.value} is older than 3.51.3`,
        'Install the better-sqlite3 that package.json asks for: npm ci',
      );
};

/** Room on the disk that holds a folder: warns below 1 GiB, fails below 50 MiB. */
export const checkDisk = async (folder: string): Promise<HealthCheck> => {
  const { bavail, bsize } = await statfs(folder);
  const freeMiB = Math.floor((bavail * bsize) / 1024 / 1024);
  const message = `${freeMiB >= 10_240 ? `${Math.floor(freeMiB / 1024)} GiB` : `${freeMiB} MiB`} free`;
  if (freeMiB < 50) return fail('disk', message, 'Make room: ws gc, or delete what is not needed.');
  return freeMiB < 1024 ? warn('disk', message, 'Make room: ws gc.') : fine('disk', message);
};

/** The state folder: writable, and not for everyone to write. */
export const checkState = async (folder: string): Promise<HealthCheck> => {
  const found = await stat(folder).catch(() => null);
  if (found === null) return fine('state', `${folder} does not exist yet`);
  if (!found.isDirectory()) return fail('state', `${folder} is no folder`, 'Move it away.');
  const isWritable = await access(folder, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!isWritable) return fail('state', `${folder} cannot be written`, `chown -R "$(id -un)" ${folder}`);
  if ((found.mode & 0o002) !== 0)
    return warn('state', `${folder} can be written by everyone`, `chmod -R o-w ${folder}`);
  return fine('state', folder);
};

/** Where the circuit breakers are kept: a folder of the user's, for all repositories. */
export const checkBreakers = async (env: Readonly<Record<string, string | undefined>>): Promise<HealthCheck> => {
  const folder = machineStateFolder(env);
  if (!folder.ok) return fail('breakers', folder.error, 'Give an absolute folder, or unset it.');
  if (await isKeepable(folder.value)) return fine('breakers', folder.value);
  return warn(
    'breakers',
    `${folder.value} cannot be written: breakers are kept with the state of each repository, and each repository has its own`,
    'Make it writable, or set WS_MACHINE_STATE to an absolute folder that is.',
  );
};
