import { describe, expect, test } from 'vitest';
import { loadWorkstream } from '../../../schema/load-workstream.ts';
import type { Workstream } from '../../../core/workstream.ts';
import { reading } from '../../rig/step.ts';

const load = async (text: string, file: string): Promise<Workstream> => {
  const loaded = await loadWorkstream(text, file, reading);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  return loaded.value.workstream;
};
const complaints = async (text: string, file: string): Promise<readonly string[]> => {
  const loaded = await loadWorkstream(text, file, reading);
  return loaded.ok
    ? []
    : loaded.error.map(({ line, column, pointer, code }) => `${line}:${column} ${pointer} [${code}]`);
};

const head = 'version: 1\nid: demo\nsteps: [{ id: a, run: x }]\n';

describe('what is text stays as it is written', () => {
  test.each([
    ['3.10', '3.10'],
    ['0123', '0123'],
    ['12345678901234567890', '12345678901234567890'],
    ['1e10', '1e10'],
    ['+1', '+1'],
    ['.5', '.5'],
    ['0x1F', '0x1F'],
    ['.inf', '.inf'],
    ['-0', '-0'],
    ['True', 'True'],
    ['true', 'true'],
    ['on', 'on'],
    ['7', '7'],
  ])('env: %s in YAML', async (written, text) => {
    expect((await load(`${head}env: { V: ${written} }`, 'a.yaml')).env).toEqual({ V: text });
    expect(
      (await load(`version: 1\nid: demo\nsteps:\n  - { id: a, run: x, env: { V: ${written} } }\n`, 'a.yml')).steps[0]
        ?.env,
    ).toEqual({ V: text });
    expect((await load(`${head}defaults: { env: { V: ${written} } }`, 'a.yaml')).steps[0]?.env).toEqual({ V: text });
  });

  test.each([
    ['3.10', '3.10'],
    ['12345678901234567890', '12345678901234567890'],
    ['1e10', '1e10'],
    ['-0', '-0'],
    ['0.50', '0.50'],
    ['7', '7'],
  ])('env: %s in JSON', async (written, text) => {
    const json = `{"version":1,"id":"demo","env":{"V": ${written} },"steps":[{"id":"a","run":"x","env":{"W":${written}}}]}`;
    const workstream = await load(json, 'a.json');
    expect(workstream.env).toEqual({ V: text });
    expect(workstream.steps[0]?.env).toEqual({ W: text });
  });

  test('an input in short form is text where a number would lose digits, else a number', async () => {
    const { inputs } = await load(
      `${head}inputs: { a: 3.10, b: 0123, c: 1e10, d: 12345678901234567890, e: 7, f: 3.1 }`,
      'a.yaml',
    );
    expect(Object.values(inputs).map(({ type, default: standard }) => [type, standard])).toEqual([
      ['string', '3.10'],
      ['string', '0123'],
      ['string', '1e10'],
      ['string', '12345678901234567890'],
      ['number', 7],
      ['number', 3.1],
    ]);
  });

  test('so are the default and the options of an input that is text', async () => {
    const { inputs } = await load(
      '{"version":1,"id":"demo","steps":[{"id":"a","run":"x"}],"inputs":{"a":{"type":"string","default":3.10,"options":[3.9,3.10]},"b":{"default":3.10,"options":[3.9,3.10]},"c":{"type":"number","default":3.10}}}',
      'a.json',
    );
    expect(inputs['a']).toMatchObject({ type: 'string', default: '3.10', options: ['3.9', '3.10'] });
    expect(inputs['b']).toMatchObject({ type: 'string', default: '3.10', options: ['3.9', '3.10'] });
    expect(inputs['c']).toMatchObject({ type: 'number', default: 3.1 });
  });

  test('a title, a base and an output may be numbers', async () => {
    const text = `${head}title: 2024.10\ndescription: 007\nbase: 1e10\noutputs: { o: 3.10 }`;
    expect(await load(text, 'a.yaml')).toMatchObject({
      title: '2024.10',
      description: '007',
      base: '1e10',
      outputs: { o: '3.10' },
    });
  });

  test('an alias and a merge bring the digits along', async () => {
    const text = [
      ...['version: 1', 'id: demo', 'x-env: &env { V: 3.10 }', 'x-w: &w 0123'],
      ...['env: { <<: *env, W: *w }', 'steps:', '  - { id: a, run: x, env: *env }'],
    ].join('\n');
    const workstream = await load(text, 'a.yaml');
    expect(workstream.env).toEqual({ V: '3.10', W: '0123' });
    expect(workstream.steps[0]?.env).toEqual({ V: '3.10' });
  });
});

