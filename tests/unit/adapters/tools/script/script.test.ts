import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SCRIPT } from '../../../../../adapters/tools/descriptions.ts';
import { NO_SURROUNDINGS } from '../../../../../adapters/tools/agent/surroundings.ts';
import { createTools } from '../../../../../adapters/tools/registry.ts';
import { createShell } from '../../../../../adapters/tools/shell/shell.ts';
import { createProcesses } from '../../../../../adapters/machine/processes.ts';
import { shippedProfiles } from '../../../../../config/profiles/load.ts';
import type { JsonObject } from '../../../../../core/json.ts';
import { temporary } from '../../git/rig.ts';
import { callTool, type BenchSettings } from '../bench.ts';

const script = (args: JsonObject, settings: BenchSettings = {}) => callTool('script', args, settings);
const said = (text: string): unknown => expect.stringContaining(text) as unknown;

describe('what it gives', () => {
  test.each([
    ['an object', '(input) => ({ n: input.a + 1, list: [null, "x"] })', { n: 2, list: [null, 'x'] }],
    ['what is no object', '(input) => [input.a]', { result: [1] }],
    ['a promise of it', 'async (input) => { await null; return input; }', { a: 1 }],
    ['nothing', 'function () { console.log("printed") }', {}],
    ['what a package of node computes', 'async () => (await import("node:path")).join("a", "b")', { result: 'a/b' }],
  ])('is the outputs: %s', async (_, code, outputs) => {
    const called = await script({ code, input: { a: 1 } });
    expect([called.failure, called.outputs]).toEqual([null, outputs]);
  });

  test('comes from the input of the step where it is given none, and is not what it prints', async () => {
    const code = '(input) => { console.log(JSON.stringify({ kind: "result", value: 7 })); return { got: input }; }';
    const called = await script({ code }, { input: { b: ['"; process.exit(3); "'] } });
    expect(called.outputs).toEqual({ got: { b: ['"; process.exit(3); "'] } });
    expect(called.stderr).toContain('"value":7');
  });

  test.each([
    ['a function', '() => ({ a: { "b/c": () => 1 } })', '/a/b~1c', 'type function'],
    ['a date', '() => ({ at: [new Date()] })', '/at/0', 'class Date'],
    ['no number', '() => ({ n: 0 / 0 })', '/n', 'NaN'],
    ['a circle', '() => { const a = {}; a.a = a; return a; }', said('/a/a/a'), '500 levels'],
    ['a map', '() => new Map([["a", 1]])', '', 'class Map'],
    ['a big integer', '() => ({ n: 1n })', '/n', 'type bigint'],
  ])('must be JSON: %s', async (_, code, pointer, message) => {
    const { failure } = await script({ code });
    expect(failure).toMatchObject({ code: 'bad-output', pointer, message: said(message) });
  });

  test('is no more than 16 MiB', async () => {
    const { failure } = await script({ code: '() => "x".repeat(17 * 1024 * 1024)' });
    expect(failure).toMatchObject({ code: 'bad-output', message: said('16 MiB') });
  });
});

describe('what goes wrong in it', () => {
  test('is told with its line and column', async () => {
    const called = await script({ code: '(input) => {\n  const a = null;\n  return a.b;\n}' });
    expect(called.failure).toMatchObject({ code: 'tool-exit', status: 1, message: said('with/code:3:12: TypeError') });
    expect(called.stderr).toContain('with/code:3:12');
  });

  test('is told with the line of the module', async () => {
    const files = {
      'tools/count.mjs': 'const deep = () => {\n  throw new RangeError("too far");\n};\nexport default () => deep();\n',
    };
    const { failure } = await script({ module: 'tools/count.mjs' }, { files });
    expect(failure).toMatchObject({ code: 'tool-exit', message: said('tools/count.mjs:2:9: RangeError: too far') });
  });

  test.each([
    [
      'a rejected promise that nobody waits for',
      '() => { Promise.reject(new Error("lost")); return new Promise((r) => setTimeout(r, 5000)); }',
      'lost',
    ],
    ['what is no error', '() => { throw "a word"; }', 'threw a word'],
    ['no function', '{ a: 1 }', 'must be a function'],
    ['an end before it gave anything', '() => process.exit(0)', 'before it gave a result'],
  ])('fails the step: %s', async (_, code, message) => {
    expect((await script({ code })).failure).toMatchObject({ code: 'tool-exit', message: said(message) });
  });

  test('ends at its time', async () => {
    const { failure } = await script({ code: '() => { for (;;); }' }, { call: { timeoutMs: 700 } });
    expect(failure).toMatchObject({ code: 'timeout' });
  });
});

