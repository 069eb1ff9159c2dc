import { expect, test } from 'vitest';
import { doubtAboutNested } from '../../../../../adapters/git/gc/nested.ts';
import { repositoryAt, sh, temporary } from '../rig.ts';

const COMMIT = 'git -c user.name=A -c user.email=a@b commit -q --allow-empty -m own';

test.each([
  ['one whose files are taken in', `git init -q nest; cd nest; ${COMMIT}`, 'nest/.git'],
  ['one below a folder that is ignored', `mkdir -p ign/x; git init -q ign/x; cd ign/x; ${COMMIT}`, 'ign/x/.git'],
  ['a bare one that is ignored', `mkdir ign; git clone -q --bare . ign/b; git -C ign/b remote remove origin`, 'ign/b'],
  [
    'a stash alone',
    `git clone -q . ign; cd ign; echo x > a.txt; git -c user.name=A -c user.email=a@b stash -q`,
    'ign/.git',
  ],
  ['one that stands on no branch', `git clone -q . ign; cd ign; git checkout -q --detach; ${COMMIT}`, 'ign/.git'],
])('commits of a repository inside keep the worktree: %s', async (_, script, where) => {
  const root = repositoryAt(temporary(), { 'a.txt': 'a\n' });
  sh(root, script);
  sh(root, 'rm -rf .git');
  const doubt = await doubtAboutNested(root, ['ign/']);
  expect(doubt).toMatchObject({ outcome: 'kept', reason: 'inner-repository' });
  expect(doubt?.detail).toContain(`${where} holds `);
});

test('one without commits does not, nor one whose commits its remote holds, nor a tracked bare one', async () => {
  const root = repositoryAt(temporary(), { 'a.txt': 'a\n' });
  sh(root, 'git init -q empty; git clone -q . ign; git clone -q --bare . fixture; rm -rf .git');
  expect(await doubtAboutNested(root, ['ign/'])).toBe(null);
});
