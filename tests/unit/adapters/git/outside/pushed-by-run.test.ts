import { join } from 'node:path';
import { expect, test } from 'vitest';
import { belongingsOf, toldChanges } from '../../../../../adapters/git/outside/belongings.ts';
import { withoutPushed } from '../../../../../adapters/git/outside/pushed-by-run.ts';
import { findRepository, gitOn } from '../../../../../adapters/git/repository.ts';
import { git, repositoryAt, temporary } from '../rig.ts';

test('a remote branch that a run pushed is its own doing, and what others pushed is told', async () => {
  const root = repositoryAt(temporary());
  const found = await findRepository(root);
  if (!found.ok) throw new Error('no repository');
  const commitOn = (branch: string): string => {
    git(root, 'checkout', '-q', '-b', branch, 'main');
    git(root, 'commit', '-q', '--allow-empty', '-m', branch);
    return git(root, 'rev-parse', 'HEAD').trim();
  };
  const base = git(root, 'rev-parse', 'main').trim();
  const [own, others] = [commitOn('ws/demo/r1'), commitOn('theirs')];
  const before = await belongingsOf(join(root, '.git'));
  git(root, 'update-ref', 'refs/remotes/origin/own', own);
  git(root, 'update-ref', 'refs/remotes/origin/fetched', base);
  git(root, 'update-ref', 'refs/remotes/origin/theirs', others);
  git(root, 'update-ref', 'refs/heads/copied', own);
  const after = await belongingsOf(join(root, '.git'));
  const seen = await withoutPushed(gitOn(found.value), { branch: 'ws/demo/r1', base }, { before, after });
  expect(toldChanges(before, seen)).toEqual([
    'made branch copied, remote branch origin/fetched, remote branch origin/theirs',
  ]);
});
