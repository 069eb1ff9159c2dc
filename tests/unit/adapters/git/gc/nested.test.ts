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

test.each([
  ['a changed file', 'git clone -q . ign; echo x >> ign/a.txt', 'ign is a repository, and holds a.txt'],
  ['a new one', 'mkdir ign; git clone -q . ign/x; echo x > ign/x/n', 'ign/x is a repository, and holds n'],
  ['one staged', 'git clone -q . ign; echo x > ign/n; git -C ign add n', 'ign is a repository, and holds n'],
  ['all, before its first commit', 'git init -q ign; echo x > ign/n', 'ign is a repository, and holds n'],
])(
  'files that a repository below an ignored folder has not committed keep the worktree: %s',
  async (_, script, says) => {
    const root = repositoryAt(temporary(), { 'a.txt': 'a\n' });
    sh(root, `${script}; rm -rf .git`);
    const doubt = await doubtAboutNested(root, ['ign/']);
    expect(doubt).toMatchObject({ outcome: 'kept', reason: 'inner-repository' });
    expect(doubt?.detail).toContain(says);
  },
);

test('files that it ignores itself do not', async () => {
  const root = repositoryAt(temporary(), { '.gitignore': 'built\n' });
  sh(root, 'git clone -q . ign; echo x > ign/built; rm -rf .git');
  expect(await doubtAboutNested(root, ['ign/'])).toBe(null);
});

test('a worktree of a repository elsewhere keeps it, a submodule of one inside does not', async () => {
  const other = repositoryAt(temporary(), { 'a.txt': 'a\n' });
  const root = repositoryAt(temporary(), { 'a.txt': 'a\n' });
  sh(other, `git worktree add -q --detach '${root}/ign/w'`);
  sh(root, 'rm -rf .git');
  const doubt = await doubtAboutNested(root, ['ign/']);
  expect(doubt?.detail).toBe(`ign/w is a worktree of ${other}/.git/worktrees/w: git worktree remove ${root}/ign/w`);
  sh(
    root,
    `rm -rf ign; git clone -q '${other}' ign; cd ign; git -c protocol.file.allow=always submodule --quiet add '${other}' sub`,
  );
  sh(root, `cd ign; git -c user.name=A -c user.email=a@b commit -qm sub; git push -q origin HEAD:refs/heads/more`);
  expect(await doubtAboutNested(root, ['ign/'])).toBe(null);
});
