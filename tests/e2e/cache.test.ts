/** What steps did is done again in later runs, with the same tree, outputs and log, and only where nothing has changed. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventsIn, git, makeFolder, makeRepository, removeFolder, ws, wsJson, type StatusJson } from '../rig/ws.ts';

const step = (id: string, more: object): object => ({ id, cache: true, ...more });
/** Every run of a step leaves a line in a file that the definition does not know of. */
const counting = (id: string, folder: string): string => `echo ${id} >> '${folder}/called';`;

const workstream = (folder: string): object => ({
  ...{ version: 1, id: 'w', inputs: { word: 'one' } },
  steps: [
    step('build', {
      run: `${counting('build', folder)} cat a.txt > b.txt; chmod +x b.txt; mkdir -p dist; echo made > dist/x; echo said; echo word=\${{ inputs.word }} > "$WS_OUTPUT"`,
      cache: { outputs: ['dist'] },
    }),
    step('test', {
      needs: 'build',
      run: `${counting('test', folder)} cat b.txt dist/x; exit 0`,
      access: 'read',
    }),
    step('fails', { needs: 'test', run: `${counting('fails', folder)} exit 3`, continueOnError: true }),
  ],
  outputs: { word: '${{ steps.build.outputs.word }}' },
});

let folder = '';
let root = '';
const called = (): string => {
  const text = readFileSync(join(folder, 'called'), 'utf8').trim().replaceAll('\n', ' ');
  writeFileSync(join(folder, 'called'), '');
  return text;
};
type Cached = { readonly type: string; readonly step?: string; readonly cached?: { readonly run: string } };
const run = async (
  ...more: readonly string[]
): Promise<{ status: StatusJson; cached: readonly string[]; calls: string }> => {
  const ended = await ws(root, ['run', 'w.json', '--json', ...more]);
  expect(ended.code, ended.stderr).toBe(0);
  // `cached` is in no type of the rig.
  const events = eventsIn(ended.stdout) as unknown as readonly Cached[];
  const cached = events.flatMap((event) => (event.cached === undefined ? [] : [event.step ?? '']));
  return { status: await wsJson<StatusJson>(root, ['status']), cached, calls: called() };
};

beforeAll(() => {
  folder = makeFolder();
  writeFileSync(join(folder, 'called'), '');
  root = makeRepository(join(folder, 'r'), {
    ...{ 'a.txt': 'one\n', '.gitignore': 'dist\n', 'w.json': workstream(folder) },
  });
});
afterAll(() => removeFolder(folder));

describe('a step with cache', () => {
  test('is done once, and then again without its tool: tree, outputs, log, and what git ignores', async () => {
    const first = await run();
    expect(first.calls).toBe('build test fails');
    const second = await run();
    expect(second.calls).toBe('fails');
    expect(second.cached).toEqual(['build', 'test']);
    expect(git(root, 'rev-parse', `${second.status.branch}^{tree}`)).toBe(
      git(root, 'rev-parse', `${first.status.branch}^{tree}`),
    );
    expect(git(root, 'log', '-1', '--format=%B', second.status.branch)).toContain('Ws-Cached: build');
    expect(git(root, 'rev-list', '--count', `main..${second.status.branch}`)).toBe('1');
    expect(second.status.steps[0]?.outputs).toEqual({ word: 'one' });
    expect(readFileSync(join(second.status.worktree, 'dist', 'x'), 'utf8')).toBe('made\n');
    expect((await ws(root, ['logs', second.status.run, 'build'])).stdout).toContain('said');
    expect((await ws(root, ['show', second.status.run])).stdout).toContain(`from the cache: run ${first.status.run}`);
  });

  test('is done anew where its words, or a file that it may read, are others, and says what', async () => {
    const other = await run('--input', 'word=two');
    expect(other.calls).toBe('build test fails'.replace('test ', ''));
    const why = await ws(root, ['cache', 'why', other.status.run, 'build']);
    expect(why.stdout).toMatch(/definition\.env\.\S+: was one, is two/);
    writeFileSync(join(root, 'a.txt'), 'changed\n');
    git(root, 'commit', '-qam', 'change');
    const changed = await run();
    expect(changed.calls).toBe('build test fails');
    expect((await ws(root, ['cache', 'why', changed.status.run, 'test'])).stdout).toContain('content');
    expect((await ws(root, ['cache', 'why', changed.status.run, 'fails'])).stdout).toContain(
      'nothing of this step was kept',
    );
  });

  test('is done anew where what was kept is damaged or thrown away', async () => {
    const bytes = join(root, '.git', 'ws', 'cache', 'bytes');
    for (const shelf of readdirSync(bytes))
      for (const name of readdirSync(join(bytes, shelf))) writeFileSync(join(bytes, shelf, name), 'other');
    expect((await run()).calls).toBe('build test fails');
    rmSync(bytes, { recursive: true });
    expect((await run()).calls).toBe('build test fails');
    expect((await run()).calls).toBe('fails');
    expect((await ws(root, ['cache', 'clear', '--step', 'test'])).code).toBe(0);
    expect((await run()).calls).toBe('test fails');
    const gone = await wsJson<{ leftBytes: number }>(root, ['cache', 'gc', '--max-size', '0B']);
    expect(gone.leftBytes).toBe(0);
    expect(await wsJson(root, ['cache', 'list'])).toEqual({ entries: [] });
  });
});

