import { describe, expect, test } from 'vitest';
import type { Step, Workstream } from '../../../core/workstream.ts';
import { toolId } from '../../../core/id.ts';
import { parseWorkstream, readWorkstream } from '../../../schema/parse-workstream.ts';
import { SHELL } from '../../../adapters/tools/descriptions.ts';

const parse = async (document: object): Promise<Workstream> => {
  const parsed = await parseWorkstream(JSON.stringify(document), 'a.json', SHELL);
  if (!parsed.ok) throw new Error(parsed.error.map(({ message }) => message).join('\n'));
  return parsed.value;
};

const demo = { version: 1, id: 'demo', steps: [{ id: 'a', run: 'make' }] };

const parseStep = async (step: object, top: object = {}): Promise<Step> => {
  const { steps } = await parse({ ...demo, ...top, steps: [{ id: 'a', ...step }] });
  const [first] = steps;
  if (first === undefined) throw new Error('no step');
  return first;
};

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test('the smallest workstream has every default', async () => {
  expect(await parse(demo)).toEqual({
    version: 1,
    id: 'demo',
    title: 'demo',
    description: '',
    spec: null,
    base: 'HEAD',
    inputs: {},
    env: {},
    secrets: [],
    concurrency: null,
    failFast: false,
    onFailure: 'keep',
    steps: [
      {
        id: 'a',
        tool: 'shell',
        with: { run: 'make' },
        needs: [],
        condition: null,
        env: {},
        input: null,
        cwd: '.',
        timeoutMs: HOUR,
        retry: {
          limit: 0,
          on: null,
          repeats: null,
          backoff: { initialMs: 1_000, factor: 2, maxMs: MINUTE, jitter: 0.25 },
        },
        fallback: [],
        fixes: 2,
        compensate: null,
        breakers: [],
        onEscalated: 'fail',
        continueOnError: false,
        acceptance: [],
        outputs: null,
        access: null,
        sandbox: null,
        onInterrupted: 'retry',
      },
    ],
    finally: [],
    outputs: {},
  });
});

test('what the author wrote is kept', async () => {
  const top = {
    title: 'Demo',
    description: 'Shows.',
    spec: { change: 'demo' },
    base: 'origin/main',
    env: { A: 'x', N: 1.5, B: true },
    secrets: ['TOKEN'],
    concurrency: 3,
    failFast: true,
    outputs: { version: '${{ steps.a.outputs.version }}' },
    finally: [{ id: 'z', tool: 'shell', with: { run: 'true' } }],
  };
  const parsed = await parse({ ...demo, ...top, $schema: 'x' });
  expect(parsed).toMatchObject({ ...top, env: { A: 'x', N: '1.5', B: 'true' } });
  expect(parsed).not.toHaveProperty('$schema');
});

