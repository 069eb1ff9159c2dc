/** Files of steps are kept beside the worktree: for later steps, for people, and until their run is collected. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { git, makeFolder, makeRepository, removeFolder, ws, wsJson, type StatusJson } from '../rig/ws.ts';

type Listed = {
  readonly artifacts: readonly { readonly path: string; readonly place: string; readonly step: string }[];
};

let folder = '';
let repository = '';
const step = (id: string, run: string, more: object = {}): object => ({ id, run, ...more });
beforeAll(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'repo'), {
    '.gitignore': 'out\n',
    'keeps.json': {
      version: 1,
      id: 'keeps',
      steps: [
        step('make', 'mkdir out; echo one > "out/a b.txt"; echo one > out/c.txt; echo said', {
          artifacts: ['out', 'none*'],
        }),
        step(
          'use',
          'grep -q one "${{ steps.make.artifacts[\'out/a b.txt\'] }}"; grep -q said "${{ steps.make.log }}"; rm -r out',
          { needs: 'make', env: { AT: "${{ steps.make.artifacts['out/c.txt'] }}" } },
        ),
        step('fails', 'test -e "$GO"', { needs: 'use', env: { GO: '${{ steps.use.outputs.none }}' } }),
      ],
    },
    'again.json': {
      version: 1,
      id: 'again',
      steps: [
        step('make', 'mkdir out; echo one > out/a; echo said', { artifacts: ['out'] }),
        step('apart', 'mkdir out; echo two > out/b; echo heard', { artifacts: ['out'], isolation: 'step' }),
        step(
          'use',
          'cat "${{ steps.make.artifacts[\'out/a\'] }}" "${{ steps.make.log }}" "${{ steps.apart.artifacts[\'out/b\'] }}" "${{ steps.apart.log }}" > used.txt',
          { needs: ['make', 'apart'] },
        ),
      ],
    },
    'leaks.json': {
      version: 1,
      id: 'leaks',
      secrets: ['TOKEN'],
      steps: [step('leak', 'mkdir out; echo "$TOKEN" > out/x', { artifacts: ['out/x'] })],
    },
    'links.json': {
      version: 1,
      id: 'links',
      steps: [step('link', 'mkdir out; ln -s /etc/passwd out/x', { artifacts: ['out/x'] })],
    },
  });
});
afterAll(() => removeFolder(folder));

test('later steps find them where they lie, and people get copies, also of a run that goes on from there', async () => {
  expect((await ws(repository, ['run', 'keeps.json'])).code).toBe(1);
  const { run } = await wsJson<StatusJson>(repository, ['status']);
  const { artifacts } = await wsJson<Listed>(repository, ['artifacts', 'list']);
  expect(artifacts.map(({ path }) => path)).toEqual(['out/a b.txt', 'out/c.txt']);
  expect((await ws(repository, ['artifacts', 'get', run, 'make', '--to', 'got'])).code).toBe(0);
  expect(readFileSync(join(repository, 'got/out/a b.txt'), 'utf8')).toBe('one\n');
  const again = await ws(repository, ['artifacts', 'get', run, 'make', '--to', 'got']);
  expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('is there already')]);
  rmSync(join(repository, 'got'), { recursive: true });
  await ws(repository, ['retry', run]);
  expect((await wsJson<Listed>(repository, ['artifacts', 'list'])).artifacts).toHaveLength(2);
  await ws(repository, ['gc', '--older-than', '0s', '--keep', '0']);
  expect(readdirSync(join(repository, '.git/ws/artifacts'))).toEqual([]);
  const gone = await ws(repository, ['artifacts', 'get', run, 'make', '--to', 'got']);
  expect([gone.code, existsSync(join(repository, 'got/out'))]).toEqual([1, false]);
});

test('what was kept of a step, its log included, is there for a run that takes the step over, and for one that takes over that', async () => {
  const used = async (...args: readonly string[]): Promise<string> => {
    const ended = await ws(repository, args);
    expect(ended.code, ended.stdout).toBe(0);
    const { branch } = await wsJson<StatusJson>(repository, ['status']);
    return git(repository, 'show', `${branch}:used.txt`);
  };
  expect(await used('run', 'again.json')).toBe('one\nsaid\ntwo\nheard');
  expect(await used('retry', '--from', 'use')).toBe('one\nsaid\ntwo\nheard');
  expect(await used('retry', '--from', 'use')).toBe('one\nsaid\ntwo\nheard');
  const { artifacts } = await wsJson<Listed>(repository, ['artifacts', 'list']);
  expect(artifacts.map(({ path }) => path).sort()).toEqual(['out/a', 'out/b']);
  await ws(repository, ['gc', '--older-than', '0s', '--keep', '1']);
  expect(await used('retry', '--from', 'use')).toBe('one\nsaid\ntwo\nheard');
});

test.each([
  ['leaks.json', 'the artifact out/x holds the value of the secret TOKEN'],
  ['links.json', 'the artifact out/x is a link, and only files are kept'],
])('%s fails: %s', async (file, message) => {
  const ended = await ws(repository, ['run', file], { env: { TOKEN: 'k9-very-secret-7' } });
  expect([ended.code, ended.stdout]).toEqual([1, expect.stringContaining(message)]);
});
