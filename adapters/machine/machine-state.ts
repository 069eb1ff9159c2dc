/** Where ws keeps what belongs to the machine and not to one repository. */
import { constants } from 'node:fs';
import { access, mkdir, stat, statfs } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { err, ok, type Result } from '../../core/result.ts';
import { codeOf } from '../../core/thrown.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** An absolute path; anything else counts as not set, as the XDG specification has it. */
const absolute = (path: string | undefined): string | null => (path !== undefined && isAbsolute(path) ? path : null);

/** What the system knows as the home of whoever runs this; null where it knows none. */
const knownHome = (): string | null => {
  try {
    return absolute(userInfo().homedir);
  } catch {
    return null;
  }
};

/** `$HOME` where it is absolute, else what the system knows; null where there is neither. */
export const homeFolder = (env: Environment): string | null => absolute(env['HOME']) ?? knownHome();

/**
 * The folder: `$WS_MACHINE_STATE`, else `ws` in `$XDG_STATE_HOME`, which is `~/.local/state`. It may not be there yet. The
 * error says what is wrong with the first of them.
 */
export const machineStateFolder = (env: Environment): Result<string, string> => {
  const named = env['WS_MACHINE_STATE'] ?? '';
  if (named !== '' && !isAbsolute(named)) return err(`WS_MACHINE_STATE is "${named}"; it must be an absolute folder`);
  if (named !== '') return ok(named);
  const state = absolute(env['XDG_STATE_HOME']);
  if (state !== null) return ok(join(state, 'ws'));
  const home = homeFolder(env);
  if (home === null) return err(`HOME is "${env['HOME'] ?? ''}"; it must be an absolute folder`);
  return ok(join(home, '.local', 'state', 'ws'));
};

/**
 * File systems in which the kernel shows itself, by `statfs`: proc, sysfs, cgroup, cgroup2, devpts, debugfs, tracefs. Root may write
 * there, and makes nothing; Node.js tries for ever to make a folder with those above it.
 */
const OF_THE_KERNEL = new Set([0x9fa0, 0x62656572, 0x27e0eb, 0x63677270, 0x1cd1, 0x64626720, 0x74726163]);

/** Whether files can be made in a folder that is there. */
export const isWritableFolder = (folder: string): Promise<boolean> =>
  access(folder, constants.W_OK | constants.X_OK).then(
    async () => (await stat(folder)).isDirectory() && !OF_THE_KERNEL.has((await statfs(folder)).type),
    () => false,
  );

/** Whether files can be made in a folder, or in the nearest one above it that is there; makes nothing. */
export const isKeepable = async (folder: string): Promise<boolean> => {
  const found = await stat(folder).catch((error: unknown) => error);
  if (found instanceof Error) {
    return codeOf(found) === 'ENOENT' && dirname(folder) !== folder && (await isKeepable(dirname(folder)));
  }
  // Below a file no folder can be made.
  return await isWritableFolder(folder);
};

/** Makes a folder, and those above it, for its owner alone. Throws what the file system says, at once where it cannot be made. */
export const makeKeepable = async (folder: string): Promise<void> => {
  if (!(await isKeepable(folder)))
    throw Object.assign(new Error(`${folder} is no folder that can be made or written`), { code: 'ENOTDIR' });
  await mkdir(folder, { recursive: true, mode: 0o700 });
};
