import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createMask } from '../../../../../core/masking.ts';
import type { Workspace } from '../../../../../core/workspace.ts';
import { attemptOf, git, openAt, repositoryAt, sh, temporary, unwrap } from '../rig.ts';

const SECRET = 'canary-5f0c/9a7e+"secret"';
const { secretIn } = createMask([SECRET], ['TOKEN']);

type Scene = { readonly root: string; readonly workspace: Workspace; readonly aside: string; readonly said: string[] };

const open = async (): Promise<Scene> => {
  const root = repositoryAt(temporary(), { 'a.txt': 'a\n', 'old.txt': `${SECRET}\n`, '.gitignore': '' });
  const aside = join(root, 'aside');
  const said: string[] = [];
  const tell = (line: string): void => void said.push(line);
  return { root, aside, said, workspace: await openAt(root, 'r1', { secretIn, asideOf: () => aside, tell }) };
};

/** All files below a folder, by their paths. */
const below = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : [];

/** What would be pushed with the repository: all that refs hold, and what it says. */
const pushed = (root: string): string =>
  sh(
    root,
    `git log --all --format='%s %b' && git rev-list --objects --all --not main | cut -d' ' -f1 | while read -r sha; do git cat-file -p $sha; done; git rev-list --objects --all --not main | cut -s -d' ' -f2-`,
  );
const lost = async ({
  workspace,
  root,
}: Scene): Promise<{ readonly salvaged: string | null; readonly pushed: string }> => {
  const { salvaged } = unwrap(await workspace.restore(attemptOf('a')));
  expect(git(workspace.worktree, 'status', '--porcelain')).toBe('');
  return { salvaged, pushed: pushed(root) };
};

describe('of what a lost attempt left', () => {
  test('files that hold a secret lie in a folder of the run, for its owner alone, and the rest is salvaged', async () => {
    const scene = await open();
    const { workspace, aside, root } = scene;
    mkdirSync(join(workspace.worktree, 'in'));
    writeFileSync(join(workspace.worktree, 'in/kéy.txt'), `the ${SECRET}\n`);
    writeFileSync(join(workspace.worktree, 'copy.bin'), Buffer.from(SECRET, 'utf16le'));
    writeFileSync(join(workspace.worktree, 'a.txt'), `a\n${Buffer.from(SECRET).toString('base64')}\n`);
    writeFileSync(join(workspace.worktree, 'fine.txt'), 'fine\n');
    writeFileSync(join(workspace.worktree, 'old.txt'), `${SECRET}\nand more\n`);
    const { salvaged, pushed: all } = await lost(scene);
    const ref = salvaged ?? '';
    expect(git(root, 'ls-tree', '-r', '--name-only', ref).split('\n')).toEqual([
      '.gitignore',
      'a.txt',
      'fine.txt',
      'old.txt',
    ]);
    expect(git(root, 'show', `${ref}:a.txt`)).toBe('a');
    expect(git(root, 'show', `${ref}:old.txt`)).toContain('and more');
    expect(git(root, 'log', '-1', '--format=%B', ref)).toContain('below `aside` in the folder of the run');
    expect(all.replaceAll(`${SECRET}\nand more`, '')).not.toContain('canary');
    expect(scene.said).toEqual([expect.stringContaining(`it is kept in ${aside}, and in no commit`)]);
    const kept = below(aside);
    expect(kept.map((path) => path.replace(/^.*\/files\//, '')).sort()).toEqual(['a.txt', 'copy.bin', 'in/kéy.txt']);
    expect(readFileSync(kept.find((path) => path.endsWith('kéy.txt')) ?? '', 'utf8')).toBe(`the ${SECRET}\n`);
    for (const path of kept) expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(aside).mode & 0o777).toBe(0o700);
  });

  test('a file whose name holds a secret is set aside, and what was staged and changed again', async () => {
    const scene = await open();
    const name = Buffer.from(SECRET).toString('hex');
    writeFileSync(join(scene.workspace.worktree, name), 'nothing');
    writeFileSync(join(scene.workspace.worktree, 'staged.txt'), SECRET);
    git(scene.workspace.worktree, 'add', '.');
    writeFileSync(join(scene.workspace.worktree, 'staged.txt'), 'no more');
    const { salvaged, pushed: all } = await lost(scene);
    expect(git(scene.root, 'show', `${salvaged ?? ''}:staged.txt`)).toBe('no more');
    expect(all).not.toContain(name);
    expect(all).not.toContain('canary');
    expect(below(scene.aside).map((path) => readFileSync(path, 'utf8'))).toContain(SECRET);
  });

  test.each([
    [
      'a file',
      `printf %s '${SECRET}' > leak.txt; git add .; git commit -qm one; git rm -q leak.txt; git commit -qm two`,
    ],
    ['a message', `git commit -q --allow-empty -m 'with ${SECRET}'`],
  ])(
    'commits of its own are a pack where %s of them holds a secret, which git can take in again',
    async (_name, script) => {
      const scene = await open();
      sh(scene.workspace.worktree, `echo fine > fine.txt; ${script}`);
      const head = git(scene.workspace.worktree, 'rev-parse', 'HEAD');
      const { pushed: all } = await lost(scene);
      expect(all).not.toContain('canary');
      const pack = below(scene.aside).find((path) => path.endsWith('.pack')) ?? '';
      expect(pack).toContain(head);
      sh(scene.root, `git reflog expire --expire=now --all; git gc -q --prune=now; git unpack-objects -q < '${pack}'`);
      expect(git(scene.root, 'log', '-1', '--format=%H', head)).toBe(head);
    },
  );

  test('what its own .gitignore hid is looked at too', async () => {
    const scene = await open();
    writeFileSync(join(scene.workspace.worktree, '.gitignore'), 'hidden*\n');
    writeFileSync(join(scene.workspace.worktree, 'hidden.txt'), SECRET);
    writeFileSync(join(scene.workspace.worktree, 'hidden-fine.txt'), 'fine');
    const { salvaged, pushed: all } = await lost(scene);
    expect(git(scene.root, 'ls-tree', '-r', '--name-only', salvaged ?? '')).toContain('hidden-fine.txt');
    expect(all).not.toContain('canary');
    expect(below(scene.aside).map((path) => readFileSync(path, 'utf8'))).toContain(SECRET);
  });

  test('nothing is set aside where nothing holds a secret', async () => {
    const scene = await open();
    sh(scene.workspace.worktree, 'echo b > b.txt; git add .; git commit -qm mine; echo c > c.txt');
    const { salvaged } = await lost(scene);
    expect(git(scene.root, 'show', `${salvaged ?? ''}:c.txt`)).toBe('c');
    expect(existsSync(scene.aside)).toBe(false);
  });
});
