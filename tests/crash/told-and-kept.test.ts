/** ws dies around the success of a step that tells events and keeps files, and while one is done again from the cache: told once, kept whole. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventsIn, git, makeFolder, makeRepository, removeFolder, ws, wsJson, type StatusJson } from '../rig/ws.ts';

type Listed = { readonly artifacts: readonly { readonly path: string; readonly place: string }[] };

let folder = '';
let repository = '';
beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'repo'), {
    'tells.json': {
      version: 1,
      id: 'tells',
      steps: [
        {
          id: 'make',
          run: 'echo made > made.txt; echo n=1 >> "$WS_OUTPUT"',
          emit: [{ type: 'made', payload: { n: '${{ steps.make.outputs.n }}' } }],
          artifacts: ['made.txt'],
        },
      ],
    },
    'cached.json': {
      version: 1,
      id: 'cached',
      steps: [{ id: 'make', run: 'echo made > made.txt', cache: true, emit: [{ type: 'made' }] }],
    },
  });
});
afterEach(() => removeFolder(folder));

/** What a resumed run ends with, which is what it would have ended with. */
const expectWhole = async (): Promise<void> => {
  const ended = await ws(repository, ['resume']);
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  const { branch } = await wsJson<StatusJson>(repository, ['status']);
  expect(git(repository, 'show', `${branch}:made.txt`)).toBe('made');
  expect(git(repository, 'log', '--format=%s', `main..${branch}`)).toBe('ws: make');
  const told = eventsIn((await ws(repository, ['events', '--json'])).stdout).filter((event) => 'emits' in event);
  expect(told).toHaveLength(1);
  expect((await ws(repository, ['audit', 'verify'])).code).toBe(0);
};

test.each(['attempt.outcome.saved', 'git.checkpoint.committed'])('at %s', async (point) => {
  expect((await ws(repository, ['run', 'tells.json'], { env: { WS_CRASH_AT: point } })).signal).toBe('SIGKILL');
  await expectWhole();
  const [kept] = (await wsJson<Listed>(repository, ['artifacts', 'list'])).artifacts;
  expect(readFileSync(kept?.place ?? '', 'utf8')).toBe('made\n');
});

test('between what was done again from the cache and its commit', async () => {
  expect((await ws(repository, ['run', 'cached.json'])).code).toBe(0);
  const again = await ws(repository, ['run', 'cached.json'], { env: { WS_CRASH_AT: 'cache.replayed' } });
  expect(again.signal).toBe('SIGKILL');
  await expectWhole();
});