describe('what counts', () => {
  const reads = (id: string, read: string, cache: true | object): object =>
    step(id, { needs: 'set', access: 'read', cache, run: `${counting(id, folder)} cat ${read}` });
  const counted = (): object => ({
    ...{ version: 1, id: 'counted', concurrency: 1, inputs: { x: '1' } },
    worktree: { copy: ['local.cfg'], setup: 'git -c protocol.file.allow=always submodule update --init -q' },
    steps: [
      {
        id: 'set',
        run: `x=\${{ inputs.x }}; mkdir -p ign/data; echo $x > sub/s; echo $x > ign/real; ln -s real ign/link; echo $x > "ign/data/$(printf '\\377')"`,
      },
      reads('whole', 'sub/s', true),
      reads('linked', 'ign/link', { inputs: ['ign/link'] }),
      reads('unnamed', 'ign/data/*', { inputs: ['ign/data'] }),
      step('makes', {
        needs: 'set',
        run: `${counting('makes', folder)} mkdir -p out/full out/none; echo 1 > out/full/x`,
        cache: { inputs: ['a.txt'], outputs: ['out'] },
      }),
      step('clones', {
        needs: 'set',
        run: `${counting('clones', folder)} git init -q out2/r; echo 1 > out2/r/x`,
        cache: { inputs: ['a.txt'], outputs: ['out2'] },
      }),
    ],
  });

  test('is also what no tree of git has: submodules, copies, what links lead to; and what cannot be counted is not kept', async () => {
    const sub = makeRepository(join(folder, 'sub'), { s: '0' });
    const at = makeRepository(join(folder, 'counted'), {
      ...{ 'a.txt': 'one\n', '.gitignore': 'ign\nout\nout2\n', 'w.json': counted() },
    });
    git(at, '-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', sub, 'sub');
    git(at, 'commit', '-qam', 'sub');
    writeFileSync(join(at, 'local.cfg'), 'one');
    const callsWith = async (x: string): Promise<string> => {
      const ended = await ws(at, ['run', 'w.json', '--input', `x=${x}`]);
      expect(ended.code, ended.stderr).toBe(0);
      return called();
    };
    expect(await callsWith('1')).toBe('whole linked unnamed makes clones');
    expect(await callsWith('2')).toBe('whole linked unnamed clones');
    writeFileSync(join(at, 'local.cfg'), 'two');
    expect(await callsWith('2')).toBe('whole unnamed clones');
    expect(await callsWith('2')).toBe('unnamed clones');
    const { worktree } = await wsJson<StatusJson>(at, ['status']);
    expect(readdirSync(join(worktree, 'out'))).toEqual(['full', 'none']);
  });
});

describe('a shared folder', () => {
  const clone = (name: string): string => {
    const path = join(folder, name);
    git(folder, 'clone', '-q', root, path);
    return path;
  };
  const settings = (key: string | null): { env: Record<string, string> } => ({
    env: {
      WS_CACHE__STORE: JSON.stringify({ folder: join(folder, 'shared'), key: 'WS_TEST_CACHE_KEY' }),
      ...(key === null ? {} : { WS_TEST_CACHE_KEY: key }),
    },
  });

  test('gives what another machine kept to who has the key, and to nobody else', async () => {
    const [one, two, three, four] = ['one', 'two', 'three', 'four'].map(clone);
    const callsOf = async (at: string | undefined, key: string | null): Promise<string> => {
      expect((await ws(at ?? '', ['run', 'w.json'], settings(key))).code).toBe(0);
      return called();
    };
    expect(await callsOf(one, 'secret')).toBe('build test fails');
    expect(await callsOf(two, 'secret')).toBe('fails');
    expect(await callsOf(three, 'another')).toBe('build test fails');
    expect(await callsOf(four, null)).toBe('build test fails');
  });
});
