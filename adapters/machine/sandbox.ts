/** The bubblewrap profile: a PID namespace that dies with the engine, and paths a tool may read but not write. */
import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { codeOf } from '../../core/thrown.ts';

/** What `ws doctor` says of the sandbox, and what `auto` goes by. */
export type SandboxState = {
  readonly available: boolean;
  readonly version: string | null;
  /** Why not; the empty string where it is available. */
  readonly reason: string;
};

const PROBE_MS = 10_000;

/** stdout of a short program; or why there is none. */
const ask = (file: string, args: readonly string[]): Promise<{ ok: boolean; text: string }> =>
  new Promise((resolve) => {
    execFile(file, args, { timeout: PROBE_MS, encoding: 'utf8' }, (error, stdout, stderr) => {
      if (error === null) resolve({ ok: true, text: stdout.trim() });
      else if (codeOf(error) === 'ENOENT') resolve({ ok: false, text: 'bubblewrap (bwrap) is not installed' });
      else resolve({ ok: false, text: stderr.trim() === '' ? error.message : stderr.trim() });
    });
  });

// The file system stays as it is; only processes are shut in.
const BASE = ['--dev-bind', '/', '/', '--unshare-pid', '--proc', '/proc', '--die-with-parent'];

/** Tries bubblewrap with the real profile, because an installed one may still be forbidden to make namespaces. */
export const probeSandbox = async (): Promise<SandboxState> => {
  if (process.platform !== 'linux') {
    return { available: false, version: null, reason: 'bubblewrap exists on Linux only' };
  }
  const version = await ask('bwrap', ['--version']);
  if (!version.ok) return { available: false, version: null, reason: version.text };
  const tried = await ask('bwrap', [...BASE, '--', '/bin/sh', '-c', ':']);
  return { available: tried.ok, version: version.text.replace(/^\D+/, ''), reason: tried.ok ? '' : tried.text };
};

/**
 * Wraps a command line. Read-only paths that do not exist are passed over. The folder around each is mounted on itself,
 * so that it cannot be renamed away and replaced.
 */
export const sandboxed = (
  argv: readonly [string, ...string[]],
  cwd: string,
  readOnlyPaths: readonly string[],
): readonly [string, ...string[]] => {
  const folders = [...new Set(readOnlyPaths.map((path) => dirname(path)))].sort();
  return [
    'bwrap',
    ...BASE,
    ...folders.flatMap((folder) => ['--bind-try', folder, folder]),
    ...[...new Set(readOnlyPaths)].flatMap((path) => ['--ro-bind-try', path, path]),
    ...['--chdir', cwd, '--'],
    ...argv,
  ];
};

/** What a tool must not write in a repository's common git folder: git runs what these say. */
export const gitReadOnlyPaths = (commonGitDirectory: string): readonly string[] =>
  ['config', 'config.worktree', 'hooks', 'info/attributes'].map((name) => `${commonGitDirectory}/${name}`);
