/** One attempt of one real CLI against a scripted model, through the adapter that a run uses. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { CommitView } from '../../adapters/git/worktree/committing.ts';
import { createAttemptFiles } from '../../adapters/machine/attempt-files.ts';
import { readOwn } from '../../adapters/machine/own-folder.ts';
import { createProcesses } from '../../adapters/machine/processes.ts';
import { createAcp } from '../../adapters/tools/acp/acp.ts';
import { createAgent, type AgentProfile } from '../../adapters/tools/agent/agent.ts';
import type { MeteringParts } from '../../adapters/tools/agent/led.ts';
import { NO_SURROUNDINGS, type Surroundings } from '../../adapters/tools/agent/surroundings.ts';
import { DIALECTS } from '../../adapters/tools/agent/dialects.ts';
import { ADAPTERS } from '../../adapters/tools/descriptions.ts';
import { keepCopies } from '../../adapters/tools/home/copies.ts';
import { shareLogins } from '../../adapters/tools/home/shared-logins.ts';
import { shippedProfiles } from '../../config/profiles/load.ts';
import { profileOf } from '../../config/profiles/profile-of.ts';
import { runId, stepId, toolId } from '../../core/id.ts';
import type { JsonObject } from '../../core/json.ts';
import { ok } from '../../core/result.ts';
import type { AttemptPaths } from '../../core/system.ts';
import { ALONE, type GoingOn, type ToolAdapter, type ToolCall } from '../../core/tool.ts';
import type { Usage } from '../../core/usage.ts';
import type { SandboxMode } from '../../core/workstream.ts';
import { writeFiles } from '../rig/ws.ts';
import { BY_LOGIN, placeAt, POINTED } from './pointed.ts';

/** Codex makes no sandbox where its home is below /tmp. */
export const SCRATCH: string = join(homedir(), '.cache', 'ws-clis-runs');

export type Trial = {
  readonly cli: string;
  /** Where the program is. */
  readonly bin: string;
  readonly url: string;
  /** Spoken to over ACP, with these arguments; left out: as its dialect has it. */
  readonly acp?: readonly string[];
  readonly with?: JsonObject;
  readonly timeoutMs?: number;
  readonly stallMs?: number;
  readonly signal?: AbortSignal;
  readonly attempt?: number;
  readonly goesOn?: GoingOn;
  /** A place of an earlier trial, to go on there. */
  readonly place?: Place;
  /** More of its environment; an empty text takes a variable away. */
  readonly env?: Readonly<Record<string, string>>;
  /** What its profile says beside what is shipped. */
  readonly profile?: Partial<AgentProfile>;
  /** The home of the user; left out where there is none. */
  readonly userHome?: string;
  /** Of what the repository brings, what is trusted. */
  readonly trusted?: readonly string[];
  readonly sandbox?: SandboxMode;
  /** What of git it may write where its profile lets it commit. */
  readonly committing?: (worktree: string) => CommitView;
  /** Who leads it to the server; left out: it goes there itself. */
  readonly metering?: MeteringParts;
  /** Point it at the server so that it takes its login, and no key. */
  readonly isByLogin?: boolean;
};

/** `checkout`: the repository that the worktree is linked to; null where it is one by itself. */
export type Place = { readonly root: string; readonly worktree: string; readonly checkout: string | null };

/** Places hold homes with all that a CLI lays down: some 60 MB each. */
const made: string[] = [];
afterAll(() => {
  for (const root of made) rmSync(root, { recursive: true, force: true, maxRetries: 5 });
});

export const newPlace = (scratch: string = SCRATCH): Place => {
  mkdirSync(scratch, { recursive: true });
  const root = mkdtempSync(join(scratch, 't-'));
  made.push(root);
  const worktree = join(root, 'tree');
  mkdirSync(worktree);
  const git = (...args: readonly string[]): void => void execFileSync('git', args, { cwd: worktree, stdio: 'pipe' });
  git('init', '-q', '-b', 'main');
  git('-c', 'user.name=t', '-c', 'user.email=t@t', 'commit', '-q', '--allow-empty', '-m', 'base');
  return { root, worktree, checkout: null };
};

/** A worktree beside a checkout, as a run has it, with the files given. */
export const linkedPlace = (files: Readonly<Record<string, string>> = {}, scratch: string = SCRATCH): Place => {
  const { root, worktree: checkout } = newPlace(scratch);
  writeFiles(checkout, files);
  const git = (...args: readonly string[]): void =>
    void execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: checkout, stdio: 'pipe' });
  git('add', '-A');
  git('commit', '-q', '--allow-empty', '-m', 'files');
  const worktree = join(root, 'work');
  git('worktree', 'add', '-q', '-b', 'ws/test/r1', worktree);
  return { root, worktree, checkout };
};

const changedIn = (worktree: string): readonly string[] =>
  execFileSync('git', ['status', '--porcelain', '-uall'], { cwd: worktree, encoding: 'utf8' })
    .split('\n')
    .filter((line) => line !== '');

