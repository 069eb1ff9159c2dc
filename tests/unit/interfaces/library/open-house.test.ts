/** The library: the house as a program uses it. Real repositories; the packed package is tried in tests/e2e/library.test.ts. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stepId, toolId } from '../../../../core/id.ts';
import type { Result } from '../../../../core/result.ts';
import type { ToolAdapter, ToolCall } from '../../../../core/tool.ts';
import { defineTool } from '../../../../interfaces/library/define-tool.ts';
import type { OpenHouse, OpenOptions } from '../../../../interfaces/library/house.ts';
import { openHouse } from '../../../../interfaces/library/open-house.ts';
import { fail, succeed } from '../../../../interfaces/library/outcome.ts';
import type { Refusal } from '../../../../interfaces/house/refusal.ts';
import type { RunHandle } from '../../../../interfaces/library/run.ts';
import { makeFolder, makeRepository, removeFolder, userEnvironment } from '../../../rig/ws.ts';

let folder = '';
let root = '';
let house: OpenHouse;
const valueOf = <T>(result: Result<T, Refusal>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
const open = async (options: OpenOptions = {}): Promise<OpenHouse> =>
  valueOf(await openHouse({ directory: root, env: userEnvironment(folder), ...options }));
beforeEach(async () => {
  folder = makeFolder('ws líbrary ');
  root = makeRepository(join(folder, 'repo'), {
    'good.json': { version: 1, id: 'good', steps: [{ id: 'write', run: 'echo "a line" > page.md' }] },
  });
  house = await open();
});
afterEach(async () => {
  await house.close();
  removeFolder(folder);
});

const workstreamOf = (...steps: readonly Record<string, never>[] | readonly object[]) =>
  JSON.parse(JSON.stringify({ version: 1, id: 'made', steps })) as Record<string, never>;
const start = async (...steps: readonly object[]): Promise<RunHandle> =>
  valueOf(await house.start({ workstream: workstreamOf(...steps) }));

describe('a run', () => {
  test('of a file is started, driven, found again and merged', async () => {
    const run = valueOf(await house.start({ workstream: 'good.json', labels: { team: 'a' } }));
    expect(valueOf(await run.drive())).toEqual({ end: { kind: 'finished', status: 'succeeded' }, bundle: null });
    const [row] = valueOf(await house.runs({ labels: { team: 'a' } }));
    expect(row?.id).toBe(run.id);
    expect(valueOf(await house.runs({ labels: { team: 'b' } }))).toEqual([]);
    const found = valueOf(await house.run(run.id.slice(0, -2)));
    expect(existsSync(join(root, 'page.md'))).toBe(false);
    expect(valueOf(await found.merge())).toMatchObject({ into: 'main', files: 1 });
    expect(readFileSync(join(root, 'page.md'), 'utf8')).toBe('a line\n');
  });

  test('waits for a person, and goes on with what was answered', async () => {
    const run = await start({ id: 'ask', tool: 'manual', with: { prompt: 'well?' } });
    expect(valueOf(await run.drive()).end).toEqual({ kind: 'waiting' });
    expect(await run.answer({ step: 'aks', answer: 'accept' })).toMatchObject({
      ok: false,
      error: { kind: 'invalid' },
    });
    expect(valueOf(await run.answer({ step: 'ask', answer: 'accept', by: 'Ada', outputs: { a: 1 } }))).toMatchObject({
      prompt: 'well?',
      isDriven: false,
    });
    expect(valueOf(await run.drive()).end).toEqual({ kind: 'finished', status: 'succeeded' });
    expect(valueOf(await run.steps())).toMatchObject([{ step: 'ask', outputs: { a: 1 } }]);
  });

  test('is driven by one at a time', async () => {
    const run = await start({ id: 'a', run: 'exec sleep 600' });
    const other = await open();
    const stop = new AbortController();
    let second: unknown = null;
    let asked: Promise<void> = Promise.resolve();
    const driven = await run.drive({
      signal: stop.signal,
      onEvent: ({ type }) => {
        if (type !== 'step.started') return;
        asked = other
          .run(run.id)
          .then((found) => valueOf(found).drive())
          .then((result) => {
            second = result;
            stop.abort();
          });
      },
    });
    await asked;
    expect(second).toMatchObject({ ok: false, error: { kind: 'held' } });
    expect(valueOf(driven).end).toEqual({ kind: 'stopped' });
    await other.close();
  });

  test('that failed is tried again, keeping what succeeded', async () => {
    const run = await start({ id: 'a', run: 'echo a > a' }, { id: 'b', needs: ['a'], run: 'test -e b', retry: 0 });
    const failed = valueOf(await run.drive());
    expect(failed.end).toEqual({ kind: 'finished', status: 'failed' });
    expect(failed.bundle?.files).toContain('README.md');
    expect(await run.merge()).toMatchObject({ ok: false, error: { kind: 'findings' } });
    const again = valueOf(await run.retry());
    const types: string[] = [];
    await again.drive({
      onEvent: (event) => void types.push('step' in event ? `${event.type} ${event.step}` : event.type),
    });
    expect(types).toContain('step.started b');
    expect(types).not.toContain('step.started a');
  });

  test('is refused with everything that is wrong with it, and nothing is written down', async () => {
    const wrong = await house.start({ workstream: workstreamOf({ id: 'a', run: 'true', nedds: [] }, { id: 'b' }) });
    expect(wrong).toMatchObject({ ok: false, error: { kind: 'invalid' } });
    expect(!wrong.ok && wrong.error.diagnostics.length).toBe(2);
    const inputs = { a: { type: 'number', required: true } };
    const lacking = await house.start({ workstream: { ...workstreamOf({ id: 'a', run: 'true' }), inputs } });
    expect(lacking).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('"a" must be given') as string },
    });
    expect(await house.start({ workstream: 'nowhere.json' })).toMatchObject({ ok: false, error: { kind: 'invalid' } });
    expect(valueOf(await house.runs())).toEqual([]);
  });
});

describe('observe', () => {
  test('gives every event once and in order, also of a run that another house drives, and ends with it', async () => {
    const run = await start({ id: 'a', run: 'true' }, { id: 'b', needs: ['a'], run: 'true' });
    const other = await open();
    const seen: string[] = [];
    const watching = (async () => {
      for await (const { event, progress } of run.observe()) seen.push(`${event.seq} ${event.type} ${progress.status}`);
    })();
    await valueOf(await other.run(run.id)).drive();
    await watching;
    expect(seen.map((line) => Number(line.split(' ')[0]))).toEqual(seen.map((_, at) => at + 1));
    expect(seen[0]).toBe('1 run.created created');
    expect(seen.at(-1)).toMatch(/run\.succeeded succeeded$/);
    await other.close();
  });

  test('begins where it is asked to, with the whole progress, and ends when it is told to', async () => {
    const run = await start({ id: 'ask', tool: 'manual', with: { prompt: 'well?' } });
    await run.drive();
    const { seq } = valueOf(await run.row());
    const end = new AbortController();
    const seen: number[] = [];
    for await (const { event, progress } of run.observe({ after: seq - 1, signal: end.signal })) {
      seen.push(event.seq);
      expect(progress.active.get(valueOf(await run.steps())[0]?.step ?? stepId('ask'))?.kind).toBe('waiting');
      end.abort();
    }
    expect(seen).toEqual([seq]);
  });
});

describe('tools in code', () => {
  const calls: ToolCall[] = [];
  const greet = defineTool({
    id: 'greet',
    inputSchema: {
      type: 'object',
      required: ['who'],
      additionalProperties: false,
      properties: { who: { type: 'string' } },
    },
    describe: () => ({ access: 'shared' }),
    execute: async (call) => {
      calls.push(call);
      return call.with['who'] === 'nobody'
        ? fail({ code: 'bad-input', pointer: '/with/who', message: 'nobody is there' })
        : succeed({ said: ['hello', call.with['who'] ?? null] });
    },
  });

  test('are called with what the step gives, checked before, and give outputs or a failure', async () => {
    await house.close();
    house = await open({ tools: [greet] });
    const run = await start(
      { id: 'name', run: 'echo name=Ada >> "$WS_OUTPUT"' },
      { id: 'a', needs: ['name'], tool: 'greet', with: { who: '${{ steps.name.outputs.name }}' } },
      { id: 'b', needs: ['a'], tool: 'greet', with: { who: 'nobody' }, retry: 0 },
    );
    expect(valueOf(await run.drive()).end).toMatchObject({ status: 'failed' });
    const steps = valueOf(await run.steps());
    expect(steps.find(({ step }) => step === 'a')?.outputs).toEqual({ said: ['hello', 'Ada'] });
    expect(steps.find(({ step }) => step === 'b')?.failure).toMatchObject({ code: 'bad-input', pointer: '/with/who' });
    expect(calls[0]).toMatchObject({ with: { who: 'Ada' }, sandbox: 'off' });
    const wrong = await house.start({ workstream: workstreamOf({ id: 'a', tool: 'greet', with: { whom: 'x' } }) });
    expect(!wrong.ok && wrong.error.diagnostics.map(({ pointer }) => pointer)).toContain('/steps/0/with/whom');
  });

  test('lie over a profile of the same name, and are gone with the house that was given them', async () => {
    await house.close();
    house = await open({ tools: [defineTool({ ...greet, id: 'claude' })] });
    const run = await start({ id: 'a', tool: 'claude', with: { who: 'Ada' } });
    expect(valueOf(await run.drive()).end).toMatchObject({ status: 'succeeded' });
    const bare = await open();
    expect(await bare.start({ workstream: workstreamOf({ id: 'a', tool: 'greet', with: {} }) })).toMatchObject({
      error: { diagnostics: [{ code: 'unknown-tool' }] },
    });
    await bare.close();
  });

  const odd = (over: Partial<ToolAdapter>): readonly ToolAdapter[] => [{ ...greet, ...over }];
  test.each([
    ['no name that a step could say', odd({ id: toolId('a tool') }), '"a tool" is no name'],
    ['a schema that is none', odd({ inputSchema: { type: 'objekt' } }), 'is not a JSON Schema'],
    ['a name that another has', [greet, greet], 'two tools have the name "greet"'],
  ])('with %s are refused', async (_, tools, message) => {
    const refused = await openHouse({ directory: root, env: userEnvironment(folder), tools });
    expect(refused).toMatchObject({
      ok: false,
      error: { kind: 'invalid', message: expect.stringContaining(message) as string },
    });
  });
});

test('closing it stops what it drives, which can be gone on with; a closed house refuses', async () => {
  const run = await start({ id: 'a', run: 'test -e "$WS_FAILURE.x" || exec sleep 600' });
  let closing: Promise<void> = Promise.resolve();
  const driven = await run.drive({
    onEvent: ({ type }) => {
      if (type === 'step.started') closing = house.close();
    },
  });
  await closing;
  expect(valueOf(driven).end).toEqual({ kind: 'stopped' });
  expect(await run.row()).toMatchObject({ ok: false, error: { message: 'the house is closed' } });
  const other = await open();
  expect(valueOf(await valueOf(await other.run(run.id)).row()).status).toBe('paused');
  await other.close();
});

test('what it says holds no secret', async () => {
  await house.close();
  const secret = 'hunter2-hunter2-hunter2';
  house = await open({ env: { ...userEnvironment(folder), TOKEN: secret } });
  const step = { id: 'a', run: 'echo "$TOKEN"; git checkout -q -b "$TOKEN-x"; exit 1', secrets: ['TOKEN'], retry: 0 };
  const run = await start(step);
  const told: string[] = [];
  const driven = await run.drive({
    onNote: (line) => void told.push(line),
    onEvent: (event) => void told.push(JSON.stringify(event)),
  });
  const refused = await run.answer({ step: `a ${secret}`, answer: 'accept' });
  expect(JSON.stringify([told, driven, refused])).not.toContain('hunter2');
  expect(refused).toMatchObject({ ok: false });
});
