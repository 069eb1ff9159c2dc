/** Drives the real `ws`: the built program, as a user would start it, in real repositories. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  lstatSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';

export const WS: string = resolve(import.meta.dirname, '../../dist/ws.js');

/** A place on a memory disk where there is one: hundreds of runs need not wait for a real one. */
const FAST = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** A fresh folder whose name has a space and letters beyond ASCII, as users' folders do. */
export const makeFolder = (name = 'ws tést '): string => mkdtempSync(join(FAST, name));

export const removeFolder = (path: string): void => rmSync(path, { recursive: true, force: true, maxRetries: 5 });

/** The environment of a user without a git identity of their own, or anything else of this machine's. */
export const userEnvironment = (home: string, more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '/usr/bin:/bin',
  HOME: home,
  LANG: 'C.UTF-8',
  GIT_CONFIG_NOSYSTEM: '1',
  ...more,
});

export const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync(
    'git',
    ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', '-c', 'protocol.file.allow=always', ...args],
    {
      cwd,
      encoding: 'utf8',
      env: userEnvironment(cwd),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  ).trim();

/** Writes files, folders made as needed; contents that are not text are written as JSON. */
export const writeFiles = (folder: string, files: Readonly<Record<string, unknown>>): void => {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  }
};

/** A repository with one commit that holds `files`. */
export const makeRepository = (
  folder: string,
  files: Readonly<Record<string, unknown>> = { 'README.md': 'hello\n' },
): string => {
  mkdirSync(folder, { recursive: true });
  git(folder, 'init', '-q', '-b', 'main');
  writeFiles(folder, files);
  git(folder, 'add', '-A');
  git(folder, 'commit', '-qm', 'first');
  return folder;
};

export type Ended = {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
};

export type Running = { readonly child: ChildProcess; readonly ended: Promise<Ended> };

export type WsOptions = {
  /** What is piped into it; nothing where it is left out. */
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with each whole line of stdout as it comes. */
  readonly onLine?: (line: string, child: ChildProcess) => void;
};

/** Starts `ws` and lets it run. */
export const startWs = (cwd: string, args: readonly string[], options: WsOptions = {}): Running => {
  const child = spawn(process.execPath, [WS, ...args], {
    cwd,
    env: userEnvironment(dirname(cwd), options.env),
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  // It may end without reading.
  child.stdin?.on('error', () => undefined).end(options.input);
  let stdout = '';
  let stderr = '';
  let rest = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    rest += text;
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
      options.onLine?.(rest.slice(0, end), child);
      rest = rest.slice(end + 1);
    }
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((done, failed) => {
    child.on('error', failed);
    child.on('close', (code, signal) => done({ code, signal, stdout, stderr }));
  });
  return { child, ended };
};

/** Runs `ws` to its end. */
export const ws = (cwd: string, args: readonly string[], options: WsOptions = {}): Promise<Ended> =>
  startWs(cwd, args, options).ended;

/** What `ws … --json` printed as one document. */
export const wsJson = async <T>(cwd: string, args: readonly string[], options: WsOptions = {}): Promise<T> => {
  const ended = await ws(cwd, [...args, '--json'], options);
  try {
    // The caller says what the document is; the assertions that follow would show a lie.
    return JSON.parse(ended.stdout) as T;
  } catch {
    throw new Error(`ws ${args.join(' ')} printed no JSON (exit ${ended.code}): ${ended.stdout}${ended.stderr}`);
  }
};

export type StatusJson = {
  readonly run: string;
  readonly workstream: string;
  readonly status: string;
  readonly branch: string;
  readonly worktree: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly steps: readonly {
    readonly id: string;
    readonly status: string;
    readonly attempts: number;
    readonly failures: number;
    readonly exitCode: number | null;
    readonly checkpoint: string | null;
    readonly outputs: Record<string, unknown> | null;
    readonly failure: { readonly code: string; readonly message: string } | null;
  }[];
};

export type EventJson = {
  readonly seq: number;
  readonly type: string;
  readonly run: string;
  readonly step?: string;
  readonly attempt?: number;
};

/** The events of an NDJSON output. A last line that a kill cut off is left out. */
export const eventsIn = (stdout: string): EventJson[] =>
  stdout
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    // `ws` prints its own events there; tests/unit/schema/events checks their shapes.
    .map((line) => JSON.parse(line) as EventJson);

const digestOf = (path: string): string => {
  const found = lstatSync(path);
  if (found.isSymbolicLink()) return `link ${readlinkSync(path)}`;
  return createHash('sha256').update(readFileSync(path)).digest('hex') + (found.mode & 0o777).toString(8);
};

/** Digest of every file of the user's checkout, its index and HEAD; git's own stores are not the user's. */
export const checkoutDigest = (root: string): string => {
  const lines: string[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      const name = relative(root, path);
      if (name === '.git') continue;
      if (entry.isDirectory()) walk(path);
      else lines.push(`${name} ${digestOf(path)}`);
    }
  };
  walk(root);
  for (const name of ['HEAD', 'index', 'config']) {
    const path = join(root, '.git', name);
    if (existsSync(path)) lines.push(`.git/${name} ${digestOf(path)}`);
  }
  return lines.sort().join('\n');
};
