import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ws } from '../cli/command-line.ts';
import { aScene } from '../cli/scene.ts';

const { root, home, define } = aScene();

/** The folder of a run that the state knows nothing of. */
const lose = (run: string, files: readonly string[] = ['events.jsonl']): void => {
  const folder = join(root(), '.git', 'ws', 'runs', run);
  mkdirSync(folder, { recursive: true });
  for (const file of files) writeFileSync(join(folder, file), '{}\n');
};

test.each([['list'], ['status'], ['resume'], ['logs'], ['audit', 'verify'], ['run', 'example.json']])(
  'where the state knows of no run, and a log is there, ws %s says so and does nothing',
  async (...command) => {
    define({ a: 'true' });
    const at = await home();
    lose('gone');
    const said = await ws(command, at);
    expect(said.code).toBe(2);
    expect(said.err).toContain('the state database has lost the run gone, whose log is there');
    expect(said.err).toContain('ws repair');
  },
);

test('where it knows of others they are shown, and nothing new begins', async () => {
  define({ a: 'true' });
  const at = await home();
  await ws(['run', 'example.json'], at);
  lose('gone');
  const listed = await ws(['list'], at);
  expect(listed.code).toBe(0);
  expect(listed.out).toContain('succeeded');
  const said = await ws(['run', 'example.json'], at);
  expect(said.code).toBe(2);
  expect(said.err).toContain('ws repair');
});

test('a folder without a log, such as of a run that never came to its first event, is none', async () => {
  define({ a: 'true' });
  const at = await home();
  lose('young', ['lock']);
  expect((await ws(['run', 'example.json'], at)).code).toBe(0);
});
