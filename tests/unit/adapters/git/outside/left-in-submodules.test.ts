import { join } from 'node:path';
import { expect, test } from 'vitest';
import { leftInSubmodules } from '../../../../../adapters/git/outside/left-in-submodules.ts';
import { git, openAt, repositoryAt, sh, temporary, write } from '../rig.ts';

test('a submodule whose changes no commit holds is named', async () => {
  const library = repositoryAt(temporary('git'), { 'lib.txt': 'l\n' });
  const root = repositoryAt(temporary('git'));
  const allow = 'git -c protocol.file.allow=always submodule --quiet';
  sh(root, `${allow} add '${library}' 'the lib' && git commit -qm Sub`);
  const { worktree } = await openAt(root);
  const gitDir = git(worktree, 'rev-parse', '--absolute-git-dir');
  const left = () => leftInSubmodules({ gitDir, commonDir: join(root, '.git'), worktree });
  expect(await left()).toEqual([]);
  sh(worktree, `${allow} update --init`);
  expect(await left()).toEqual([]);
  write(worktree, { 'the lib/more': 'm' });
  expect(await left()).toEqual(['the lib']);
});
