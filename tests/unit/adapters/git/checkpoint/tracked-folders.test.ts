import { expect, test } from 'vitest';
import type { NestedRepositories } from '../../../../../core/workstream.ts';
import { attemptOf, git, openAt, repositoryAt, sh, temporary, unwrap, write } from '../rig.ts';

const FILES = { README: 'r\n', 'src/a.txt': 'a\n', 'src/deep/b.txt': 'b\n', 'ö/c.txt': 'c\n', 'top/only/d.txt': 'd\n' };
const INIT = 'git init -q; git add -A; git -c user.name=s -c user.email=s@x commit -qm inner';

const open = (nestedRepositories: NestedRepositories) =>
  openAt(repositoryAt(temporary(), FILES), 'r1', { nestedRepositories });

test.each(['src', 'src/deep', 'ö', 'top', 'top/only'])(
  'a repository with a commit in %s, of which files are tracked, fails the step',
  async (folder) => {
    const { worktree, ...workspace } = await open('fail');
    sh(worktree, `cd ${folder}; ${INIT}`);
    const made = await workspace.checkpoint(attemptOf('a'));
    expect(made).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining(`${folder} is a repository`) as string },
    });
  },
);

test('it is found in a folder that came with an earlier checkpoint, and where git forgot its trees', async () => {
  const { worktree, ...workspace } = await open('fail');
  write(worktree, { 'new/one/x.txt': 'x\n' });
  unwrap(await workspace.checkpoint(attemptOf('a')));
  sh(
    worktree,
    `(cd new/one; ${INIT}); rm "$(git rev-parse --git-dir)/index"; git -c core.fsmonitor=false update-index --force-remove README; git add README`,
  );
  expect(await workspace.checkpoint(attemptOf('b'))).toMatchObject({ ok: false });
});

test.each<[string, NestedRepositories, string]>([
  ['one without a commit', 'fail', 'cd src; git init -q'],
  ['one that may be taken in', 'files', `cd src; ${INIT}; echo more > more.txt`],
  ['none', 'fail', 'echo more > src/more.txt'],
])('%s is no reason to fail', async (_, nested, script) => {
  const { worktree, ...workspace } = await open(nested);
  sh(worktree, script);
  const sha = unwrap(await workspace.checkpoint(attemptOf('a')));
  expect(git(worktree, 'ls-tree', '-r', '--name-only', sha)).not.toContain('.git');
});
