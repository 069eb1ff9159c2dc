/** Where nothing can be written, or nobody can stand: told as what it is, and what a run does does not hang on it. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  git,
  makeFolder,
  makeRepository,
  removeFolder,
  userEnvironment,
  writeFiles,
  ws,
  WS,
  wsJson,
} from '../rig/ws.ts';

let folder = '';
let repository = '';
beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'r'));
  writeFiles(repository, { 'w.json': { version: 1, id: 'n', steps: [{ id: 'a', run: 'echo a > a.txt' }] } });
});
afterEach(() => removeFolder(folder));

const shell = (script: string, env: Readonly<Record<string, string>> = {}): { code: number | null; err: string } => {
  const ended = spawnSync('sh', ['-c', script.replaceAll('ws ', `'${process.execPath}' '${WS}' `)], {
    cwd: repository,
    encoding: 'utf8',
    env: userEnvironment(folder, env),
  });
  return { code: ended.status, err: ended.stderr };
};

test.each([
  'ws run w.json --json > /dev/full',
  'ws run w.json > /dev/full',
  'ws run w.json 2> /dev/full',
  'ws run w.json --json > /dev/full 2> /dev/full',
])('a run goes on to its end: %s', async (script) => {
  expect(shell(script).code).toBe(0);
  expect((await wsJson<readonly { status: string }[]>(repository, ['list'])).map(({ status }) => status)).toEqual([
    'succeeded',
  ]);
});

test('a result that cannot be written is no success, and is told', () => {
  shell('ws run w.json > /dev/null');
  const { code, err } = shell('ws list > /dev/full');
  expect(code).toBe(1);
  expect(err).toContain('standard output cannot be written');
});

test('who stands in a folder that is gone is told so', () => {
  const { code, err } = shell('mkdir gone; cd gone; rmdir ../gone; ws list');
  expect([code, err]).toEqual([2, expect.stringContaining('is gone')]);
});

test('an output of too many levels fails its step with the limit', async () => {
  writeFiles(repository, {
    'w.json': {
      version: 1,
      id: 'n',
      steps: [{ id: 'a', run: `python3 -c 'print("{\\"a\\":"+"["*5000+"]"*5000+"}")' > $WS_OUTPUT` }],
    },
  });
  const ended = await ws(repository, ['run', 'w.json']);
  expect([ended.code, ended.stdout + ended.stderr]).toEqual([1, expect.stringContaining('500 levels')]);
});

test.each([
  ['HOME', { HOME: 'rel' }],
  ['XDG_STATE_HOME', { XDG_STATE_HOME: 'rel' }],
])('a %s that is not absolute makes no folder in the checkout', (_, env) => {
  const { code, err } = shell('ws run w.json', env);
  expect([code, existsSync(join(repository, 'rel')), git(repository, 'status', '--porcelain')], err).toEqual([
    expect.anything(),
    false,
    '?? w.json',
  ]);
});

test('a repository that is moved while it is driven is said to be, nothing is made where it was, and the run goes on where it is', async () => {
  const moved = `${repository} moved`;
  const steps = [{ id: 'a', run: `if [ -d '${repository}' ]; then mv '${repository}' '${moved}'; fi; echo a > a.txt` }];
  writeFiles(folder, { 'w.json': { version: 1, id: 'n', steps } });
  const ended = await ws(repository, ['run', '../w.json']);
  expect(ended.code).not.toBe(70);
  expect(ended.stderr).toContain('the repository was moved');
  expect(ended.stderr).not.toContain('somebody');
  expect(existsSync(repository)).toBe(false);
  expect((await ws(moved, ['resume'])).code).toBe(0);
  expect((await ws(moved, ['audit', 'verify'])).code).toBe(0);
  expect((await ws(moved, ['merge'])).code).toBe(0);
  expect(git(moved, 'show', 'HEAD:a.txt')).toBe('a');
});

test('ws doctor is not content where a file stands in the place of the state', () => {
  const { code, err } = shell('echo x > .git/ws; ws doctor > out.txt; code=$?; cat out.txt >&2; exit $code');
  expect([code, err]).toEqual([1, expect.stringContaining('is a file; move it out of the way')]);
});

test('a folder whose name is not UTF-8 is told as that, and nothing is made', () => {
  const odd = Buffer.concat([Buffer.from(`${folder}/n`), Buffer.from([0xff, 0xfe])]);
  const before = readdirSync(folder).length;
  mkdirSync(odd);
  const script = 'cd "$1"/n* && exec "$2" "$3" list';
  const said = spawnSync('/bin/sh', ['-c', script, 'sh', folder, process.execPath, WS], {
    encoding: 'utf8',
    env: userEnvironment(folder, {}),
  });
  expect([said.status, said.stdout]).toEqual([2, '']);
  expect(said.stderr).toMatch(
    /^ws: the path of the folder that you stand in is not UTF-8: .*\n {2}Give its folders other names\n$/,
  );
  expect(readdirSync(folder, { encoding: 'buffer' })).toHaveLength(before + 1);
});
