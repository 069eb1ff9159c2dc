import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { outcomeOfEnd } from '../../../../../adapters/tools/process/process-end.ts';
import { createShell } from '../../../../../adapters/tools/shell/shell.ts';
import { runId, stepId } from '../../../../../core/id.ts';
import type { Json, JsonObject } from '../../../../../core/json.ts';
import type { ProcessEnd } from '../../../../../core/system.ts';
import { ok } from '../../../../../core/result.ts';
import { ALONE, type ToolCall } from '../../../../../core/tool.ts';
import { createAttemptFiles } from '../../../../../adapters/machine/attempt-files.ts';
import { createProcesses } from '../../../../../adapters/machine/processes.ts';

const root = mkdtempSync(join(tmpdir(), 'ws-shell-'));
const processes = createProcesses({ graceMs: 100 });
const shell = createShell(processes);
const files = createAttemptFiles(root);
let attempts = 0;
afterAll(() => {
  processes[Symbol.dispose]();
  rmSync(root, { recursive: true, force: true });
});

const execute = async (parameters: JsonObject, changes: Partial<ToolCall> = {}, runs = true) => {
  attempts += 1;
  const attempt = { run: runId('r1'), step: stepId('s'), attempt: attempts };
  await files.open(attempt, { input: null, failure: null });
  const paths = files.paths(attempt);
  const call: ToolCall = {
    changed: async () => ok(['a']),
    attempt,
    origin: ALONE,
    with: parameters,
    cwd: root,
    worktree: root,
    env: { PATH: process.env['PATH'] ?? '', WS_EXPR_1: '$(touch injected); "quoted"' },
    paths,
    timeoutMs: 60_000,
    limits: null,
    outputs: null,
    sandbox: 'off',
    access: 'shared',
    signal: new AbortController().signal,
    ...changes,
  };
  const result = await shell.execute(call, files.report(attempt));
  return { result, out: runs ? readFileSync(paths.stdout, 'utf8') : '' };
};

describe('a shell step', () => {
  test('succeeds with exit code 0, and sees values as they are', async () => {
    const { result, out } = await execute({ run: 'printf "%s" "$WS_EXPR_1"' });
    expect(result).toEqual({ ok: true, value: { outputs: {}, exitCode: 0 } });
    expect(out).toBe('$(touch injected); "quoted"');
  });

  test('stops at the first command that fails', async () => {
    const { result, out } = await execute({ run: 'echo one\nfalse\necho two' });
    expect(result).toMatchObject({ ok: false, error: { failure: { code: 'tool-exit', status: 1 } } });
    expect(out).toBe('one\n');
  });

  test.each<[Json, string]>([
    [['a b', '-n', '', '$(id)'], '[a b][-n][][$(id)]'],
    [['x', ['y', 'z w'], []], '[x][y][z w]'],
    [['x', null], '[x]'],
    [[], ''],
    ['one word', '[one word]'],
    [[1, true, '3.10'], '[1][true][3.10]'],
  ])('has the words %j, whole and in order', async (args, printed) => {
    const run = 'for word do printf "[%s]" "$word"; done';
    expect((await execute({ run, args })).out).toBe(printed);
    expect((await execute({ run, args, shell: 'bash' })).out).toBe(printed);
    expect((await execute({ run: `${run}\n# ${'x'.repeat(120_000)}`, args })).out).toBe(printed);
  });

  test('does not take a word that no argument can hold', async () => {
    const { result } = await execute({ run: 'echo "$@"', args: ['x'.repeat(131_072)] }, {}, false);
    expect(result).toMatchObject({ ok: false, error: { failure: { code: 'bad-input', pointer: '/with/args' } } });
  });

  test('carries its run and attempt in its environment', async () => {
    expect((await execute({ run: 'echo "$WS_RUN_ID $WS_ATTEMPT_ID"' })).out).toMatch(
      new RegExp(`^r1 r1/s#${attempts}@[0-9a-f]{12}\n$`),
    );
  });

  test.each(['sh', 'bash'])('may be longer than one argument can be in %s', async (name) => {
    const { result, out } = await execute({ shell: name, run: `: ${'x'.repeat(300_000)}\necho long` });
    expect(result.ok).toBe(true);
    expect(out).toBe('long\n');
    const { directory, report } = files.paths({ run: runId('r1'), step: stepId('s'), attempt: attempts });
    expect(JSON.parse(readFileSync(report, 'utf8'))).toEqual({ kind: 'file', path: `${directory}/script.sh` });
  });

  test('in bash notices a failure in the middle of a pipe', async () => {
    expect((await execute({ run: 'false | cat' })).result.ok).toBe(true);
    expect((await execute({ run: 'false | cat', shell: 'bash' })).result.ok).toBe(false);
  });

  test('explains a program that was not found', async () => {
    const { result } = await execute({ run: 'no-such-program' });
    expect(result).toMatchObject({ ok: false, error: { failure: { code: 'tool-exit', status: 127 } } });
    expect(result.ok ? '' : result.error.failure.message).toContain('installed and on PATH');
  });

  test('that takes too long is a timeout', async () => {
    const { result } = await execute({ run: 'sleep 100' }, { timeoutMs: 50 });
    expect(result).toMatchObject({ ok: false, error: { failure: { code: 'timeout', afterMs: 50 } } });
  });

  test.each([[{}], [{ run: 7 }], [{ run: 'true', shell: 'fish' }]])('with %j is refused', async (parameters) => {
    const call = await callOf();
    const result = await shell.execute({ ...call, with: parameters }, files.report(call.attempt));
    expect(result).toMatchObject({ ok: false, error: { failure: { code: 'bad-input' } } });
  });
});

const callOf = async (): Promise<ToolCall> => ({
  attempt: { run: runId('r1'), step: stepId('s'), attempt: 1 },
  origin: ALONE,
  with: {},
  cwd: root,
  worktree: root,
  env: {},
  paths: files.paths({ run: runId('r1'), step: stepId('s'), attempt: 1 }),
  timeoutMs: 1_000,
  limits: null,
  outputs: null,
  sandbox: 'off',
  access: 'shared',
  signal: new AbortController().signal,
  changed: async () => ok([]),
});

const ends: readonly (readonly [ProcessEnd, string])[] = [
  [{ kind: 'over-limit', limit: 'memory', message: 'used more than 64 MiB' }, 'out-of-memory'],
  [{ kind: 'signalled', signal: 'SIGSEGV' }, 'tool-signal'],
  [{ kind: 'aborted' }, 'interrupted'],
  [{ kind: 'missing', program: 'x' }, 'tool-missing'],
  [{ kind: 'refused', reason: 'disk-full', message: '' }, 'disk-full'],
  [{ kind: 'refused', reason: 'sandbox-missing', message: '' }, 'sandbox-missing'],
  [{ kind: 'refused', reason: 'environment-too-large', message: '' }, 'bad-input'],
  [{ kind: 'refused', reason: 'cwd-missing', message: '' }, 'bad-input'],
];
test.each(ends)('the end %j is the failure %s', (end, code) => {
  expect(outcomeOfEnd(end, 'x')).toMatchObject({ ok: false, error: { code } });
});
