/**
 * The bubblewrap profile: what a sandboxed command sees of this machine.
 *
 * B1 A user namespace with uid 1000 and no capability inside, also where ws is root: to root a read-only mount is none.
 * B2 A process namespace that dies with bubblewrap, and bubblewrap with its starter.
 * B3 Everything is read-only but what the command may write; `/tmp`, `/var/tmp`, `/run`, `/home`, `/root` and the home are its own
 *    and empty, because a socket that can be seen can be spoken to, however read-only the mount is.
 * B4 Of two rules the one for the deeper path holds, so a worktree may lie in a hidden folder.
 * B5 No rule follows a link that a command may have put there: it would show, or open, what the link points to.
 */
import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, lstatSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { SandboxView } from '../../core/system.ts';
import { codeOf } from '../../core/thrown.ts';

/** What `ws doctor` says of the sandbox, and what `auto` goes by. */
export type SandboxState = {
  readonly available: boolean;
  readonly version: string | null;
  /** Why not; the empty string where it is available. */
  readonly reason: string;
};

/** What is so for all commands of an engine. */
export type SandboxBounds = {
  /** May be read, and never written. */
  readonly readable: readonly string[];
  /** Are not even seen. */
  readonly hidden: readonly string[];
};

/** What is to run in a sandbox. */
export type SandboxRequest = SandboxBounds & {
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly view: SandboxView;
};

const PROBE_MS = 10_000;
const UID = '1000';
/** Where exec looks when nobody says. */
const PATH_OF_EXEC = '/bin:/usr/bin';

// No --disable-userns and no --cap-drop: both break the sandboxes that coding tools make of their own, without a word.
const NAMESPACES: readonly string[] = [
  ...['--unshare-user', '--uid', UID, '--gid', UID],
  ...['--unshare-pid', '--unshare-ipc', '--die-with-parent'],
];

/** Files below belong to root and obey their owner without asking for a capability, so that B1 alone does not help. */
const KERNEL_SETTINGS = ['sys', 'irq', 'bus', 'fs', 'acpi', 'driver', 'scsi', 'mtrr'].map((name) => `/proc/${name}`);

const base = (): readonly string[] => [
  ...NAMESPACES,
  ...['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc'],
  ...(process.getuid?.() === 0 ? KERNEL_SETTINGS.flatMap((path) => ['--ro-bind-try', path, path]) : []),
];

/** B3 */
const OWN_FOLDERS: readonly string[] = ['/tmp', '/var/tmp', '/run', '/home', '/root'];

/** The path without links, for a mount cannot be put on one; as it is where nothing is there. */
const real = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
};

/** B5: the path with its folder's links resolved; null where it is a link itself. */
const unlinked = (path: string): string | null => {
  const place = join(real(dirname(path)), basename(path));
  return lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() === true ? null : place;
};

const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);

/** What a folder of programs needs beside itself: libraries, and what its programs only lead to (nvm, npm, pyenv, asdf, volta, cargo). */
const besides = (entry: string): readonly string[] => {
  const above = dirname(entry);
  if (entry.endsWith('/node_modules/.bin')) return [above];
  if (basename(entry) === 'shims' || basename(above) === '.volta') return [above];
  if (basename(above) === '.cargo') return [join(dirname(above), '.rustup')];
  // Not `share`, where people's keys lie.
  return basename(entry) === 'bin' ? [join(above, 'lib'), join(above, 'libexec')] : [];
};

/** What a program is made of, wherever it really lies: npm's packages, a folder `bin` and what stands beside it, or one file. */
const partsOfProgram = (program: string, entries: readonly string[]): readonly string[] => {
  const places = program.includes('/') ? [program] : entries.map((entry) => join(entry, program));
  const path = real(places.find((place) => existsSync(place)) ?? '');
  const packages = path.lastIndexOf('/node_modules/');
  if (packages !== -1) return [path.slice(0, packages + '/node_modules'.length)];
  const folder = dirname(path);
  return basename(folder) === 'bin' ? [folder, ...besides(folder)] : [path];
};

/** What programs need where their folder is hidden: those on PATH, and the one that is run. */
const programFolders = (path: string, own: readonly string[], program: string): readonly string[] => {
  const entries = path.split(':').filter((entry) => entry.startsWith('/'));
  const isHidden = (entry: string): boolean => own.some((folder) => folder !== entry && isWithin(entry, folder));
  const onPath = entries.map(real).filter(isHidden);
  return [...onPath, ...onPath.flatMap(besides), ...partsOfProgram(program, entries)].filter(isHidden);
};

/** PATH without links: a hidden folder holds none, such as `~/.nix-profile` or the current version of a version manager. */
const withoutLinks = (path: string): string =>
  path
    .split(':')
    .map((entry) => (OWN_FOLDERS.some((folder) => isWithin(entry, folder)) ? real(entry) : entry))
    .join(':');

type Rule = {
  readonly at: string;
  readonly from: string;
  readonly kind: 'own' | 'hidden' | 'readable' | 'writable';
};