test('a step that says everything keeps everything', async () => {
  const step = await parseStep({
    tool: 'llm',
    with: { prompt: 'x', deep: [{ a: null }] },
    needs: ['b', 'c'],
    if: 'failure()',
    env: { A: 1 },
    input: [1, { a: '${{ inputs.x }}' }],
    cwd: '${{ inputs.folder }}',
    timeout: '1h30m',
    retry: {
      limit: 3,
      on: ['transient', 'timeout', 'network'],
      repeats: 9,
      backoff: { initial: '2s', factor: 3, max: '5m', jitter: 0 },
    },
    fallback: ['codex', { run: 'make', with: { shell: 'bash' }, breaker: 'api' }, { tool: 'llm', with: { a: 1 } }],
    fix: 1,
    compensate: { run: 'undo', timeout: '1m', retry: 4 },
    breaker: ['anthropic', 'npm'],
    onEscalated: 'ask',
    continueOnError: true,
    acceptance: [{ run: 'npm test' }, { file: 'dist/a b.js' }],
    outputs: { type: 'object' },
    access: 'exclusive',
    sandbox: 'required',
    onInterrupted: 'ask',
  });
  const backoff = { initialMs: 2_000, factor: 3, maxMs: 5 * MINUTE, jitter: 0 };
  expect(step).toEqual({
    id: 'a',
    tool: 'llm',
    with: { prompt: 'x', deep: [{ a: null }] },
    needs: ['b', 'c'],
    condition: 'failure()',
    env: { A: '1' },
    input: [1, { a: '${{ inputs.x }}' }],
    cwd: '${{ inputs.folder }}',
    timeoutMs: 90 * MINUTE,
    retry: { limit: 3, on: ['rate-limited', 'unavailable', 'network', 'timeout'], repeats: 9, backoff },
    fallback: [
      // Named alone, it is given what the step gives its own.
      { tool: 'codex', with: { prompt: 'x', deep: [{ a: null }] }, breakers: [] },
      { tool: 'shell', with: { run: 'make', shell: 'bash' }, breakers: ['api'] },
      { tool: 'llm', with: { a: 1 }, breakers: [] },
    ],
    fixes: 1,
    compensate: {
      tool: 'shell',
      with: { run: 'undo' },
      breakers: [],
      timeoutMs: MINUTE,
      retry: {
        limit: 4,
        on: null,
        repeats: null,
        backoff: { initialMs: 1_000, factor: 2, maxMs: MINUTE, jitter: 0.25 },
      },
    },
    breakers: ['anthropic', 'npm'],
    onEscalated: 'ask',
    continueOnError: true,
    acceptance: [
      { kind: 'run', script: 'npm test' },
      { kind: 'file', path: 'dist/a b.js' },
    ],
    outputs: { type: 'object' },
    access: 'exclusive',
    sandbox: 'required',
    onInterrupted: 'ask',
  });
});

describe('defaults hold where a step says nothing', () => {
  const defaults = {
    timeout: '2m',
    retry: { limit: 2, backoff: { factor: 3 } },
    env: { A: 'a', B: 'b' },
    cwd: 'packages',
    continueOnError: true,
    access: 'read',
    onInterrupted: 'fail',
    sandbox: 'auto',
  };
  const backoff = { initialMs: 1_000, factor: 3, maxMs: MINUTE, jitter: 0.25 };
  test('in steps and in finally', async () => {
    const { steps, finally: last } = await parse({ ...demo, defaults, finally: [{ id: 'z', run: 'x' }] });
    for (const step of [...steps, ...last]) {
      const { timeout: _timeout, ...kept } = defaults;
      expect(step).toMatchObject({ ...kept, timeoutMs: 2 * MINUTE, retry: { limit: 2, backoff } });
    }
  });
  test.each([
    [{ timeout: '3s' }, { timeoutMs: 3_000 }],
    [{ retry: 0 }, { retry: { limit: 0, backoff } }],
    [{ retry: { limit: 5 } }, { retry: { limit: 5, backoff } }],
    [
      { retry: { backoff: { initial: '5m' } } },
      { retry: { limit: 2, backoff: { ...backoff, initialMs: 5 * MINUTE, maxMs: 5 * MINUTE } } },
    ],
    [{ retry: { backoff: { max: '1s' } } }, { retry: { limit: 2, backoff: { ...backoff, maxMs: 1_000 } } }],
    [{ env: { B: 'mine', C: 'c' } }, { env: { A: 'a', B: 'mine', C: 'c' } }],
    [{ cwd: '.' }, { cwd: '.' }],
    [{ continueOnError: false }, { continueOnError: false }],
    [{ access: 'shared' }, { access: 'shared' }],
    [{ onInterrupted: 'retry' }, { onInterrupted: 'retry' }],
    [{ sandbox: 'off' }, { sandbox: 'off' }],
  ])('%j stands against them', async (written, kept) => {
    expect(await parseStep({ run: 'x', ...written }, { defaults })).toMatchObject(kept);
  });
});

