import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { err, ok } from '../../../core/result.ts';
import { loadWorkstream, type LoadedWorkstream } from '../../../schema/load-workstream.ts';
import { reading } from '../../rig/step.ts';

type Files = Readonly<Record<string, object>>;

const loadIn = async (files: Files, name = 'main.json') =>
  loadWorkstream(JSON.stringify(files[name]), name, {
    ...reading,
    readUsed: async (path, from) => {
      const file = join(from, '..', path);
      const found = files[file];
      return found === undefined ? err(`there is no file ${file}`) : ok({ text: JSON.stringify(found), file });
    },
  });

const told = async (files: Files): Promise<readonly string[]> => {
  const loaded = await loadIn(files);
  const all = loaded.ok ? loaded.value.told : loaded.error;
  return all.map(({ file, pointer, code, severity }) => `${severity} ${file} ${pointer} ${code}`);
};

const main = (step: object, over: object = {}): object => ({
  ...{
    version: 1,
    id: 'main',
    steps: [
      { id: 'a', run: 'true' },
      { id: 'u', uses: 'used.json', ...step },
    ],
  },
  ...over,
});
const used = (over: object = {}): object => ({ version: 1, id: 'used', steps: [{ id: 'x', run: 'true' }], ...over });

const loaded = async (files: Files): Promise<LoadedWorkstream> => {
  const found = await loadIn(files);
  if (!found.ok) throw new Error(JSON.stringify(found.error));
  return found.value;
};

