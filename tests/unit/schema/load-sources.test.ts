/** Workstreams that are run together: what makes a bundle, what it is, and where what is wrong with one is told. */
import { describe, expect, test } from 'vitest';
import { laneOf } from '../../../core/lane.ts';
import { loadSources } from '../../../schema/load-sources.ts';
import type { LoadedWorkstream } from '../../../schema/load-workstream.ts';
import { reading } from '../../rig/step.ts';

type Texts = Readonly<Record<string, string | object>>;

const load = (files: Texts, id: string | null = null) =>
  loadSources(
    {
      sources: Object.entries(files).map(([file, text]) => ({
        ...{ text: typeof text === 'string' ? text : JSON.stringify(text), file, id },
      })),
      isBundle: Object.keys(files).length > 1,
    },
    reading,
  );

const loaded = async (files: Texts, id: string | null = null): Promise<LoadedWorkstream> => {
  const found = await load(files, id);
  if (!found.ok) throw new Error(JSON.stringify(found.error));
  return found.value;
};

const told = async (files: Texts, id: string | null = null): Promise<readonly string[]> => {
  const found = await load(files, id);
  const all = found.ok ? found.value.told : found.error;
  return all.map(({ file, line, column, pointer, code }) => `${file}:${line}:${column} ${pointer} ${code}`);
};

const one = (id: string, over: object = {}): object => ({
  ...{ version: 1, id, steps: [{ id: 'make', run: 'true' }] },
  ...over,
});

describe('a bundle', () => {
  const yaml = (...all: readonly object[]): string => all.map((each) => JSON.stringify(each)).join('\n---\n');

  test.each<[string, Texts]>([
    ['a list', { 'all.json': [one('a'), one('b', { needs: 'a' })] }],
    ['an object', { 'all.json': { workstreams: [one('a'), one('b', { needs: ['a'] })] } }],
    ['several documents', { 'all.yaml': `# both\n---\n${yaml(one('a'), one('b', { needs: 'a' }))}\n---\n` }],
    ['several files', { 'a.json': one('a'), 'b.yaml': JSON.stringify(one('b', { needs: 'a' })) }],
  ])('of %s has a lane for each, in the order of their needs', async (_, files) => {
    const { plan, workstream, members } = await loaded(files);
    expect(workstream).toMatchObject({ id: 'bundle', isBundle: true, title: 'a, b' });
    expect(plan.steps.map(({ id, needs }) => [id, needs])).toEqual([
      ['a', []],
      ['b', ['a']],
    ]);
    expect(laneOf(plan, 1)).toMatchObject({ path: 'b', around: null });
    expect(members.map((member) => member.workstream.id)).toEqual(['a', 'b']);
  });

  test('is the same wherever its files lie', async () => {
    const [here, there] = [{ 'x/a.json': one('a') }, { '/y/a.json': one('a') }];
    const hashOf = async (files: Texts) => (await loaded({ ...files, 'b.json': one('b') })).plan.hash;
    expect(await hashOf(here)).toBe(await hashOf(there));
  });

  test('has the inputs of all under their names, and gives each its own', async () => {
    const input = { n: { type: 'number', required: true }, text: 'x' };
    const { workstream } = await loaded({ 'all.json': [one('a', { inputs: input }), one('b', { inputs: { n: 1 } })] });
    expect(Object.keys(workstream.inputs)).toEqual(['a.n', 'a.text', 'b.n']);
    const [work] = workstream.steps[0]?.body?.steps ?? [];
    expect(work?.body).toMatchObject({
      used: { with: { n: "${{ inputs['a.n'] }}", text: "${{ inputs['a.text'] }}" } },
    });
  });

  test('says for all what stands beside them, and what those that say it agree on', async () => {
    const { workstream } = await loaded({
      'all.json': {
        ...{ title: 'Both', base: 'main', concurrency: 3 },
        workstreams: [one('a', { base: 'other', onFailure: 'rollback', secrets: ['KEY'] }), one('b')],
      },
    });
    expect(workstream).toMatchObject({ title: 'Both', base: 'main', onFailure: 'rollback', secrets: ['KEY'] });
  });

  test('knows who goes first, and whose lanes come one after the other', async () => {
    const { plan } = await loaded({
      'all.json': [one('a', { files: ['src'], mutex: 'db' }), one('b', { priority: 'foreground' })],
    });
    expect(plan.steps[0]?.body).toMatchObject({ lane: { files: ['src'], mutex: 'db' } });
    expect((plan.priority[1] ?? 0) > (plan.priority[0] ?? 0)).toBe(true);
  });
});

