/**
 * Records what a version of `ws` leaves behind in a repository, for later versions to be tried on.
 *
 * `tsx scripts/record-earlier-state.ts <ws.js>` works at `/tmp/ws-fixture-<version>`, a place that says nothing of this
 * machine and that stays in what is recorded, and writes `tests/e2e/fixtures/earlier-state/<version>.tar.gz`.
 */
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, release, userInfo } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const FIXTURE = 'tests/e2e/fixtures/earlier-state';

const [given] = process.argv.slice(2);
if (given === undefined) throw new Error('usage: tsx scripts/record-earlier-state.ts <ws.js>');
const program = resolve(given);
const version = execFileSync(process.execPath, [program, '--version'], { encoding: 'utf8' }).trim();
const place = `/tmp/ws-fixture-${version}`;
if (existsSync(place)) throw new Error(`${place} is there already: remove it first`);
const repository = join(place, 'repository');
const archive = resolve(FIXTURE, `${version}.tar.gz`);
if (existsSync(archive)) throw new Error(`${archive} is there already, and is never made anew`);

const environment = {
  PATH: '/usr/local/bin:/usr/bin:/bin',
  HOME: place,
  LANG: 'C.UTF-8',
  USER: 'ada',
  GIT_CONFIG_NOSYSTEM: '1',
  RELEASE_TOKEN: 'canary-of-the-recorder',
};

const git = (...args: readonly string[]): string =>
  execFileSync('git', args, { cwd: repository, encoding: 'utf8', env: environment }).trim();

const filesAt = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

type Recording = {
  /** Looked for in each event; ends `ws` with `signal` at one that has all of it, once the run's worktree has `file`. */
  readonly until?: { readonly words: readonly string[]; readonly signal: NodeJS.Signals; readonly file: string };
  readonly env?: Readonly<Record<string, string>>;
};

/** Steps wait for ever once their file is there. */
const onceThere = (path: string, act: () => void): void => {
  if (existsSync(path)) act();
  else setImmediate(() => onceThere(path, act));
};

