import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { collect, type Collected } from '../../../../../adapters/git/gc/collect.ts';
import { findRepository } from '../../../../../adapters/git/repository.ts';
import { instant } from '../../../../../core/id.ts';
import { git, lockInProcess, openAt, repositoryAt, sh, temporary, unwrap } from '../rig.ts';

const CLONE = 'git -c protocol.file.allow=always submodule update --quiet --init --recursive';

const OWN =
  'git -C lib config user.email a@b; git -C lib config user.name A; git -C lib commit -q --allow-empty -m own';

/** A merged run of a project with a submodule `lib`, which is checked out in its worktree; `do` is done there before. */
const after = async (
  script: string,
  options = { ignoredToo: false },
): Promise<Collected & { readonly tree: string }> => {
  const folder = temporary();
  const lib = repositoryAt(join(folder, 'lib'), { 'l.txt': 'l\n', '.gitignore': '*.log\n' });
  const root = repositoryAt(join(folder, 'project'));
  git(root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', lib, 'lib');
  git(root, 'commit', '--quiet', '--message', 'With lib');
  const { worktree: tree } = await openAt(root);
  sh(tree, script, { env: { ...process.env, USERS: join(root, '.git', 'modules', 'lib') } });
  const [one] = unwrap(
    await collect({
      repository: unwrap(await findRepository(root)),
      lock: lockInProcess(),
      candidates: [{ run: 'r1', workstream: 'demo', finishedAt: instant(1_000), discardedAt: null }],
      finishedBefore: instant(2_000),
      ignoredBefore: instant(options.ignoredToo ? 2_000 : 0),
      discardedBefore: instant(0),
      dryRun: false,
      isDriven: async () => false,
    }),
  );
  if (one === undefined) throw new Error('no answer');
  return { ...one, tree };
};

describe('a worktree with a submodule', () => {
  test.each([
    ['that was never checked out', ''],
    ['that is as it was recorded', CLONE],
    ['that was checked out and taken away again', `${CLONE}; git submodule --quiet deinit --all`],
    [
      'whose own commit a branch of its remote holds',
      `${CLONE}; git -C lib commit -q --allow-empty -m x; git -C lib push -q origin HEAD:refs/heads/x; git -C lib fetch -q; git -C lib checkout -q HEAD~1`,
    ],
    [
      'at a commit that the user has in a submodule of his own',
      `${CLONE}; ${OWN}; git -C lib push -q "$USERS" HEAD:refs/heads/theirs; git add lib; git commit -qm lib`,
    ],
  ])('goes: %s', async (_, script) => {
    const { worktree, tree } = await after(script);
    expect(worktree).toEqual({ outcome: 'removed', detail: '' });
    expect(existsSync(tree)).toBe(false);
  });

  test.each([
    ['a changed file', 'echo x >> lib/l.txt'],
    ['a file that nobody knows', 'echo x > lib/x'],
    ['a commit of its own', 'git -C lib commit -q --allow-empty -m own'],
    [
      'a commit that only its reflog holds',
      'git -C lib commit -q --allow-empty -m own; git -C lib reset -q --hard HEAD~1',
    ],
    [
      'a branch of its own',
      'git -C lib checkout -q -b own; git -C lib commit -q --allow-empty -m own; git -C lib checkout -q main',
    ],
    ['a commit that is recorded, and nowhere else', `${OWN}; git add lib; git commit -qm lib`],
    ['a stash', 'echo x >> lib/l.txt; git -C lib stash -q'],
    [
      'a commit in a repository that is no longer checked out',
      'git -C lib commit -q --allow-empty -m own; git -C lib checkout -q HEAD~1; git submodule --quiet deinit --force lib',
    ],
  ])('stays: it holds %s', async (_, script) => {
    const { worktree, tree } = await after(
      `${CLONE}; git -C lib config user.email a@b; git -C lib config user.name A; ${script}`,
    );
    expect(worktree.outcome).toBe('kept');
    expect(existsSync(join(tree, 'a.txt'))).toBe(true);
  });

  test('keeps it for ignored files inside, and lets them go when their time is over', async () => {
    const script = `${CLONE}; echo x > lib/x.log`;
    const kept = await after(script);
    expect(kept.worktree).toEqual({ outcome: 'kept', reason: 'ignored-files', detail: 'lib/x.log' });
    const gone = await after(script, { ignoredToo: true });
    expect(gone.worktree).toEqual({ outcome: 'removed', detail: 'with ignored files: lib/x.log' });
  });
});