describe('a workstream that is used', () => {
  test('is a body of its own, with what it says of itself', async () => {
    const { workstream } = await loaded({
      'main.json': main({ with: { n: 3 } }),
      'used.json': used({
        inputs: { n: 1 },
        env: { A: '${{ inputs.n }}' },
        concurrency: 2,
        defaults: { timeout: '5m' },
        finally: [{ id: 'z', run: 'true', timeout: '1m' }],
        outputs: { v: '${{ steps.x.outputs.v }}' },
      }),
    });
    const body = workstream.steps[1]?.body;
    expect(body).toMatchObject({
      kind: 'group',
      outputs: { v: '${{ steps.x.outputs.v }}' },
      steps: [
        { id: 'x', timeoutMs: 300_000 },
        { id: 'z', timeoutMs: 60_000 },
      ],
      used: { source: 'used.json', id: 'used', with: { n: 3 }, env: { A: '${{ inputs.n }}' }, concurrency: 2, last: 1 },
    });
  });

  test('takes from what is around what it does not say itself, but for what sees what is around', async () => {
    const { workstream } = await loaded({
      'main.json': main(
        {},
        { defaults: { timeout: '7m', retry: 2, env: { B: '${{ inputs.who }}' } }, inputs: { who: 'x' } },
      ),
      'used.json': used({ defaults: { retry: 1 } }),
    });
    const [, step] = workstream.steps;
    expect(step?.env).toEqual({ B: '${{ inputs.who }}' });
    expect(step?.body?.steps[0]).toMatchObject({ timeoutMs: 420_000, retry: { limit: 1 }, env: {} });
  });

  test('is part of the hash of who uses it', async () => {
    const hashWith = async (over: object): Promise<string> =>
      (await loaded({ 'main.json': main({}), 'used.json': used(over) })).plan.hash;
    const plain = await hashWith({});
    for (const over of [
      { title: 'Other' },
      { concurrency: 3 },
      { env: { A: 'b' } },
      { steps: [{ id: 'x', run: 'false' }] },
    ])
      expect(await hashWith(over)).not.toBe(plain);
  });

  test('sees nothing of what is around, and nothing around sees what is in it', async () => {
    const inner = used({
      steps: [{ id: 'a', run: 'echo "${{ steps.b.outputs.v }}${{ inputs.n }}${{ each.value }}"' }],
    });
    expect(await told({ 'main.json': main({ foreach: ['p'] }, { inputs: { n: 1 } }), 'used.json': inner })).toEqual([
      ...['error used.json /steps/0/run unknown-step', 'error used.json /steps/0/run unknown-input'],
      'error used.json /steps/0/run unknown-context',
    ]);
    const after = main(
      {},
      {
        steps: [
          { id: 'u', uses: 'used.json' },
          { id: 'b', needs: 'u', run: 'echo "${{ steps.x.status }}"' },
        ],
      },
    );
    expect(await told({ 'main.json': after, 'used.json': used() })).toEqual([
      'error main.json /steps/1/run unknown-step',
    ]);
  });

  test('may have ids that are there around it', async () => {
    expect(await told({ 'main.json': main({}), 'used.json': used({ steps: [{ id: 'a', run: 'true' }] }) })).toEqual([]);
  });

  test.each([
    [{ with: { n: 'text' } }, '/steps/1/with/n'],
    [{ with: { m: 1, n: 1 } }, '/steps/1/with/m'],
    [{}, '/steps/1'],
    [{ with: {} }, '/steps/1/with'],
  ])('is given what it asks for: %j', async (step, pointer) => {
    const files = { 'main.json': main(step), 'used.json': used({ inputs: { n: { type: 'number' } } }) };
    expect(await told(files)).toEqual([`error main.json ${pointer} bad-argument`]);
  });

  test('of what expressions give the type is known once it opens', async () => {
    const files = {
      'main.json': main({ needs: 'a', with: { n: '${{ steps.a.outputs.n }}' } }),
      'used.json': used({ inputs: { n: 1 } }),
    };
    expect(await told(files)).toEqual([]);
  });

  test('names no secret that its user does not name', async () => {
    const files = { 'main.json': main({}), 'used.json': used({ secrets: ['TOKEN'] }) };
    expect(await told(files)).toEqual(['error main.json /steps/1/uses unknown-secret']);
    expect(await told({ ...files, 'main.json': main({}, { secrets: ['TOKEN'] }) })).toEqual([]);
  });

  test('says in vain what is of a run, and its user is told', async () => {
    const files = { 'main.json': main({}), 'used.json': used({ base: 'main', onFailure: 'rollback' }) };
    expect(await told(files)).toEqual(['warning main.json /steps/1/uses not-used']);
  });

  test('is told of once, however often it is used, and where it is wrong', async () => {
    const twice = main(
      {},
      {
        steps: [
          { id: 'p', uses: 'used.json' },
          { id: 'q', uses: './used.json' },
        ],
      },
    );
    const wrong = used({ steps: [{ id: 'x', run: 'true', needs: 'nobody' }] });
    expect(await told({ 'main.json': twice, 'used.json': wrong })).toEqual([
      'error used.json /steps/0/needs unknown-need',
    ]);
  });

  test('is named where there is none, and where it is another', async () => {
    expect(await told({ 'main.json': main({}) })).toEqual(['error main.json /steps/1/uses unreadable']);
    const other = { 'main.json': main({ uses: 'used.json#other' }), 'used.json': used() };
    expect(await told(other)).toEqual(['error used.json /id unknown-workstream']);
  });

  test('leads round in a circle, which is told with its path', async () => {
    const found = await loadIn({
      'main.json': main({ uses: 'sub/b.json' }),
      'sub/b.json': used({ steps: [{ id: 'y', uses: './c.json' }] }),
      'sub/c.json': used({ steps: [{ id: 'y', uses: '../main.json' }] }),
    });
    expect(found.ok ? [] : found.error).toMatchObject([
      {
        ...{ file: 'sub/c.json', pointer: '/steps/0/uses', code: 'cycle' },
        message: 'workstreams use each other in a circle: main.json → sub/b.json → sub/c.json → main.json',
      },
    ]);
  });

  test('nests five deep, groups included', async () => {
    const chain = (deepest: number): Files =>
      Object.fromEntries(
        Array.from({ length: deepest + 1 }, (_, at) => [
          at === 0 ? 'main.json' : `${at}.json`,
          used({ steps: [at === deepest ? { id: 'x', run: 'true' } : { id: 'x', uses: `${at + 1}.json` }] }),
        ]),
      );
    expect(await told(chain(5))).toEqual([]);
    expect(await told(chain(6))).toEqual(['error main.json /steps/0/uses bad-value']);
  });

  test.each(['outputs', 'fallback', 'access', 'run', 'steps'])('leaves no room for %s beside it', async (key) => {
    const values = {
      outputs: {},
      fallback: [{ run: 'true' }],
      access: 'read',
      run: 'true',
      steps: [{ id: 'y', run: 'true' }],
    };
    // Cannot lie: the keys of the object above.
    const step = { [key]: values[key as keyof typeof values] };
    const found = await told({ 'main.json': main(step), 'used.json': used() });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^error main\.json \/steps\/1\/(?:outputs|fallback|access|uses|steps) /);
  });
});