describe('an input', () => {
  const any = { type: 'string', description: null, required: false, default: null, options: [] };
  test.each([
    ['world', { ...any, default: 'world' }],
    ['', { ...any, default: '' }],
    [3, { ...any, type: 'number', default: 3 }],
    [false, { ...any, type: 'boolean', default: false }],
    [{}, { ...any, required: true }],
    [{ default: null }, { ...any, required: true }],
    [{ required: false }, any],
    [
      { default: 'x', required: true },
      { ...any, default: 'x', required: true },
    ],
    [{ default: [1] }, { ...any, type: 'json', default: [1] }],
    [
      { default: 'x', type: 'json' },
      { ...any, type: 'json', default: 'x' },
    ],
    [{ options: [1, 2] }, { ...any, type: 'number', required: true, options: [1, 2] }],
    [
      { type: 'json', default: { b: 1 }, options: [{ b: 1 }, 2] },
      { ...any, type: 'json', default: { b: 1 }, options: [{ b: 1 }, 2] },
    ],
    [
      { description: 'Who', type: 'number' },
      { ...any, type: 'number', description: 'Who', required: true },
    ],
  ])('%j', async (written, input) => {
    expect((await parse({ ...demo, inputs: { a: written } })).inputs['a']).toEqual(input);
  });
});

test.each([
  [true, 'true'],
  [false, 'false'],
  ['inputs.deploy', 'inputs.deploy'],
  [' ${{ inputs.deploy }} ', 'inputs.deploy'],
  ["${{ inputs.a == '}}' }}", "inputs.a == '}}'"],
  ['${{ inputs.a }} && ${{ inputs.b }}', '${{ inputs.a }} && ${{ inputs.b }}'],
])('the condition of `if: %j` is %j', async (written, condition) => {
  expect((await parseStep({ run: 'x', if: written })).condition).toBe(condition);
});

test.each([
  ['500ms', 500],
  ['0.5s', 500],
  ['30s', 30_000],
  ['10m', 10 * MINUTE],
  ['1h30m', 90 * MINUTE],
  ['2d', 48 * HOUR],
  ['30d', 720 * HOUR],
  ['1d2h3m4s5ms', 26 * HOUR + 3 * MINUTE + 4_005],
])('the timeout %s is %i ms', async (written, timeoutMs) => {
  expect((await parseStep({ run: 'x', timeout: written })).timeoutMs).toBe(timeoutMs);
});

test('`with` beside `run` goes to the shell, too', async () => {
  const { tool, with: args } = await parseStep({ run: 'x', with: { shell: 'bash' } });
  expect({ tool, args }).toEqual({ tool: 'shell', args: { run: 'x', shell: 'bash' } });
});
test('one need may be written without a list', async () => {
  expect((await parseStep({ run: 'x', needs: 'b' })).needs).toEqual(['b']);
});
test('an id has up to 64 characters', async () => {
  const id = 'a'.repeat(64);
  expect(await parse({ ...demo, id, steps: [{ id, run: 'x' }] })).toMatchObject({ id, steps: [{ id }] });
});

describe('keys with a meaning of their own in JavaScript are keys', () => {
  const text = (keys: string) => `{"version":1,"id":"demo","steps":[{"id":"__proto__","run":"x",${keys}}]}`;
  test.each(['"env":{"__proto__":"x","constructor":"y"}', '"input":{"__proto__":{"polluted":true}}'])(
    '%s',
    async (keys) => {
      for (const file of ['a.json', 'a.yaml']) {
        const parsed = await parseWorkstream(text(keys), file, SHELL);
        const [step] = parsed.ok ? parsed.value.steps : [];
        expect(step).toBeDefined();
        expect(JSON.stringify({ env: step?.env, input: step?.input })).toContain(keys.slice(keys.indexOf('{')));
        expect(Object.getPrototypeOf(step?.env)).toBe(Object.prototype);
        expect({}).not.toHaveProperty('polluted');
      }
    },
  );
  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('%s on top is unknown', async (key) => {
    const parsed = await parseWorkstream(
      `{"version":1,"id":"demo","${key}":{},"steps":[{"id":"a","run":"x"}]}`,
      'a.json',
      SHELL,
    );
    expect(parsed.ok ? [] : parsed.error.map(({ code }) => code)).toEqual(['unknown-key']);
  });
  test.each(['__proto__', 'constructor', 'toString'])('%s is no id, run or version by inheritance', async (key) => {
    const parsed = await parseWorkstream(`{"${key}":{"version":1,"id":"a","steps":[]}}`, 'a.json', SHELL);
    expect(parsed.ok ? [] : parsed.error.map(({ code }) => code).sort()).toEqual([
      'missing-key',
      'missing-key',
      'missing-key',
      'unknown-key',
    ]);
  });
});

