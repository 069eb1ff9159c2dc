import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { git, writeFiles } from '../../../rig/ws.ts';
import { aHome } from '../home.ts';
import { ws } from '../cli/command-line.ts';
import { aScene } from '../cli/scene.ts';

const { root, home } = aScene();

const WARNING =
  'new.sh is in your checkout and in no commit, so a run does not have it; commit it, or start with: ws run --with-changes (not-committed)';

const begin = async (run: string, more: object = {}) => {
  writeFiles(root(), {
    'w.json': JSON.stringify({ version: 1, id: 'w', steps: [{ id: 'a', run, ...more }] }),
    '.gitignore': 'made.sh\n',
  });
  git(root(), 'add', '-A');
  git(root(), 'commit', '-qm', 'w');
  writeFiles(root(), { 'new.sh': 'exit 0\n', 'made.sh': 'exit 0\n', 'sub/new.sh': 'exit 0\n' });
  return home();
};

test('a script that is in the checkout and in no commit is told, by validate and by the run that lacks it', async () => {
  const at = await begin('sh ./new.sh');
  const told = `w.json:1:52  /steps/0/run  warning  ${WARNING}`;
  expect(await ws(['validate', 'w.json'], at)).toMatchObject({ code: 0, out: `${told}\n` });
  const said = await ws(['run', 'w.json'], at);
  expect(said.code).toBe(1);
  expect(said.err).toContain(told);
  const taken = await ws(['run', 'w.json', '--with-changes'], at);
  expect(taken.code).toBe(0);
  expect(taken.err).not.toContain('not-committed');
  git(root(), 'add', 'new.sh');
  expect((await ws(['validate', 'w.json'], at)).out).toContain('not-committed');
  git(root(), 'commit', '-qm', 'new');
  expect((await ws(['validate', 'w.json'], at)).out).toBe('');
  writeFiles(root(), { 'new.sh': 'exit 0 # changed\n' });
  expect((await ws(['validate', 'w.json'], at)).out).toBe('');
});

test.each([
  ['of another folder', 'sh ./new.sh', { cwd: 'other' }],
  ['that git ignores, as what an earlier build made', 'sh made.sh', {}],
  ['that the run makes', 'echo exit 0 > later.sh; sh later.sh', {}],
])('nothing is said of a script %s', async (_, run, more) => {
  const at = await begin(run, more);
  expect((await ws(['validate', 'w.json'], at)).out).toBe('');
});

test('the folder of the step counts, and not the one that is asked from', async () => {
  const at = await begin('sh ./new.sh', { cwd: 'sub' });
  expect((await ws(['validate', 'w.json'], at)).out).toContain(`warning  sub/${WARNING}`);
  mkdirSync(join(root(), 'deep'));
  const below = await aHome(join(root(), 'deep'));
  expect((await ws(['validate', '../w.json'], below)).out).toContain('warning  sub/new.sh');
});

test.each([
  ['sh ./win.sh', { 'win.sh': 'true\r\nfalse\r\n' }, true],
  ['./win', { win: '#!/bin/sh\r\ntrue\r\n' }, true],
  ['sh ./unix.sh', { 'unix.sh': 'true\n' }, false],
  ['python3 ./win.py', { 'win.py': 'print(1)\r\n' }, false],
  ['true', { 'win.sh': 'true\r\n' }, false],
])(
  '%s: a script whose lines end as no shell reads them is told, as it is committed: %j',
  async (run, files, isTold) => {
    const at = await begin('true');
    const path = Object.keys(files)[0] ?? '';
    writeFiles(root(), {
      ...files,
      'w.json': JSON.stringify({ version: 1, id: 'w', steps: [{ id: 'a', run }] }),
    });
    git(root(), '-c', 'core.autocrlf=false', 'add', '-A');
    git(root(), 'commit', '-qm', 'script');
    // What lies there now is not what a run begins from.
    writeFiles(root(), { [path]: 'true\n' });
    const { code, out } = await ws(['validate', 'w.json'], at);
    expect(code).toBe(0);
    const told = `/steps/0/run  warning  the lines of ${path} end in CRLF`;
    expect(out.includes(told)).toBe(isTold);
    for (const asked of [['plan'], ['run', '--dry-run'], ['run', '--set', 'run.withChanges=no']])
      expect([asked, (await ws([...asked, 'w.json'], at)).err.includes(told)]).toEqual([asked, isTold]);
  },
);