describe('one of several', () => {
  test('is run alone where it is named, and needs nobody', async () => {
    const files = { 'all.json': [one('a'), one('b', { needs: 'a', title: 'B' })] };
    const { workstream } = await loaded(files, 'b');
    expect(workstream).toMatchObject({ id: 'b', title: 'B' });
    expect(await told(files, 'b')).toEqual([]);
    expect(await told({ 'b.json': one('b', { needs: 'a' }) })).toEqual(['b.json:1:68 /needs not-used']);
  });

  test('is told of where it is not there', async () => {
    expect(await told({ 'all.json': [one('a'), one('b')] }, 'c')).toEqual(['all.json:1:1  unknown-workstream']);
  });
});

describe('what is wrong with a bundle is told where its author wrote it', () => {
  const LINES = (...all: readonly object[]): string => `[\n${all.map((each) => JSON.stringify(each)).join(',\n')}\n]`;

  test.each<[string, Texts, readonly string[]]>([
    [
      'of all members',
      { 'x.json': LINES(one('a', { colour: 1 }), one('b', { steps: [{ id: 's' }] })) },
      [...['x.json:2:60 /0/colour unknown-key', 'x.json:3:32 /1/steps/0 missing-key']],
    ],
    [
      'of each document',
      { 'x.yaml': 'version: 1\nid: a\nsteps: [{ id: s, run: x }]\n---\nid: b\nsteps: [{ id: s, rum: x }]' },
      [...['x.yaml:5:1  missing-key', 'x.yaml:6:18 /steps/0/rum unknown-key']],
    ],
    ['two of one id', { 'x.json': LINES(one('a'), one('a')) }, ['x.json:3:19 /1/id duplicate-workstream']],
    [
      'a need of nobody',
      { 'x.json': LINES(one('a'), one('b', { needs: ['c'] })) },
      ['x.json:3:69 /1/needs/0 unknown-need'],
    ],
    [
      'a circle',
      { 'x.json': LINES(one('a', { needs: 'b' }), one('b', { needs: 'a' })) },
      ['x.json:3:68 /1/needs cycle'],
    ],
    [
      'what is at odds',
      { 'a.json': one('a', { base: 'x' }), 'b.json': one('b', { base: 'y' }) },
      ['b.json:1:67 /base bundle-at-odds'],
    ],
    ['what is of one', { 'x.json': { finally: [], workstreams: [one('a')] } }, ['x.json:1:2 /finally unknown-key']],
    [
      'what holds for all',
      { 'x.json': { concurrency: 'x', workstreams: [one('a')] } },
      ['x.json:1:16 /concurrency wrong-type'],
    ],
    ['no list', { 'x.json': { workstreams: [] } }, ['x.json:1:16 /workstreams bad-value']],
    [
      'equal keys',
      { 'x.json': '[{"version":1,"id":"a","id":"a","steps":[{"id":"s","run":"x"}]}]' },
      ['x.json:1:24 /0/id duplicate-key'],
    ],
    [
      'what another has not done by then',
      { 'x.json': LINES(one('a'), one('b', { steps: [{ id: 's', run: 'echo ${{ workstreams.a.outputs.x }}' }] })) },
      ['x.json:3:58 /1/steps/0/run reference-too-early'],
    ],
  ])('%s', async (_, files, expected) => {
    expect(await told(files)).toEqual(expected);
  });

  test('what another gives can be asked for where it is needed', async () => {
    const run = 'echo ${{ workstreams.a.outputs.x }}';
    expect(await told({ 'x.json': [one('a'), one('b', { needs: 'a', steps: [{ id: 's', run }] })] })).toEqual([]);
    const wrong = 'echo ${{ workstreams.a.exitCode }}';
    const files = { 'x.json': [one('a'), one('b', { needs: 'a', steps: [{ id: 's', run: wrong }] })] };
    expect(await told(files)).toEqual([expect.stringContaining('unknown-property')]);
  });
});
