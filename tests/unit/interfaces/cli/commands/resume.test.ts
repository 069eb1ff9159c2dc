/** `ws resume` and `ws retry`: what they go on with, and what they refuse. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ws } from '../command-line.ts';
import { bad, fresh, good, half } from '../runs.ts';
import { aScene, definition, eventsOf, newest, runCount, typesOf } from '../scene.ts';
import type { Home } from '../../home.ts';

const { root, home, define } = aScene();
const chain = { fetch: 'true', build: 'true', ship: 'true' };

/** A run of example.json that was stopped before its first step. */
const stopped = async (): Promise<{ readonly at: Home; readonly id: string }> => {
  define(chain);
  const at = await home();
  await ws(['run', 'example.json'], at, { stop: true });
  return { at, id: (await newest(at.store)).id };
};
const change = (from: string, to: string): void =>
  writeFileSync(join(root(), 'example.json'), definition(root()).replace(from, to));

describe('resume', () => {
  test('goes on with the latest unfinished run, not with the latest', async () => {
    const at = await home({ runs: [fresh, good] });
    await ws(['resume'], at);
    expect((await typesOf(at.store, 'new01')).at(-1)).toBe('run.succeeded');
    expect(await typesOf(at.store, 'good1')).toHaveLength(good.happenings.length);
  });

  test('--json tells only what happens from now on', async () => {
    const { at, id } = await stopped();
    const before = (await eventsOf(at.store, id)).length;
    const said = await ws(['resume', '--json'], at);
    const [first, ...rest] = said.out.trimEnd().split('\n');
    expect(JSON.parse(first ?? '')).toMatchObject({ seq: before + 1 });
    expect(JSON.parse(rest.at(-1) ?? '')).toMatchObject({ type: 'run.succeeded' });
  });

  test('a run that somebody drives is left alone, exit 4', async () => {
    const at = await home({ runs: [half] });
    await at.hold('half1');
    const said = await ws(['resume'], at);
    expect(said).toMatchObject({ code: 4, out: '' });
    expect(said.err).toContain('driven by another process');
  });

  test('a state that is damaged is put aside and not written to, exit 1', async () => {
    const at = await home({ runs: [half], damage: 'page 3 is torn' });
    const said = await ws(['resume'], at);
    expect(said.code).toBe(1);
    expect(said.err).toContain('the state database is damaged (page 3 is torn); it is kept as state.db.damaged');
    expect(await typesOf(at.store, 'half1')).toHaveLength(half.happenings.length);
  });

  test.each([
    ['good1', 0],
    ['bad01', 1],
  ])('of the finished run %s drives nothing and exits with %i', async (id, code) => {
    const at = await home({ runs: [good, bad] });
    const before = await typesOf(at.store, id);
    expect((await ws(['resume', id], at)).code).toBe(code);
    expect(await typesOf(at.store, id)).toEqual(before);
  });

  test('a changed definition is refused with a diff', async () => {
    const { at, id } = await stopped();
    const before = await typesOf(at.store, id);
    change('An example', 'Another one');
    const said = await ws(['resume'], at);
    expect(said.code).toBe(2);
    expect(said.err).toContain('-  "title": "An example",\n+  "title": "Another one",');
    expect(said.err).toContain('--accept-changes');
    expect(await typesOf(at.store, id)).toEqual(before);
  });

  test('a changed definition of a run that somebody drives is not the point: exit 4', async () => {
    const { at, id } = await stopped();
    const before = await typesOf(at.store, id);
    change('An example', 'Another one');
    await at.hold(id);
    expect((await ws(['resume', '--accept-changes'], at)).code).toBe(4);
    expect(await typesOf(at.store, id)).toEqual(before);
  });

  test('--accept-changes takes the change in and drives', async () => {
    const { at, id } = await stopped();
    change('An example', 'Another one');
    await ws(['resume', '--accept-changes'], at);
    const types = await typesOf(at.store, id);
    expect(types).toContain('run.amended');
    expect(types.indexOf('run.amended')).toBeLessThan(types.indexOf('run.resumed'));
    expect(types.at(-1)).toBe('run.succeeded');
  });

  test('--accept-changes does not help where finished steps are concerned', async () => {
    const write = { id: 'write', needs: ['fetch'], tool: 'manual', with: { prompt: 'Write' } };
    define({}, { steps: [{ id: 'fetch', run: 'true' }, write] });
    const at = await home();
    await ws(['run', 'example.json'], at);
    const { id } = await newest(at.store);
    const before = await typesOf(at.store, id);
    change('"run": "true"', '"run": "false"');
    const said = await ws(['resume', '--accept-changes'], at);
    expect(said.code).toBe(2);
    expect(said.err).toContain('finished steps are concerned:\n    ');
    expect(said.err).toMatch(/\n {4}.*fetch/);
    expect(await typesOf(at.store, id)).toEqual(before);
  });
});

describe('retry', () => {
  test('drives the new run', async () => {
    define({ fetch: 'true', build: 'exit 1' });
    const at = await home();
    await ws(['run', 'example.json'], at);
    const { id } = await newest(at.store);
    await ws(['retry', '--from', 'build'], at);
    const again = await newest(at.store);
    expect(again).toMatchObject({ status: 'failed' });
    expect(again.id).not.toBe(id);
    const [first] = await eventsOf(at.store, again.id);
    expect(first).toMatchObject({ options: { inherits: { run: id, steps: [{ step: 'fetch' }] } } });
  });

  test('from a step that is none names the one that was meant', async () => {
    const at = await home({ runs: [bad] });
    const said = await ws(['retry', '--from', 'biuld'], at);
    expect(said.code).toBe(2);
    expect(said.err).toContain('Did you mean "build"?');
    expect(await runCount(at.store)).toBe(1);
  });

  test('of an unfinished run points to resume', async () => {
    const said = await ws(['retry'], await home({ runs: [half] }));
    expect(said.code).toBe(2);
    expect(said.err).toContain('ws resume half1');
  });
});