test.each([
  ['2GiB', 2 * 1024 ** 3],
  ['512MiB', 512 * 1024 ** 2],
  ['500MB', 500_000_000],
  ['64kB', 64_000],
])('%s of memory are %i bytes', async (memory, memoryBytes) => {
  const step = await parseStep({ run: 'make', limits: { memory } });
  expect(step.limits).toEqual({ memoryBytes, processes: null, cpu: null });
});

test('a step has the limits of `defaults` that it does not set itself', async () => {
  const defaults = { limits: { memory: '1GiB', processes: 500 } };
  const own = await parseStep({ run: 'make', limits: { processes: 7, cpu: 0.5 } }, { defaults });
  expect(own.limits).toEqual({ memoryBytes: 1024 ** 3, processes: 7, cpu: 0.5 });
  const none = await parseStep({ run: 'make' }, { defaults });
  expect(none.limits).toEqual({ memoryBytes: 1024 ** 3, processes: 500, cpu: null });
});

test.each([
  [{}],
  [{ memory: '2 GB' }],
  [{ memory: '0GiB' }],
  [{ memory: 4 }],
  [{ processes: 0 }],
  [{ cpu: 0 }],
  [{ disk: 1 }],
])('limits cannot be %j', async (limits) => {
  await expect(parseStep({ run: 'make', limits })).rejects.toThrow();
});

describe('what the profile of a tool says', () => {
  const defaultsOf = (tool: string) =>
    tool === 'x'
      ? {
          ...{ timeoutMs: 7 * MINUTE, secrets: ['KEY'], fallback: [toolId('y')] },
          retry: { limit: 5, on: null, repeats: null, backoff: { initialMs: 9, factor: 1, maxMs: 9, jitter: 0 } },
        }
      : null;
  const stepWith = async (step: object, defaults: object = {}): Promise<Step | undefined> => {
    const text = JSON.stringify({
      version: 1,
      id: 'w',
      defaults,
      steps: [{ id: 'a', tool: 'x', with: { p: 1 }, ...step }],
    });
    const read = await readWorkstream(text, 'w.json', SHELL, defaultsOf);
    return read.ok ? read.value.workstream.steps[0] : undefined;
  };

  test('holds where neither the step nor the defaults say so', async () => {
    expect(await stepWith({})).toMatchObject({
      ...{ timeoutMs: 7 * MINUTE, retry: { limit: 5, backoff: { initialMs: 9 } }, secrets: ['KEY'] },
      fallback: [{ tool: 'y', with: { p: 1 }, breakers: [] }],
    });
    expect(await stepWith({ tool: 'z' })).toMatchObject({ timeoutMs: 60 * MINUTE, retry: { limit: 0 }, fallback: [] });
  });

  test('gives way to the defaults of the workstream, and those to the step', async () => {
    const defaults = { timeout: '2m', retry: { limit: 3 } };
    expect(await stepWith({}, defaults)).toMatchObject({
      timeoutMs: 2 * MINUTE,
      retry: { limit: 3, backoff: { initialMs: 9 } },
    });
    const step = { timeout: '1m', retry: 1, fallback: ['q'], secrets: ['OTHER', 'KEY'] };
    expect(await stepWith(step, defaults)).toMatchObject({
      ...{ timeoutMs: MINUTE, retry: { limit: 1 }, secrets: ['OTHER', 'KEY'], fallback: [{ tool: 'q' }] },
    });
  });

  test('of a step that requires waits until it is known what was chosen', async () => {
    const requires = { capability: 'code', language: 'rust' };
    const unsaid = async (step: object, defaults: object = {}): Promise<unknown> =>
      (await stepWith({ tool: undefined, requires, ...step }, defaults))?.requires;
    expect(await unsaid({})).toEqual({
      ...{ capability: 'code', languages: ['rust'], task: null, environment: null },
      unsaid: ['timeout', 'retry', 'fallback'],
    });
    expect(await unsaid({ fallback: ['y'] }, { timeout: '1m' })).toMatchObject({ unsaid: ['retry'] });
  });
});