describe('the sandbox', () => {
  test('has no environment and no network', async () => {
    const server = createServer((_, response) => response.end('reached')).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const code = `async () => ({
      env: Object.keys(process.env),
      net: await fetch('http://127.0.0.1:${port}').then((r) => r.text(), (e) => String(e.cause?.code)),
    })`;
    const env = { PATH: process.env['PATH'] ?? '', TOKEN: 'x' };
    const called = await script({ code }, { call: { env } });
    expect(called.outputs).toEqual({ env: [], net: expect.not.stringContaining('reached') as unknown });
    const open = await script({ code }, { call: { env, sandbox: 'off' } });
    expect(open.outputs).toEqual({ env: [], net: 'reached' });
    server.close();
  });

  const WRITES = 'async () => { (await import("node:fs")).writeFileSync("made.txt", "x"); }';
  test('has a worktree that cannot be written, unless the step says that it may', async () => {
    const refused = await script({ code: WRITES });
    expect(refused.failure).toMatchObject({ code: 'tool-exit', message: said('EROFS') });
    expect(existsSync(join(refused.worktree, 'made.txt'))).toBe(false);
    const allowed = await script({ code: WRITES }, { call: { access: 'shared' } });
    expect(readFileSync(join(allowed.worktree, 'made.txt'), 'utf8')).toBe('x');
  });

  test('is asked for where a step leaves it to chance', async () => {
    const seen: string[] = [];
    const processes = {
      ...createProcesses(),
      run: async (command: { readonly sandbox: string }) => {
        seen.push(command.sandbox);
        return { kind: 'refused', reason: 'sandbox-missing', message: 'there is no bubblewrap' } as const;
      },
    };
    const tools = createTools(shippedProfiles([SCRIPT]), {
      shell: createShell(processes),
      processes,
      surroundings: NO_SURROUNDINGS,
    });
    const tool = tools.find(SCRIPT);
    const called = await callTool(
      'script',
      { code: '() => 1' },
      { parts: { given: tool === null ? new Map() : new Map([[SCRIPT, tool]]) }, call: { sandbox: 'auto' } },
    );
    expect([seen, called.failure]).toMatchObject([['required'], { code: 'sandbox-missing' }]);
  });
});

describe('before anything starts', () => {
  const processes = createProcesses();
  const tool = createTools(shippedProfiles([SCRIPT]), {
    shell: createShell(processes),
    processes,
    surroundings: NO_SURROUNDINGS,
  }).find(SCRIPT);
  const examined = (args: JsonObject) => tool?.examine?.(args);

  test('code that cannot be read is told with its line', () => {
    expect(examined({ code: '(input) => {\n  return input..a;\n}' })).toMatchObject([
      { pointer: '/code', message: said('line 2: ') },
    ]);
    expect(examined({ code: '(input) => input' })).toEqual([]);
  });

  test('an expression in code is refused: it would make code of a value', () => {
    expect(examined({ code: '() => "${{ inputs.name }}"' })).toMatchObject([{ message: said('"input"') }]);
  });
});

describe('a function that ws ships', () => {
  test('is called by its name, without a sandbox', async () => {
    const called = await script({ module: 'ws:durations', input: { values: ['1h30', 'a while'] } });
    expect([called.failure, called.outputs]).toMatchObject([null, { minutes: [90, null] }]);
  });

  test.each(['ws:nothing', 'ws:../../x', 'ws:'])(
    'is told before anything starts where there is none: %s',
    async (module) => {
      expect((await script({ module })).failure).toMatchObject({ code: 'bad-input', pointer: '/with/module' });
    },
  );
});

test.each(['../out.mjs', 'link.mjs', 'missing.mjs'])('a module is one of the worktree: %s', async (module) => {
  const worktree = join(temporary(), 'tree');
  const outside = temporary();
  const files = { 'in.mjs': 'export default () => 1' };
  await callTool('script', { module: 'in.mjs' }, { worktree, files });
  symlinkSync(outside, join(worktree, 'link.mjs'));
  expect((await script({ module }, { worktree })).failure).toMatchObject({
    code: 'bad-input',
    pointer: '/with/module',
  });
});