/** Runs `ws`, which must end with `expected`: an exit code, or a signal. */
const ws = async (expected: number | string, args: readonly string[], recording: Recording = {}): Promise<string> => {
  const { until, env } = recording;
  const child = spawn(process.execPath, [program, ...args], {
    cwd: repository,
    env: { ...environment, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | string | null>((done) =>
    child.on('close', (code, signal) => done(code ?? signal)),
  );
  let stdout = '';
  for await (const line of createInterface({ input: child.stdout })) {
    stdout += `${line}\n`;
    if (until?.words.every((word) => line.includes(word)) !== true) continue;
    // Cannot lie: every event says its run.
    const { run: id } = JSON.parse(line) as { readonly run: string };
    onceThere(join(repository, '.ws/worktrees', id, until.file), () => child.kill(until.signal));
  }
  const end = await ended;
  if (end !== expected) throw new Error(`ws ${args.join(' ')} ended with ${end}, not ${expected}:\n${stdout}`);
  return stdout;
};

const run = (expected: number | string, file: string, recording?: Recording): Promise<string> =>
  ws(expected, ['run', `workstreams/${file}`, '--json'], recording);
const whenStarted = (step: string, signal: NodeJS.Signals, file = '.'): Recording => ({
  until: { words: ['"step.started"', `"${step}"`], signal, file },
});
const move = async (change: string, ...events: readonly string[]): Promise<void> => {
  for (const event of events) await ws(0, ['change', event, change, '--by', 'Ada']);
};

/** Hooks write what they are told into one file; git has a user; the rest of the files are those beside the archive. */
const makeRepository = (): void => {
  mkdirSync(join(place, '.config/ws'), { recursive: true });
  const on = ['started', 'waiting', 'paused', 'succeeded', 'failed', 'cancelled', 'escalated', 'breaker-open'];
  const notify = [{ on, command: ['sh', '-c', 'cat >> "$HOME/told"'] }];
  writeFileSync(join(place, '.config/ws/config.json'), JSON.stringify({ notify }));
  writeFileSync(join(place, '.gitconfig'), '[user]\n\tname = Ada\n\temail = ada@example.org\n');
  cpSync(join(FIXTURE, 'files'), repository, { recursive: true });
  git('init', '-q', '-b', 'main', '--template=');
  git('add', '-A');
  git('commit', '-qm', 'first');
};

const recordRuns = async (): Promise<void> => {
  await ws(0, ['run', 'workstreams/finished.json', '--input', 'count=3', '--input', 'name=Ada', '--json']);
  await run(0, 'merged.json');
  await ws(0, ['merge']);
  await run(1, 'failed.json');
  await run(1, 'compensated.json');
  await run(1, 'retried.json');
  writeFileSync(join(place, 'mended-once'), '');
  await ws(0, ['retry', '--json']);
  await run(3, 'waiting.yaml');
  await run(3, 'escalated.json');
  await run('SIGKILL', 'cancelled.json', whenStarted('only', 'SIGKILL'));
  await ws(0, ['cancel']);
};

/** The hook of the last event is not told, as its process dies before. */
const recordUntold = async (): Promise<void> => {
  const log = join(place, 'points');
  await ws(0, ['run', 'workstreams/merged.json', '--json'], { env: { WS_CRASH_LOG: log } });
  const points = readFileSync(log, 'utf8').trim().split('\n');
  rmSync(log);
  await run('SIGKILL', 'untold.json', { env: { WS_CRASH_AT: String(points.lastIndexOf('hook.before') + 1) } });
};

const recordInterrupted = async (): Promise<void> => {
  await run(130, 'paused.json', whenStarted('second', 'SIGINT', 'half.txt'));
  await run('SIGKILL', 'interrupted.json', whenStarted('second', 'SIGKILL', 'half.txt'));
  await run('SIGKILL', 'amended.json', whenStarted('second', 'SIGKILL', 'half.txt'));
  const amended = join(repository, 'workstreams/amended.json');
  writeFileSync(amended, readFileSync(amended, 'utf8').replace('echo amended old', 'echo amended new'));
  await ws('SIGKILL', ['resume', '--accept-changes', '--json'], whenStarted('second', 'SIGKILL', 'half.txt'));
  await ws(0, ['breakers', 'trip', 'api', '--for', '30d']);
  await run('SIGKILL', 'guarded.json', { until: { words: ['breaker-open'], signal: 'SIGKILL', file: '.' } });
  // Closes well what the kill left open.
  await ws(0, ['breakers', 'list']);
};

const recordChanges = async (): Promise<void> => {
  await move('add-echo', 'submit', 'approve');
  await ws(0, ['run', '--change', 'add-echo', '--json']);
  await ws(0, ['merge']);
  await ws(0, ['spec', 'archive', 'add-echo']);
  await move('add-greeting', 'submit', 'approve');
  await ws(0, ['run', '--change', 'add-greeting', '--json']);
  await move('add-farewell', 'submit', 'approve');
  await ws(130, ['run', '--change', 'add-farewell', '--json'], whenStarted('task-1-1', 'SIGINT', 'farewell.txt'));
  await move('add-whisper', 'submit', 'approve');
  await move('add-shout', 'submit');
  // Fills what is kept of specifications.
  await ws(0, ['spec', 'validate', '--all']);
  await ws(0, ['spec', 'index']);
  await ws(0, ['spec', 'search', 'echo']);
};

/** Whoever closes a database last takes its write-ahead log into it: what is archived is whole without one. */
const refuseOpenLogs = (): void => {
  for (const path of filesAt(place))
    if (/-(?:wal|shm)$/.test(path)) throw new Error(`${path} has not been taken in by its database`);
};

/** Bundles for people describe the machine, and no `ws` reads them. */
const dropDiagnostics = (): void => {
  for (const path of filesAt(place)) if (basename(path) === 'diagnostics.tar.gz') rmSync(path);
};

/** Nothing of the machine that recorded may be in what is committed. */
const refuseTraces = (): void => {
  const { username, homedir } = userInfo();
  const words = [process.cwd(), dirname(dirname(program)), homedir, `${username}@`, hostname(), release(), '/home/'];
  // Names so short are found in anything.
  const telling = [...words.filter((word) => word.length > 3), environment.RELEASE_TOKEN];
  const texts = filesAt(place).map((path) => [path, readFileSync(path, 'latin1')] as const);
  for (const [path, text] of [...texts, ['the history', git('log', '-p', '--all')] as const])
    for (const word of telling) if (text.includes(word)) throw new Error(`"${word}" is in ${path}`);
};

makeRepository();
await recordRuns();
await recordUntold();
await recordInterrupted();
await recordChanges();
dropDiagnostics();
refuseOpenLogs();
refuseTraces();
const names = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner'];
execFileSync('tar', [...names, '-czf', archive, '-C', dirname(place), basename(place)]);
rmSync(place, { recursive: true });
