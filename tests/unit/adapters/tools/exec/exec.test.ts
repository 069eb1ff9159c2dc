import { ALONE } from '../../../../../core/tool.ts';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createAttemptFiles } from '../../../../../adapters/machine/attempt-files.ts';
import { createProcesses } from '../../../../../adapters/machine/processes.ts';
import { NO_SURROUNDINGS } from '../../../../../adapters/tools/agent/surroundings.ts';
import { createTools } from '../../../../../adapters/tools/registry.ts';
import { createShell } from '../../../../../adapters/tools/shell/shell.ts';
import { profileOf } from '../../../../../config/profiles/profile-of.ts';
import { runId, stepId, toolId } from '../../../../../core/id.ts';
import { ok } from '../../../../../core/result.ts';
import type { JsonObject } from '../../../../../core/json.ts';
import type { WrittenTool } from '../../../../../schema/written-tool.ts';
import { temporary } from '../../git/rig.ts';

/** Runs a program of the test as the tool `x`. */
const run = async (script: string, written: Omit<WrittenTool, 'adapter' | 'command'>, args: JsonObject = {}) => {
  const root = temporary();
  const worktree = join(root, 'tree');
  mkdirSync(worktree);
  const command = join(root, 'program');
  writeFileSync(command, `#!/bin/sh\n${script}\n`);
  chmodSync(command, 0o755);
  const profile = profileOf('x', { adapter: 'exec', command, ...written }, { origins: [], isCommandBrought: false });
  const processes = createProcesses({ graceMs: 100 });
  const tools = createTools(new Map([[toolId('x'), profile]]), {
    ...{ shell: createShell(processes), processes, surroundings: NO_SURROUNDINGS },
  });
  const files = createAttemptFiles(join(root, 'state'));
  const attempt = { run: runId('r'), step: stepId('s'), attempt: 1 };
  const paths = await files.open(attempt, { input: null, failure: null });
  const tool = tools.find(toolId('x'));
  if (!paths.ok || tool === null) throw new Error('there is a tool');
  const call = {
    ...{
      attempt,
      origin: ALONE,
      with: args,
      cwd: worktree,
      worktree,
      env: { PATH: process.env['PATH'] ?? '' },
      paths: paths.value,
    },
    ...{
      timeoutMs: 20_000,
      limits: null,
      outputs: null,
      sandbox: 'off' as const,
      access: 'shared' as const,
      signal: new AbortController().signal,
      changed: async () => ok([]),
    },
  } as const;
  try {
    const ended = await tool.execute(call, files.report(attempt));
    const report = (): string => readFileSync(paths.value.report, 'utf8');
    return { ended, worktree, report };
  } finally {
    processes[Symbol.dispose]();
  }
};

const failureOf = ({ ended }: Awaited<ReturnType<typeof run>>): unknown => (ended.ok ? null : ended.error.failure);

describe('arguments', () => {
  const got = async (args: WrittenTool['args'], given: JsonObject): Promise<readonly string[]> => {
    const { worktree } = await run('printf "%s\\0" "$@" > got', { ...(args === undefined ? {} : { args }) }, given);
    return readFileSync(join(worktree, 'got'), 'utf8').split('\0').slice(0, -1);
  };

  test('of a list that stands alone are as many, and what stands in a value is not read again', async () => {
    const files = ['a b', '${{ with.secret }}', ''];
    expect(await got(['-f', '${{ with.files }}', 'x=${{ with.n }}'], { files, n: 3, secret: 's' })).toEqual([
      '-f',
      ...files,
      'x=3',
    ]);
  });

  test('that stand together are left out where a value is missing', async () => {
    const args = ['run', ['--model', '${{ with.model }}'], '${{ with.deep.er }}'];
    expect(await got(args, { deep: { er: 'd' } })).toEqual(['run', 'd']);
    expect(await got(args, { model: 'm' })).toEqual(['run', '--model', 'm', '']);
  });

  test.each([
    ['a NUL', 'a\0b', 'NUL'],
    ['more than fits', 'x'.repeat(200_000), '128 KiB'],
  ])('with %s are refused', async (_, text, said) => {
    const ended = await run('exit 0', { args: ['${{ with.text }}'] }, { text });
    expect(failureOf(ended)).toMatchObject({ code: 'bad-input', message: expect.stringContaining(said) as unknown });
  });
});

