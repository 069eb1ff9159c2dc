/** Steps that need no program: the example of the documentation, and what is told before anything starts. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { git, makeFolder, makeRepository, removeFolder, writeFiles, ws, wsJson, type StatusJson } from '../rig/ws.ts';

const EXAMPLE = readFileSync(resolve(import.meta.dirname, '../../docs/examples/expenses.yaml'), 'utf8');

let folder = '';
let repository = '';
beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'repo'), {
    'README.md': '# Team\n',
    'data/expenses.csv': 'team,amount\nred,10\nblue,2.5\nred,1\n=cmd(),1\n',
    'expenses.yaml': EXAMPLE,
  });
});
afterEach(() => removeFolder(folder));

test('the example of the documentation reads, sums up and writes', async () => {
  const ended = await ws(repository, ['run', 'expenses.yaml']);
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  const { branch } = await wsJson<StatusJson>(repository, ['status']);
  expect(git(repository, 'show', `${branch}:reports/teams.csv`).split(/\r?\n/)).toEqual([
    ...['team,amount', 'red,11', 'blue,2.5', "'=cmd(),1"],
  ]);
  expect(git(repository, 'show', `${branch}:README.md`)).toBe(
    '# Team\n\n<!-- ws:begin expenses -->\n- red: 11\n- blue: 2.5\n- =cmd(): 1\n<!-- ws:end expenses -->',
  );
});

test('what goes wrong in a function is told with the line of its author', async () => {
  writeFiles(repository, { 'bad.csv': 'team,amount\nred,ten\n' });
  git(repository, 'add', '-A');
  git(repository, 'commit', '-qm', 'bad');
  const ended = await ws(repository, ['run', 'expenses.yaml', '--input', 'file=bad.csv']);
  expect(ended.code).toBe(1);
  const { steps } = await wsJson<StatusJson>(repository, ['status']);
  expect(steps[1]?.failure?.message).toMatch(/with\/code:5:\d+:? Error: "ten" of red is no amount/);
});

test('what is wrong with a call is told in its place before anything starts', async () => {
  const steps = [
    { id: 'a', tool: 'write', with: { files: [{ path: '.GIT/hooks/post-commit', content: 'x' }] } },
    { id: 'b', tool: 'script', with: { code: '(input) => input..a' } },
    { id: 'c', tool: 'script', with: { code: '() => "${{ inputs.x }}"', module: '${{ inputs.x }}' } },
    { id: 'd', tool: 'read', with: { path: 'a.json', sheet: 1 } },
    { id: 'e', tool: 'read', with: { pth: 'a.json' } },
  ];
  writeFiles(repository, { 'w.json': { version: 1, id: 'w', inputs: { x: { type: 'string' } }, steps } });
  const { code, stderr } = await ws(repository, ['run', 'w.json', '--input', 'x=1']);
  expect(code).toBe(2);
  for (const place of [
    '/steps/0/with/files/0/path',
    '/steps/1/with/code',
    '/steps/2/with/code',
    '/steps/3/with/sheet',
    '/steps/4/with',
  ])
    expect(stderr).toContain(place);
  expect(await wsJson(repository, ['list'])).toEqual([]);
});
