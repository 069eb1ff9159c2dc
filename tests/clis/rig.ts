/** One attempt of one real CLI against a scripted model, through the adapter that a run uses. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createAttemptFiles } from '../../adapters/machine/attempt-files.ts';
import { createProcesses } from '../../adapters/machine/processes.ts';
import { createAgent, type AgentProfile } from '../../adapters/tools/agent/agent.ts';
import { NO_SURROUNDINGS, type Surroundings } from '../../adapters/tools/agent/surroundings.ts';
import { DIALECTS } from '../../adapters/tools/agent/dialects.ts';
import { ADAPTERS } from '../../adapters/tools/descriptions.ts';
import { keepCopies } from '../../adapters/tools/home/copies.ts';
import { shippedProfiles } from '../../config/profiles/load.ts';
import { runId, stepId, toolId } from '../../core/id.ts';
import type { JsonObject } from '../../core/json.ts';
import { ok } from '../../core/result.ts';
import type { AttemptPaths } from '../../core/system.ts';
import { ALONE, type ToolAdapter, type ToolCall } from '../../core/tool.ts';
import type { SandboxMode } from '../../core/workstream.ts';
import { placeAt, POINTED } from './pointed.ts';

/** Codex makes no sandbox where its home is below /tmp. */
const SCRATCH = join(homedir(), '.cache', 'ws-clis-runs');

export type Trial = {
  readonly cli: string;
  /** Where the program is. */
  readonly bin: string;
  readonly url: string;
  readonly with?: JsonObject;
  readonly timeoutMs?: number;
  readonly stallMs?: number;
  readonly signal?: AbortSignal;
  readonly attempt?: number;
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
};

export type Place = { readonly root: string; readonly worktree: string };

export const newPlace = (): Place => {
  mkdirSync(SCRATCH, { recursive: true });
  const root = mkdtempSync(join(SCRATCH, 't-'));
  const worktree = join(root, 'tree');
  mkdirSync(worktree);
  const git = (...args: readonly string[]): void => void execFileSync('git', args, { cwd: worktree, stdio: 'pipe' });
  git('init', '-q');
  git('-c', 'user.name=t', '-c', 'user.email=t@t', 'commit', '-q', '--allow-empty', '-m', 'base');
  return { root, worktree };
};

const changedIn = (worktree: string): readonly string[] =>
  execFileSync('git', ['status', '--porcelain', '-uall'], { cwd: worktree, encoding: 'utf8' })
    .split('\n')
    .filter((line) => line !== '');

/** How many processes carry the mark of the attempt. */
const survivors = (marker: string): number =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`WS_ATTEMPT_ID=${marker}`);
      } catch {
        return false;
      }
    }).length;

export type Tried = {
  readonly result: Awaited<ReturnType<ToolAdapter['execute']>>;
  readonly place: Place;
  readonly paths: AttemptPaths;
  /** How many processes of it are left. */
  readonly survivors: number;
};

const withoutEmpty = (env: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));

const loginOf = (cli: string): AgentProfile['login'] =>
  shippedProfiles(ADAPTERS).get(toolId(cli))?.login ?? { files: [], get: null };

const surroundingsOf = ({ userHome, trusted = [] }: Trial, { root, worktree }: Place): Surroundings => ({
  ...NO_SURROUNDINGS,
  user: { env: userHome === undefined ? {} : { HOME: userHome }, copies: keepCopies(join(root, 'copies')) },
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
  const pointed = POINTED[trial.cli]?.(trial.url);
  if (dialect === undefined || pointed === undefined) throw new Error(`nobody knows ${trial.cli}`);
  const files = createAttemptFiles(join(root, 'state'));
  const attempt = { run: runId(`r${root.slice(-6)}`), step: stepId('s'), attempt: trial.attempt ?? 1 };
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
      ...(pointed.model === null ? {} : { model: pointed.model }),
      ...trial.with,
    },
    env: withoutEmpty({
      ...{ PATH: `${trial.bin}:${process.env['PATH'] ?? ''}`, NO_COLOR: '1' },
      ...pointed.env,
      ...trial.env,
    }),
    timeoutMs: trial.timeoutMs ?? 60_000,
    signal: trial.signal ?? new AbortController().signal,
    changed: async () => ok(changedIn(worktree)),
  };
  const bounds = { readable: [join(worktree, '.git')], hidden: [join(root, 'state')] };
  const processes = createProcesses({ graceMs: 2_000, bounds });
  try {
    const profile = { stallMs: trial.stallMs ?? 60_000, login: loginOf(trial.cli), ...trial.profile };
    const agent = createAgent(dialect, processes, profile, surroundingsOf(trial, place));
    const result = await agent.execute(call, files.report(attempt));
    const marker = `${attempt.run}/${attempt.step}#${attempt.attempt}`;
    return { result, place, paths: opened.value, survivors: survivors(marker) };
  } finally {
    processes[Symbol.dispose]();
  }
};