describe('a number that cannot be held is an error where it stands', () => {
  test.each([
    [
      `${head}inputs: { a: { type: number, default: 12345678901234567890 } }`,
      '4:39 /inputs/a/default [number-not-held]',
    ],
    [`${head}concurrency: 1e400`, '4:14 /concurrency [number-not-held]'],
    [
      'version: 1\nid: demo\nsteps:\n  - id: a\n    run: x\n    input: { zip: 0123 }',
      '6:19 /steps/0/input/zip [number-not-held]',
    ],
    [
      'version: 1\nid: demo\nx-id: &id 12345678901234567890\nsteps:\n  - id: a\n    run: x\n    input: [*id]',
      '7:13 /steps/0/input/0 [number-not-held]',
    ],
  ])('%j', async (text, complaint) => {
    expect(await complaints(text, 'a.yaml')).toEqual([complaint]);
  });

  test('in JSON too', async () => {
    const json = '{"version":1,"id":"demo","steps":[{"id":"a","run":"x","input":{"id":9007199254740993}}]}';
    expect(await complaints(json, 'a.json')).toEqual(['1:69 /steps/0/input/id [number-not-held]']);
  });

  test('but what nobody reads is nobody’s to mend', async () => {
    expect(await complaints(`${head}x-id: 12345678901234567890`, 'a.yaml')).toEqual([]);
  });
});

describe('beside the workstream', () => {
  test.each([
    [
      'a.yaml',
      'version: 1\nid: demo\ndefaults: { x-note: 3.10, timeout: 5m }\nsteps:\n  - { id: a, run: x, x-why: [12345678901234567890, { b: 2 }] }\n',
    ],
    [
      'a.json',
      '{"version":1,"id":"demo","x-a":{},"defaults":{"x-note":3.10,"timeout":"5m"},"steps":[{"id":"a","run":"x","x-why":[12345678901234567890,{"b":2}]}]}',
    ],
  ])('keys that begin with x- are read by nobody, on defaults and steps, too: %s', async (file, text) => {
    const workstream = await load(text, file);
    expect(JSON.stringify(workstream)).not.toContain('x-');
    expect(workstream.steps[0]).toMatchObject({ id: 'a', timeoutMs: 300_000 });
  });

  test.each([
    ['x', '/steps/0/x [unknown-key]'],
    ['x_a', '/steps/0/x_a [unknown-key]'],
  ])('a key %s is not such a key', async (key, told) => {
    const text = `version: 1\nid: demo\nsteps:\n  - { id: a, run: x, ${key}: 1 }\n`;
    expect(await complaints(text, 'a.yaml')).toEqual([expect.stringContaining(told)]);
  });

  test.each([
    [
      'a.yaml',
      'version: 1\nid: demo\ninputs: { i: { description: 3.10 } }\nsteps:\n  - { id: a, run: x, title: 3.10 }\n',
    ],
    [
      'a.json',
      '{"version":1,"id":"demo","inputs":{"i":{"description":3.10}},"steps":[{"id":"a","run":"x","title":3.10}]}',
    ],
  ])('titles and descriptions are text: %s', async (file, text) => {
    const { steps, inputs } = await load(text, file);
    expect(steps[0]).toMatchObject({ title: '3.10' });
    expect(inputs['i']?.description).toBe('3.10');
  });
});
