/** ws dies while a finished step is refreshed: it is refreshed again, whatever it left half done, and stays what it was. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mkfifoSync } from '../rig/fifo.ts';
import { eventsIn, git, makeFolder, makeRepository, removeFolder, startWs, writeFiles, ws } from '../rig/ws.ts';
import { wsJson, type Ended, type StatusJson } from '../rig/ws.ts';

let folder = '';
let repository = '';
beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'repo'), { '.gitignore': 'made/\n', 'a.txt': 'a\n' });
});
afterEach(() => removeFolder(folder));

const statusOf = () => wsJson<StatusJson>(repository, ['status']);
const diary = (): readonly string[] => readFileSync(join(folder, 'diary'), 'utf8').trim().split('\n');
const resume = (crashAt = ''): Promise<Ended> =>
  ws(repository, ['resume'], { env: crashAt === '' ? {} : { WS_CRASH_AT: crashAt } });

/** A run whose first step has succeeded, whose last is due, and whose worktree is gone with what the first one left. */
const begun = async (script: string): Promise<StatusJson> => {
  writeFiles(repository, {
    'w.json': {
      ...{ version: 1, id: 'refreshed', env: { DIARY: join(folder, 'diary'), AT: join(folder, 'at-work') } },
      steps: [
        { id: 'make', run: `mkdir -p made; echo half > made/x; ${script}; echo whole > made/x`, leaves: ['made'] },
        { id: 'person', needs: 'make', tool: 'manual', with: { prompt: 'Go on?' }, access: 'read' },
        { id: 'use', needs: ['make', 'person'], run: 'cp made/x used.txt' },
      ],
    },
  });
  expect((await ws(repository, ['run', 'w.json'])).code).toBe(3);
  const status = await statusOf();
  await ws(repository, ['answer', status.run, 'person', 'accept']);
  rmSync(status.worktree, { recursive: true });
  return status;
};

/** The first step as it was, and what the last one made of what it left. */
const expectWhole = async (before: StatusJson, ended: Ended): Promise<void> => {
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  const after = await statusOf();
  const [made, , used] = after.steps;
  expect(made).toMatchObject({ status: 'succeeded', failures: 0, checkpoint: before.steps[0]?.checkpoint });
  expect(used).toMatchObject({ status: 'succeeded', failures: 0 });
  expect(git(repository, 'show', `${after.branch}:used.txt`)).toBe('whole');
  expect((await ws(repository, ['audit', 'verify'])).code).toBe(0);
};

test('wherever it dies, also again and again', async () => {
  const before = await begun('echo make >> "$DIARY"');
  for (const point of ['refresh.before', 'refresh.noted', 'refresh.done'])
    expect((await resume(point)).signal, point).toBe('SIGKILL');
  // It was done there, and not told yet: it is done once more.
  expect(diary()).toEqual(['make', 'make']);
  expect((await resume('refresh.told')).signal).toBe('SIGKILL');
  expect(diary()).toEqual(['make', 'make', 'make']);
  await expectWhole(before, await resume());
  // That it had come to its end stands in the worktree.
  expect(diary()).toEqual(['make', 'make', 'make']);
});

test('in the middle of the step itself, with what is there looking like all of it', async () => {
  mkfifoSync(join(folder, 'at-work'));
  const before = await begun('echo make >> "$DIARY"; [ "$(wc -l < "$DIARY")" -ne 2 ] || { echo > "$AT"; sleep 60; }');
  const { child, ended } = startWs(repository, ['resume']);
  readFileSync(join(folder, 'at-work'));
  child.kill('SIGKILL');
  expect((await ended).signal).toBe('SIGKILL');
  const resumed = await ws(repository, ['resume', '--json']);
  await expectWhole(before, resumed);
  expect(eventsIn(resumed.stdout).filter(({ type }) => type === 'step.refreshed')).toMatchObject([
    { step: 'make', why: 'interrupted' },
  ]);
  expect(diary()).toEqual(['make', 'make', 'make']);
});
