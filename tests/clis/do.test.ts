/** `ws do` and `ws tell` with real CLIs: from one command to a branch, its cost, and what was said meanwhile. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { git, makeRepository, removeFolder, startWs, ws, wsJson, type StatusJson } from '../rig/ws.ts';
import { installed } from './installed.ts';
import type { Script } from './model-server/replies.ts';
import { openModelServer, type ModelServer } from './model-server/server.ts';
import { POINTED } from './pointed.ts';

let folder = '';
let repository = '';
let server: ModelServer | null = null;
beforeEach(() => {
  const scratch = join(homedir(), '.cache', 'ws-clis-runs');
  mkdirSync(scratch, { recursive: true });
  folder = mkdtempSync(join(scratch, 'do-'));
  repository = makeRepository(join(folder, 'repo'));
});
afterEach(async () => {
  await server?.close();
  server = null;
  removeFolder(folder);
});

const found = installed('claude');
const isThere = 'bin' in found;

const startOf = async (script: Script): Promise<Readonly<Record<string, string>>> => {
  server = await openModelServer(script);
  const pointed = POINTED['claude']?.(server.url);
  if (!isThere || pointed === undefined) throw new Error('claude is not there');
  return { ...pointed.env, PATH: `${found.bin}:${process.env['PATH'] ?? ''}`, NO_COLOR: '1' };
};

test.runIf(isThere)(
  'claude does a task: the check holds, what it used is told, and the branch has the change',
  async () => {
    const env = await startOf(({ hasResult }) =>
      hasResult ? { kind: 'text', text: 'I wrote the file.' } : { kind: 'command', command: 'echo made > made.txt' },
    );
    const done = await ws(repository, ['do', 'Make made.txt', '--accept', 'test -s made.txt'], { env });
    expect(done.code, done.stdout + done.stderr).toBe(0);
    expect(done.stderr).toContain('▸ Bash echo made > made.txt');
    expect(done.stdout).toContain('I wrote the file.');
    expect(done.stdout).toMatch(/used +[\d,]+ tokens, \$/);
    const { branch } = await wsJson<StatusJson>(repository, ['status']);
    expect(git(repository, 'show', `${branch}:made.txt`)).toBe('made');
    expect((await ws(repository, ['cost', '--by', 'tool'])).stdout).toMatch(/^claude +1 /m);
  },
);

test.runIf(isThere)('claude hears what it is told while a tool of it runs, in the session that it had', async () => {
  const asked: string[] = [];
  const env = await startOf(({ hasResult, text }) => {
    asked.push(text);
    if (text.includes('Use tabs')) return { kind: 'text', text: 'With tabs, then.' };
    return hasResult ? { kind: 'text', text: 'ok' } : { kind: 'command', command: 'echo half > half.txt; sleep 600' };
  });
  const running = startWs(repository, ['do', 'Make half.txt', '--json'], { env });
  const runs = join(repository, '.git', 'ws', 'runs');
  const worktreeHas = async (): Promise<boolean> => {
    const run = existsSync(runs) ? readdirSync(runs).find((name) => !name.startsWith('.')) : undefined;
    if (run === undefined) return false;
    const { stdout } = await ws(repository, ['logs', run, 'task']);
    return stdout.includes('echo half > half.txt');
  };
  while (!(await worktreeHas())) expect(running.child.exitCode).toBeNull();
  const { run } = await wsJson<StatusJson>(repository, ['status']);
  expect((await ws(repository, ['tell', run, 'task', 'Use tabs'])).code).toBe(0);
  const done = await running.ended;
  expect(done.code, done.stdout + done.stderr).toBe(0);
  expect(asked.at(-1)).toContain('Make half.txt');
  const { steps } = await wsJson<StatusJson>(repository, ['status']);
  expect(steps).toMatchObject([{ attempts: 1, failures: 0, outputs: { result: 'With tabs, then.' } }]);
});
