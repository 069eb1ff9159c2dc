/** What a run did, brought to others: a real bare repository, and a program in the place of `gh` that keeps a pull request in a file. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { git, makeFolder, makeRepository, removeFolder, writeFiles, ws, wsJson, type StatusJson } from '../rig/ws.ts';

let folder = '';
let repository = '';
let bare = '';
beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'repo'));
  bare = join(folder, 'bare.git');
  git(folder, 'init', '-q', '--bare', bare);
  git(repository, 'remote', 'add', 'origin', bare);
  mkdirSync(join(folder, 'bin'));
});
afterEach(() => removeFolder(folder));

/** Knows one pull request, and notes its calls in `gh.log`. */
const GH = (state: string): string => `#!/usr/bin/env node
const { appendFileSync, existsSync, readFileSync, writeFileSync } = require('node:fs');
const args = process.argv.slice(2);
const at = (flag) => args[args.indexOf(flag) + 1];
appendFileSync(${JSON.stringify(`${state}.log`)}, args.slice(0, 2).join(' ') + '\\n');
const file = ${JSON.stringify(state)};
if (args[1] === 'list') console.log(existsSync(file) ? '[' + readFileSync(file, 'utf8') + ']' : '[]');
else {
  const known = { number: 1, url: 'https://github.com/acme/app/pull/1', title: at('--title'), baseRefName: at('--base') };
  writeFileSync(file, JSON.stringify({ ...known, body: readFileSync(0, 'utf8') }));
  console.log(known.url);
}
`;

const withGh = (): { readonly env: Readonly<Record<string, string>> } => {
  const path = join(folder, 'bin/gh');
  writeFileSync(path, GH(join(folder, 'pull.json')));
  chmodSync(path, 0o755);
  return { env: { PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}` } };
};

const define = (publish: object): void =>
  writeFiles(repository, {
    'w.json': {
      ...{ version: 1, id: 'feature' },
      steps: [
        { id: 'work', run: 'echo done > made.txt' },
        { id: 'approve', needs: ['work'], tool: 'manual', with: { prompt: 'Ship it?', kind: 'approve', bind: 'tree' } },
        { id: 'late', needs: ['approve'], run: 'test ! -e late || cp late later.txt' },
        {
          id: 'ship',
          needs: ['late'],
          tool: 'publish',
          with: { tree: '${{ steps.approve.outputs.subject }}', ...publish },
        },
      ],
    },
  });

const shipped = async (): Promise<StatusJson['steps'][number] | undefined> =>
  (await wsJson<StatusJson>(repository, ['status'])).steps.find(({ id }) => id === 'ship');

test('the approved work is pushed, a pull request is opened, and asked again nothing is done twice', async () => {
  define({ as: 'pull-request', title: 'Add made.txt', body: 'It was missing.', remote: 'origin' });
  const options = withGh();
  expect((await ws(repository, ['run', 'w.json'], options)).code).toBe(3);
  const ended = await ws(repository, ['answer', 'approve', 'accept', '--resume'], options);
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  const { branch } = await wsJson<StatusJson>(repository, ['status']);
  expect(git(bare, 'show', `${branch}:made.txt`)).toBe('done');
  expect((await shipped())?.outputs).toMatchObject({
    ...{ pushed: 'created', change: 'created', url: 'https://github.com/acme/app/pull/1', remote: bare },
  });
  expect(readFileSync(join(folder, 'pull.json'), 'utf8')).toContain('It was missing.');

  writeFiles(repository, {
    'again.json': {
      ...{ version: 1, id: 'again' },
      steps: [{ id: 'ship', tool: 'publish', with: { as: 'branch', branch: 'kept', dryRun: true } }],
    },
  });
  const again = await ws(repository, ['run', 'again.json'], options);
  expect(again.code, again.stdout + again.stderr).toBe(0);
  expect((await shipped())?.outputs).toMatchObject({ change: 'created', dryRun: true });
  expect(git(bare, 'branch', '--list', 'kept')).toBe('');
  expect(readFileSync(join(folder, 'pull.json.log'), 'utf8')).toBe('pr list\npr create\n');
});

test('work that changed after it was approved does not leave', async () => {
  define({ as: 'branch' });
  writeFiles(repository, { late: 'sneaked in\n' });
  git(repository, 'add', '-A');
  git(repository, 'commit', '-qm', 'late');
  await ws(repository, ['run', 'w.json']);
  const ended = await ws(repository, ['answer', 'approve', 'accept', '--resume']);
  expect(ended.code).toBe(1);
  expect((await shipped())?.failure?.message).toMatch(/^the tree [0-9a-f]{12} was approved, and the run stands at/);
  expect(git(bare, 'branch', '--list')).toBe('');
  expect(existsSync(join(folder, 'pull.json'))).toBe(false);
});

test('without gh a person is told what is missing, and the branch is there', async () => {
  writeFiles(repository, {
    'w.json': {
      ...{ version: 1, id: 'feature' },
      steps: [{ id: 'ship', tool: 'publish', with: { as: 'pull-request', title: 'T', branch: 'mine' } }],
    },
  });
  const nowhere = join(folder, 'bin/git-only');
  mkdirSync(nowhere);
  const git_ = git(repository, '--exec-path');
  const ended = await ws(repository, ['run', 'w.json'], { env: { PATH: `${nowhere}:${git_}:/bin` } });
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  expect(git(bare, 'branch', '--list', 'mine')).toContain('mine');
  expect((await shipped())?.outputs).toMatchObject({ pushed: 'created', change: 'link', url: null });
});