/** All rules, those for folders before those for what lies in them; of two for one path the later is kept. */
const rulesOf = ({ argv, env, view, readable, hidden }: SandboxRequest): readonly Rule[] => {
  const { worktree, worktreeAt, homeAt } = view;
  const own = OWN_FOLDERS.filter((path) => existsSync(path)).map(real);
  const home = homeAt ?? real(env['HOME'] ?? '/');
  const rules = new Map<string, Rule>();
  const add = (kind: Rule['kind'], paths: readonly string[]): void => {
    for (const path of paths) {
      const isMoved = worktreeAt !== null && isWithin(path, real(worktree));
      const at = isMoved ? join(worktreeAt, relative(real(worktree), path)) : path;
      rules.delete(at);
      rules.set(at, { kind, from: path, at });
    }
  };
  add('own', own);
  const isWritten = [worktree, ...view.writable].some((path) => isWithin(home, real(path)));
  const canBe = existsSync(home) || own.some((folder) => isWithin(home, folder));
  if (home !== '/' && canBe && !isWritten) add('own', [home]);
  // Names are looked up by a file that is often a link into /run.
  add(
    'readable',
    ['/etc/resolv.conf'].map(real).filter((path) => own.some((folder) => isWithin(path, folder))),
  );
  add('readable', [...programFolders(env['PATH'] ?? '', own, argv[0]), ...readable.map(real)]);
  add('hidden', hidden.map(real));
  const asked = (paths: readonly string[]): readonly string[] => paths.map(unlinked).filter((path) => path !== null);
  add('readable', asked(view.readable));
  add(view.treeAccess === 'read' ? 'readable' : 'writable', asked([worktree]));
  add('writable', asked(view.writable));
  add('hidden', asked(view.hidden));
  return [...rules.values()].sort((one, other) => one.at.split('/').length - other.at.split('/').length);
};

const mountOf = ({ kind, from, at }: Rule): readonly string[] => {
  switch (kind) {
    case 'own':
      return existsSync(at) ? ['--tmpfs', at] : ['--dir', at];
    case 'hidden':
      return existsSync(at) ? ['--tmpfs', at] : [];
    case 'readable':
      return existsSync(from) ? ['--ro-bind', from, at] : [];
    case 'writable':
      return ['--bind', from, at];
  }
};

/** Whether what lies at a path here is there in the sandbox, too: the rule for the deepest folder says so. */
const isSeen = (path: string, rules: readonly Rule[]): boolean => {
  const kind = rules.findLast(({ at }) => isWithin(path, at))?.kind;
  return kind !== 'own' && kind !== 'hidden';
};

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return lstatSync(real(path)).isFile();
  } catch {
    return false;
  }
};

/** Where it would be found outside, and is seen inside, with all that a link at its end leads to. */
const hasProgram = ({ argv: [program], cwd, env, view }: SandboxRequest, rules: readonly Rule[]): boolean => {
  const folders = program.includes('/') ? [''] : (env['PATH'] ?? PATH_OF_EXEC).split(':');
  return folders.some((folder) => {
    const path = resolve(cwd, folder, program);
    const place = join(real(dirname(path)), basename(path));
    if (!isProgram(place)) return false;
    if (view.worktreeAt !== null && isWithin(place, real(view.worktree))) return true;
    return isSeen(place, rules) && isSeen(real(place), rules);
  });
};

/** Wraps a command line; null where its program is none, or one that is not seen in the sandbox. */
export const sandboxed = (request: SandboxRequest): readonly [string, ...string[]] | null => {
  const { argv, cwd, env, view } = request;
  const { worktree, worktreeAt, homeAt } = view;
  const rules = rulesOf(request);
  if (!hasProgram(request, rules)) return null;
  const path = env['PATH'];
  const folder = worktreeAt === null ? cwd : join(worktreeAt, relative(real(worktree), real(cwd)));
  return [
    'bwrap',
    ...base(),
    ...(view.network === 'full' ? [] : ['--unshare-net']),
    ...rules.flatMap(mountOf),
    // Only now, because what lies in it needed a place.
    ...rules.flatMap(({ kind, at }) => (kind === 'hidden' && existsSync(at) ? ['--remount-ro', at] : [])),
    ...(homeAt === null ? [] : ['--setenv', 'HOME', homeAt]),
    ...(path === undefined || withoutLinks(path) === path ? [] : ['--setenv', 'PATH', withoutLinks(path)]),
    ...(env['TMPDIR'] === undefined || env['TMPDIR'] === '/var/tmp' ? [] : ['--setenv', 'TMPDIR', '/tmp']),
    ...['--chdir', folder, '--'],
    ...argv,
  ];
};

/** stdout of a short program; or why there is none. */
const ask = (file: string, args: readonly string[]): Promise<{ ok: boolean; text: string }> =>
  new Promise((resolve) => {
    execFile(file, args, { timeout: PROBE_MS, encoding: 'utf8' }, (error, stdout, stderr) => {
      if (error === null) resolve({ ok: true, text: stdout.trim() });
      else if (codeOf(error) === 'ENOENT') resolve({ ok: false, text: 'bubblewrap (bwrap) is not installed' });
      else resolve({ ok: false, text: stderr.trim() === '' ? error.message : stderr.trim() });
    });
  });

/** Fails, with a word, where something that the profile promises does not hold. */
const PROBE = `[ "$(id -u)" = ${UID} ] || { echo "its user is $(id -u)" >&2; exit 1; }
[ ! -w /etc ] && [ ! -w /proc/sys/kernel/core_pattern ] || { echo "the system can be written" >&2; exit 1; }`;

/** Tries bubblewrap with the real profile, because an installed one may still be forbidden to make namespaces. */
export const probeSandbox = async (): Promise<SandboxState> => {
  if (process.platform !== 'linux') {
    return { available: false, version: null, reason: 'bubblewrap exists on Linux only' };
  }
  const version = await ask('bwrap', ['--version']);
  if (!version.ok) return { available: false, version: null, reason: version.text };
  const own = OWN_FOLDERS.filter((path) => existsSync(path)).flatMap((path) => ['--tmpfs', real(path)]);
  const tried = await ask('bwrap', [...base(), ...own, '--', '/bin/sh', '-c', PROBE]);
  return { available: tried.ok, version: version.text.replace(/^\D+/, ''), reason: tried.ok ? '' : tried.text };
};
