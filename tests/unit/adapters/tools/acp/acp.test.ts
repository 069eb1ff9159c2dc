import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { answerTo, isAllowed } from '../../../../../adapters/tools/acp/permission.ts';
import { createAcp } from '../../../../../adapters/tools/acp/acp.ts';
import { createProcesses } from '../../../../../adapters/machine/processes.ts';
import { createAttemptFiles } from '../../../../../adapters/machine/attempt-files.ts';
import { profileOf } from '../../../../../config/profiles/profile-of.ts';
import { runId, stepId } from '../../../../../core/id.ts';
import type { JsonObject } from '../../../../../core/json.ts';
import { ok } from '../../../../../core/result.ts';
import { ALONE, type ToolCall } from '../../../../../core/tool.ts';
import { temporary } from '../../git/rig.ts';

const AGENT = resolve(import.meta.dirname, 'fixtures/agent.mjs');
const said = (text: string): unknown => expect.stringContaining(text) as unknown;

const ask = async (
  prompt: string,
  over: {
    readonly with?: JsonObject;
    readonly call?: Partial<ToolCall>;
    readonly root?: string;
    readonly onTool?: () => void;
  } = {},
) => {
  const root = over.root ?? temporary();
  const worktree = join(root, 'tree');
  mkdirSync(worktree, { recursive: true });
  const profile = profileOf(
    'mine',
    { adapter: 'acp', command: process.execPath, args: [AGENT] },
    { origins: [], isCommandBrought: false },
  );
  const processes = createProcesses({ graceMs: 200 });
  const files = createAttemptFiles(join(root, 'state'));
  const attempt = { run: runId('acp-test'), step: stepId('s'), attempt: 1 };
  const paths = await files.open(attempt, { input: null, failure: null });
  if (!paths.ok) throw new Error(paths.error.message);
  const call: ToolCall = {
    ...{
      attempt,
      with: { prompt, ...over.with },
      cwd: worktree,
      worktree,
      paths: paths.value,
      timeoutMs: 20_000,
      limits: null,
    },
    ...{
      access: 'exclusive',
      origin: ALONE,
      outputs: null,
      sandbox: 'off',
      signal: new AbortController().signal,
      changed: async () => ok(['a']),
    },
    env: { PATH: process.env['PATH'] ?? '' },
    ...over.call,
  };
  const report = files.report(attempt);
  const told: string[] = [];
  const ended = await createAcp(profile, processes).execute(call, {
    ...report,
    message: (text) => void told.push(text),
    tool: (name, subject) => {
      told.push(`${name}: ${subject}`);
      over.onTool?.();
    },
    usage: ({ input, output }) => void told.push(`used ${input} ${output}`),
    file: (path) => void told.push(`file ${path}`),
  });
  const left = await processes.sweep('acp-test');
  processes[Symbol.dispose]();
  const log = existsSync(join(paths.value.home, 'log')) ? readFileSync(join(paths.value.home, 'log'), 'utf8') : '';
  return {
    ended,
    failure: ended.ok ? null : ended.error.failure,
    outputs: ended.ok && 'outputs' in ended.value ? ended.value.outputs : null,
    told,
    log,
    worktree,
    root,
    left,
  };
};

describe('an agent over ACP', () => {
  test('is given its prompt, tells of its work, and gives its answer', async () => {
    const called = await ask('say I begin\ndo edit a.txt\nsay all is done');
    expect(called.failure).toBeNull();
    expect(called.outputs).toMatchObject({ result: 'all is done ', outcome: 'ok', session: said('s') });
    expect(called.told).toEqual(['I begin ', 'edit: edit a.txt', 'file a.txt', 'all is done ', 'used 8 4']);
    expect([readFileSync(join(called.worktree, 'a.txt'), 'utf8'), called.left]).toEqual(['done', 0]);
  });

  test.each([
    ['read', 'read yes\nedit no\nexecute no\n'],
    ['edit', 'read yes\nedit yes\nexecute no\n'],
    ['full', 'read yes\nedit yes\nexecute yes\n'],
  ])('may do what the permission %s allows, once, and nobody is asked for more', async (permission, log) => {
    const called = await ask('do read r\ndo edit e\ndo execute x', { with: { permission } });
    expect(called.log.replace(/^new .*\n/, '')).toBe(log);
  });

  test('goes on in its session, of which it tells nothing twice; one that it does not know is begun anew', async () => {
    const first = await ask('say one');
    const second = await ask('say two', { root: first.root });
    expect([second.log.split('\n').map((line) => line.split(' ')[0]), second.told]).toEqual([
      ['new', 'load', ''],
      ['two ', 'used 8 4'],
    ]);
    expect(second.outputs).toMatchObject({ session: first.outputs?.['session'] as string });
  });

  test.each([
    ['has no login', 'say x', { env: { PATH: process.env['PATH'] ?? '', NO_LOGIN: '1' } }, 'unauthenticated'],
    ['gives up', 'fail out of order', {}, 'tool-exit'],
    ['is refused for now', 'fail quota exceeded', {}, 'quota-exceeded'],
    ['will not', 'refuse', {}, 'refused'],
    ['ends before its last word', 'die', {}, 'tool-exit'],
    ['takes too long', 'wait', { timeoutMs: 1_500 }, 'timeout'],
  ])('that %s fails', async (_, prompt, call, code) => {
    const { failure, left } = await ask(prompt, { call });
    expect([failure, left]).toMatchObject([{ code }, 0]);
  });

  test('is asked to end its turn when the step is stopped, and ended', async () => {
    const stop = new AbortController();
    const called = await ask('wait', { call: { signal: stop.signal }, onTool: () => stop.abort('cancel') });
    expect([called.failure, called.left]).toMatchObject([{ code: 'interrupted' }, 0]);
    expect(called.log).toContain('cancel');
  });
});

test('what does not say what it is is asked for, and the narrowest answer is given', () => {
  expect(isAllowed({ kind: null, names: [] }, 'edit', [])).toBe(false);
  expect(isAllowed({ kind: null, names: ['npm test'] }, 'read', ['npm test'])).toBe(true);
  expect(answerTo([{ optionId: 'a', name: 'a', kind: 'allow_always' }], true)).toEqual({
    outcome: { outcome: 'selected', optionId: 'a' },
  });
  expect(answerTo([{ optionId: 'a', name: 'a', kind: 'allow_always' }], false)).toEqual({
    outcome: { outcome: 'cancelled' },
  });
});