describe('what is printed', () => {
  test.each([
    ['text', 'echo hello', 'text', { result: 'hello' }],
    [
      'text by a pattern',
      'echo "cost: 12.5 of 3"',
      { pattern: 'cost: (?<cost>[0-9.]+)( in (?<unit>.))?' },
      { cost: '12.5' },
    ],
    ['json', `echo '{"a": [1]}'`, 'json', { a: [1] }],
    ['json that is no object', 'echo 3', 'json', { result: 3 }],
    ['a part of json', `echo '{"a": [{"b~/": {"c": 1}}]}'`, { format: 'json', pointer: '/a/0/b~0~1' }, { c: 1 }],
    [
      'jsonl',
      `echo '{"t": "x", "r": 1}'; echo noise; echo '{"t": "y", "r": 2}'; echo '{"t": "x"}'`,
      { format: 'jsonl', where: { '/t': 'x' }, pointer: '/r' },
      { result: 1 },
    ],
  ] as const)('as %s becomes outputs', async (_, script, output, outputs) => {
    expect((await run(script, { output })).ended).toEqual({ ok: true, value: { outputs, exitCode: 0 } });
  });

  test.each([
    ['no JSON', 'echo "{"', 'json', 'not a JSON document'],
    [
      'JSON that is too deep',
      `head -c 200000 /dev/zero | tr '\\\\0' '['; head -c 200000 /dev/zero | tr '\\\\0' ']'`,
      'json',
      'too many levels',
    ],
    ['nothing at the pointer', `echo '{}'`, { format: 'json', pointer: '/a' }, 'at /a'],
    ['nothing that the pattern matches', 'echo x', { pattern: '(?<a>y)' }, 'matched'],
    ['more than is read', 'head -c 17000000 /dev/zero', 'text', '16 MiB'],
  ] as const)('with %s is bad output', async (_, script, output, said) => {
    expect(failureOf(await run(script, { output }))).toMatchObject({
      code: 'bad-output',
      message: expect.stringContaining(said) as unknown,
    });
  });
});

describe('success', () => {
  test('is an exit code that the profile names, and no other', async () => {
    const success = { exitCodes: [3, 4] };
    expect((await run('exit 3', { success })).ended).toMatchObject({ ok: true, value: { exitCode: 3 } });
    expect(failureOf(await run('exit 0', { success }))).toMatchObject({ code: 'tool-exit', status: 0 });
    expect(failureOf(await run('exit 5', { success }))).toMatchObject({ code: 'tool-exit', status: 5 });
  });

  test('is what the output must say, whatever the exit code', async () => {
    const profile = { output: 'jsonl', success: { equals: { '/is_error': false } } } as const;
    expect((await run(`echo '{"is_error": true}'; echo '{"is_error": false}'`, profile)).ended.ok).toBe(true);
    const failed = await run(`echo '{"is_error": true}'`, profile);
    expect(failureOf(failed)).toMatchObject({
      code: 'tool-exit',
      message: 'x has not succeeded: /is_error is true, not false',
    });
    expect(failureOf(await run(`echo '{}'`, profile))).toMatchObject({
      message: expect.stringContaining('not there') as unknown,
    });
  });
});

test('what was spent is told, of a call that failed, too', async () => {
  const profile = { output: 'jsonl', usage: { tokens: ['/in', '/out'], costUsd: '/cost' } } as const;
  const { report } = await run(`echo '{"in": 3, "cost": 0.5}'; echo '{"out": 4}'; exit 1`, profile);
  expect(report()).toMatch(/"tokens":7.*"costUsd":0\.5/);
});

test('settings are what a step leaves out, and the environment of the profile goes over that of the step', async () => {
  const profile = {
    args: ['${{ with.a }}', '${{ with.b }}'],
    settings: { a: 'mine', b: 'mine' },
    env: { MOOD: 'good' },
  };
  const { ended } = await run('echo "$1 $2 $MOOD"', profile, { b: 'given' });
  expect(ended).toMatchObject({ value: { outputs: { result: 'mine given good' } } });
});

describe('hooks', () => {
  const log = (name: string): string => `echo ${name} >> log`;
  const hooks = { before: log('before'), after: log('after'), onSuccess: log('good'), onFailure: log('bad') };
  test.each([
    ['exit 0', 'before good after'],
    ['exit 1', 'before bad after'],
  ])('are run around %s', async (script, order) => {
    const { worktree } = await run(script, { hooks });
    expect(readFileSync(join(worktree, 'log'), 'utf8').trim().replaceAll('\n', ' ')).toBe(order);
  });

  test('that fail before keep the tool from being called, and say which it was', async () => {
    const ended = await run('echo called >> log', { hooks: { ...hooks, before: 'exit 7' } });
    expect(failureOf(ended)).toMatchObject({
      code: 'tool-exit',
      status: 7,
      message: expect.stringContaining('the hook before of the tool x') as unknown,
    });
    expect(readFileSync(join(ended.worktree, 'log'), 'utf8')).toBe('bad\nafter\n');
  });

  test('that fail after let the attempt fail', async () => {
    expect(failureOf(await run('exit 0', { hooks: { after: 'exit 7' } }))).toMatchObject({ status: 7 });
  });
});