/** The processes that carry the mark of an attempt. */
const marked = (marker: string): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`WS_ATTEMPT_ID=${marker}`);
      } catch {
        return false;
      }
    })
    .map(Number);

const runOf = ({ root }: Place): string => `r${root.slice(-6)}`;

/** Kills all that the attempts in a place have started. */
export const killMarked = (place: Place): void => {
  for (const pid of marked(`${runOf(place)}/`)) process.kill(pid, 'SIGKILL');
};

export type Tried = {
  readonly result: Awaited<ReturnType<ToolAdapter['execute']>>;
  readonly place: Place;
  readonly paths: AttemptPaths;
  /** How many processes of it are left. */
  readonly survivors: number;
  /** What it told last of what it used; null where it told nothing. */
  readonly used: Usage | null;
  /** The text of a file of its home; empty where there is none. */
  readonly inHome: (path: string) => string;
};

const withoutEmpty = (env: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));

const loginOf = (cli: string): AgentProfile['login'] =>
  shippedProfiles(ADAPTERS).get(toolId(cli))?.login ?? { files: [], get: null };

const surroundingsOf = ({ userHome, trusted = [], committing }: Trial, { root, worktree }: Place): Surroundings => ({
  ...NO_SURROUNDINGS,
  ...(committing === undefined ? {} : { committing: async (tree) => committing(tree) }),
  user: {
    env: userHome === undefined ? {} : { HOME: userHome },
    copies: keepCopies(join(root, 'copies')),
    logins: shareLogins(join(root, 'logins')),
  },
  brought: async (_, items) => {
    const there = items.filter((item) => existsSync(join(worktree, item)));
    return {
      trusted: new Set(there.filter((item) => trusted.includes(item))),
      untrusted: there.filter((item) => !trusted.includes(item)),
    };
  },
});

/** Runs it to its end. */
export const tryOut = async (trial: Trial): Promise<Tried> => {
  const place = trial.place ?? newPlace();
  const { root, worktree } = place;
  const dialect = DIALECTS.find(({ id }) => id === trial.cli);
  const pointed = (trial.isByLogin === true ? BY_LOGIN : POINTED)[trial.cli]?.(trial.url);
  if (dialect === undefined || pointed === undefined) throw new Error(`nobody knows ${trial.cli}`);
  const files = createAttemptFiles(join(root, 'state'));
  const attempt = { run: runId(runOf(place)), step: stepId('s'), attempt: trial.attempt ?? 1 };
  const opened = await files.open(attempt, { input: null, failure: null });
  if (!opened.ok) throw new Error(opened.error.message);
  mkdirSync(opened.value.home, { recursive: true });
  placeAt(opened.value.home, pointed);
  const call: ToolCall = {
    ...{
      attempt,
      origin: ALONE,
      cwd: worktree,
      worktree,
      paths: opened.value,
      limits: null,
      outputs: null,
      access: 'shared',
    },
    sandbox: trial.sandbox ?? 'off',
    with: {
      prompt: 'Do what the test wants.',
      ...(pointed.model === null || trial.acp !== undefined ? {} : { model: pointed.model }),
      ...trial.with,
    },
    env: withoutEmpty({
      ...{ PATH: `${trial.bin}:${process.env['PATH'] ?? ''}`, NO_COLOR: '1' },
      ...pointed.env,
      ...trial.env,
    }),
    timeoutMs: trial.timeoutMs ?? 60_000,
    signal: trial.signal ?? new AbortController().signal,
    ...(trial.goesOn === undefined ? {} : { goesOn: trial.goesOn }),
    changed: async () => ok(changedIn(worktree)),
  };
  const bounds = { readable: [join(place.checkout ?? worktree, '.git')], hidden: [join(root, 'state')] };
  const processes = createProcesses({ graceMs: 2_000, bounds });
  try {
    const profile = { stallMs: trial.stallMs ?? 60_000, login: loginOf(trial.cli), ...trial.profile };
    const spoken = { adapter: 'acp', command: dialect.program, args: trial.acp ?? [] };
    const agent =
      trial.acp === undefined
        ? createAgent(dialect, processes, profile, {
            surroundings: surroundingsOf(trial, place),
            metering: trial.metering ?? null,
          })
        : createAcp(
            { ...profileOf(trial.cli, spoken, { origins: [], isCommandBrought: false }), stallMs: profile.stallMs },
            processes,
          );
    const report = files.report(attempt);
    let used: Usage | null = null;
    const usage = (told: Usage): void => {
      used = told;
      report.usage(told);
    };
    const result = await agent.execute(call, { ...report, usage });
    const marker = `${attempt.run}/${attempt.step}#${attempt.attempt}`;
    const inHome = (path: string): string => readOwn(join(opened.value.home, path));
    return { result, place, paths: opened.value, survivors: marked(marker).length, used, inHome };
  } finally {
    processes[Symbol.dispose]();
  }
};
