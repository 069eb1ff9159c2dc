/** Every real CLI, every way a call can end: the outcome is right, and nobody survives. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { CLIS, installed } from './installed.ts';
import { openModelServer, type ModelServer } from './model-server/server.ts';
import type { Script } from './model-server/replies.ts';
import { killMarked, newPlace, tryOut, type Trial } from './rig.ts';

const edit: Script = ({ hasResult }) =>
  hasResult ? { kind: 'text', text: 'I wrote the file.' } : { kind: 'command', command: 'echo made > made.txt' };
const only =
  (command: string): Script =>
  ({ hasResult }) =>
    hasResult ? { kind: 'text', text: 'I tried.' } : { kind: 'command', command };

const codeOf = ({ result }: Awaited<ReturnType<typeof tryOut>>): string =>
  result.ok ? 'ok' : result.error.failure.code;
const outcomeOf = ({ result }: Awaited<ReturnType<typeof tryOut>>): unknown =>
  result.ok && !('wait' in result.value) ? result.value.outputs['outcome'] : null;

/** Where time is short only some ways are tried: `WS_CLIS_CELLS=few`. */
const isShort = process.env['WS_CLIS_CELLS'] === 'few';
const more = isShort ? test.skip : test;

describe.each(CLIS)('%s', (cli) => {
  const found = installed(cli);
  if ('missing' in found) {
    // In the long lane a CLI that cannot be had is a failure; here it is named.
    test.runIf(process.env['WS_LONG'] !== undefined)('is there', () => expect(found.missing).toBe(''));
    test.skip(`is not there: ${found.missing}`, () => undefined);
    return;
  }
  let server: ModelServer | null = null;
  afterEach(async () => {
    await server?.close();
    server = null;
  });
  const run = async (script: Script, trial: Partial<Trial> = {}) => {
    server = await openModelServer(script);
    return tryOut({ cli, bin: found.bin, url: server.url, ...trial });
  };

  test('an edit', async () => {
    const done = await run(edit);
    expect(outcomeOf(done)).toBe('ok');
    expect(readFileSync(join(done.place.worktree, 'made.txt'), 'utf8')).toBe('made\n');
    expect(readFileSync(done.paths.report, 'utf8')).toContain('echo made > made.txt');
    expect(done.survivors).toBe(0);
  });

  more('text only: nothing was changed', async () => {
    const done = await run(() => ({ kind: 'text', text: 'There is nothing to do.' }));
    expect(outcomeOf(done)).toBe('no_change');
    expect(done.survivors).toBe(0);
  });

  test('text only, as asked for', async () => {
    const done = await run(() => ({ kind: 'text', text: 'It is 42.' }), { with: { permission: 'read' } });
    expect(done.result).toMatchObject({ ok: true, value: { outputs: { outcome: 'ok', result: 'It is 42.' } } });
  });

  more('a tool that is not allowed', async () => {
    const done = await run(edit, { with: { permission: 'read' } });
    expect(existsSync(join(done.place.worktree, 'made.txt'))).toBe(false);
    expect(done.survivors).toBe(0);
  });

  more('a tool that fails', async () => {
    const done = await run(only('exit 3'));
    expect(['tool-exit', 'ok']).toContain(codeOf(done));
    expect(outcomeOf(done)).not.toBe('ok');
    expect(done.survivors).toBe(0);
  });

  test('401', async () => {
    const done = await run(() => ({ kind: 'status', status: 401 }));
    expect(codeOf(done)).toBe('unauthenticated');
    expect(done.survivors).toBe(0);
  });

  more('429', async () => {
    const done = await run(() => ({ kind: 'status', status: 429, headers: { 'retry-after': '1' } }), {
      stallMs: 10_000,
    });
    expect(['rate-limited', 'quota-exceeded', 'timeout']).toContain(codeOf(done));
    expect(done.survivors).toBe(0);
  });

  more('500', async () => {
    const done = await run(() => ({ kind: 'status', status: 500 }), { stallMs: 10_000 });
    expect(['unavailable', 'timeout']).toContain(codeOf(done));
    expect(done.survivors).toBe(0);
  });

  more('a model that is not there', async () => {
    const done = await tryOut({ cli, bin: found.bin, url: 'http://127.0.0.1:9', timeoutMs: 20_000, stallMs: 10_000 });
    expect(['unavailable', 'timeout', 'tool-exit']).toContain(codeOf(done));
    expect(done.survivors).toBe(0);
  });

  more('silence', async () => {
    const done = await run(() => ({ kind: 'silence' }), { stallMs: 10_000 });
    expect(done.result).toMatchObject({ ok: false, error: { failure: { code: 'timeout', afterMs: 10_000 } } });
    expect(done.survivors).toBe(0);
  });

  more('a stream that is none', async () => {
    const done = await run(() => ({ kind: 'garbage' }), { timeoutMs: 20_000 });
    expect(codeOf(done)).not.toBe('ok');
    expect(done.survivors).toBe(0);
  });

  test('called off while a tool of it runs', async () => {
    const stop = new AbortController();
    const place = newPlace();
    const script: Script = ({ hasResult }) => {
      if (!hasResult) setTimeout(() => stop.abort('cancel'), 3_000);
      return hasResult ? { kind: 'text', text: 'ok' } : { kind: 'command', command: 'setsid sleep 601 & sleep 600' };
    };
    const done = await run(script, { signal: stop.signal, place });
    expect(codeOf(done)).toBe('interrupted');
    expect(done.survivors).toBe(0);
  });

  more('a task that takes too long', async () => {
    const done = await run(() => ({ kind: 'command', command: 'setsid sleep 601 & sleep 600' }), { timeoutMs: 12_000 });
    expect(done.result).toMatchObject({ ok: false, error: { failure: { code: 'timeout', afterMs: 12_000 } } });
    expect(done.survivors).toBe(0);
  });

  more('killed while a tool of it runs, and tried again', async () => {
    const place = newPlace();
    let isKilled = false;
    const script: Script = ({ hasResult }) =>
      hasResult || isKilled
        ? { kind: 'text', text: 'Done after all.' }
        : { kind: 'command', command: 'echo half > half.txt; sleep 600' };
    const first = run(script, { place });
    while (!existsSync(join(place.worktree, 'half.txt'))) await new Promise((resolve) => setImmediate(resolve));
    isKilled = true;
    killMarked(place);
    expect(codeOf(await first)).not.toBe('ok');
    await server?.close();
    const second = await run(script, { place, attempt: 2 });
    expect(codeOf(second)).toBe('ok');
    expect(second.survivors).toBe(0);
  });

  more('eight at the same time', async () => {
    server = await openModelServer(edit);
    const { url } = server;
    const all = await Promise.all(
      Array.from({ length: 8 }, () => tryOut({ cli, bin: found.bin, url, timeoutMs: 170_000, stallMs: 170_000 })),
    );
    expect(all.map(outcomeOf)).toEqual(Array.from({ length: 8 }, () => 'ok'));
    expect(all.map(({ survivors }) => survivors)).toEqual(Array.from({ length: 8 }, () => 0));
  });

  test('goes on in its session', async () => {
    const first = await run(edit);
    const said: boolean[] = [];
    const again: Script = ({ hasResult }) => {
      said.push(hasResult);
      return { kind: 'text', text: 'Once more.' };
    };
    await server?.close();
    const second = await run(again, { place: first.place, attempt: 2 });
    // What was asked before is part of what is asked now.
    expect(said).toContain(true);
    expect(codeOf(second)).toBe('ok');
    expect(second.survivors).toBe(0);
  });
});
