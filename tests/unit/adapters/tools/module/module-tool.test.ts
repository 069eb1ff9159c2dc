import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { profileOf } from '../../../../../config/profiles/profile-of.ts';
import { createProcesses } from '../../../../../adapters/machine/processes.ts';
import { NO_SURROUNDINGS } from '../../../../../adapters/tools/agent/surroundings.ts';
import { createTools } from '../../../../../adapters/tools/registry.ts';
import { createShell } from '../../../../../adapters/tools/shell/shell.ts';
import { toolId } from '../../../../../core/id.ts';
import type { JsonObject } from '../../../../../core/json.ts';
import type { ToolCall } from '../../../../../core/tool.ts';
import { temporary } from '../../git/rig.ts';
import { callTool, type BenchSettings } from '../bench.ts';

const said = (text: string): unknown => expect.stringContaining(text) as unknown;

/** Calls the tool that a module with this text is. */
const call = async (
  text: string,
  args: JsonObject = {},
  over: Partial<ToolCall> = {},
  settings: BenchSettings = {},
) => {
  const path = join(temporary(), 'mine.mjs');
  writeFileSync(path, text);
  const code = { file: './mine.mjs', from: '/x/mine.yaml' };
  const profile = profileOf('mine', { adapter: './mine.mjs' }, { origins: [], isCommandBrought: false, code });
  const processes = createProcesses({ graceMs: 200 });
  const modules = new Map([[profile.name, { path }]]);
  const tool = createTools(new Map([[profile.name, profile]]), {
    shell: createShell(processes),
    processes,
    surroundings: NO_SURROUNDINGS,
    modules,
  }).find(profile.name);
  if (tool === null) throw new Error('it is there');
  // Under a shipped name, because the bench knows no other.
  return callTool('manual', args, { ...settings, parts: { given: new Map([[toolId('manual'), tool]]) }, call: over });
};
const executing = (body: string): string => `export const tool = { execute: async (call, report) => { ${body} } };`;

describe('a module', () => {
  test('is called with all that a tool is called with, and tells of its work', async () => {
    const text = executing(`
      report.message('begun');
      report.usage({ model: 'm', input: 3, output: 4, calls: 1, costMicroUsd: -1 });
      return { ok: true, value: { outputs: { with: call.with, step: call.attempt.step, token: call.env.TOKEN, cwd: process.cwd() === call.cwd }, exitCode: 7 } };`);
    const env = { PATH: process.env['PATH'] ?? '', TOKEN: 't' };
    const called = await call(text, { a: ['"; process.exit(1)'] }, { env });
    expect(called.failure).toBeNull();
    expect(called.ended).toMatchObject({ value: { exitCode: 7 } });
    expect(called.outputs).toEqual({ with: { a: ['"; process.exit(1)'] }, step: 's', token: 't', cwd: true });
    expect(called.report).toContain('begun');
    expect(called.report).toContain(`"model":"m","tokens":7,"costUsd":null`);
  });

  test('gives a failure, with what its provider answered', async () => {
    const { ended } = await call(
      executing(`return { ok: false, error: {
        failure: { code: 'rate-limited', message: 'slow down', resetsAt: 1000 },
        evidence: { http: { status: 429, headers: { 'retry-after': '3', odd: 1 }, body: '' } } } };`),
    );
    expect(ended).toMatchObject({
      ok: false,
      error: {
        failure: { code: 'rate-limited', message: 'slow down', resetsAt: 1000 },
        evidence: { http: { status: 429, headers: { 'retry-after': '3' } } },
      },
    });
  });

  test('may wait for a person', async () => {
    const { ended } = await call(
      executing(
        `return { ok: true, value: { wait: { kind: 'question', prompt: 'well?', choices: ['accept', 'maybe'] } } };`,
      ),
    );
    expect(ended).toEqual({ ok: true, value: { wait: { kind: 'question', prompt: 'well?', choices: ['accept'] } } });
  });

  test.each([
    ['nothing', 'return;', 'it must give'],
    [
      'a code that no tool gives',
      `return { ok: false, error: { failure: { code: 'bug', message: 'x' } } };`,
      'a "code" that no tool',
    ],
    ['outputs that are none', 'return { ok: true, value: { outputs: [1] } };', '"outputs" must be an object'],
    ['what is no JSON', 'return { ok: true, value: { outputs: { at: new Date() } } };', 'class Date'],
  ])('that gives %s has a bad output', async (_, body, message) => {
    expect((await call(executing(body))).failure).toMatchObject({ code: 'bad-output', message: said(message) });
  });

  test.each([
    ['throws', executing('\nreturn null.x;'), 'mine.mjs:2:'],
    ['cannot be read', 'export const = 1;', 'SyntaxError'],
    ['exports no tool', 'export const other = 1;', 'must export a tool'],
  ])('that %s fails with its place', async (_, text, message) => {
    const { failure } = await call(text);
    expect(failure).toMatchObject({ code: 'tool-exit', message: said(message) });
  });

  test('hears that it is stopped, and is ended with all that it started', async () => {
    const stop = new AbortController();
    const text = `import { spawn } from 'node:child_process';
      import { writeFileSync } from 'node:fs';
      export default { execute: async (call, report) => {
        spawn('sleep', ['600'], { stdio: 'ignore' });
        call.signal.addEventListener('abort', () => writeFileSync(call.cwd + '/heard', ''));
        report.message('at work');
        await new Promise((resolve) => setTimeout(resolve, 600_000));
      } };`;
    const processes = createProcesses();
    const onMessage = (): void => stop.abort('cancel');
    const called = await call(text, {}, { signal: stop.signal, sandbox: 'off' }, { onMessage });
    expect(existsSync(join(called.worktree, 'heard'))).toBe(true);
    expect(called.failure).toMatchObject({ code: 'interrupted' });
    expect(await processes.sweep('r')).toBe(0);
  });
});
