import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { mergeRun } from '../../../../../adapters/git/checkout/merge.ts';
import { findRepository } from '../../../../../adapters/git/repository.ts';
import { attemptOf, git, openAt, refuse, repositoryAt, sh, temporary, unwrap, write } from '../rig.ts';

const ALLOW = 'git -c protocol.file.allow=always';
const AS = 'git -c user.name=a -c user.email=a@example.com';

const fresh = async (files?: Readonly<Record<string, string>>) => {
  const root = repositoryAt(temporary('git'), files);
  const workspace = await openAt(root);
  return { root, workspace, tree: workspace.worktree };
};

const withSubmodule = async () => {
  const library = repositoryAt(temporary('git'), { 'lib.txt': 'hello\n' });
  const root = repositoryAt(temporary('git'));
  sh(root, `${ALLOW} submodule --quiet add '${library}' lib && git commit -qm Sub`);
  const workspace = await openAt(root);
  const tree = workspace.worktree;
  sh(tree, `${ALLOW} submodule --quiet update --init`);
  return { root, workspace, tree, lib: join(tree, 'lib') };
};

const listOf = (tree: string, sha: string): readonly string[] =>
  git(tree, 'ls-tree', '-r', sha)
    .split('\n')
    .map((line) => line.replace(/^(\d+) \w+ \w+\t/, '$1 '));

describe('a repository that a step made', () => {
  test.each([
    ['and that it left to us', ''],
    ['and that it staged itself', `&& git -c advice.addEmbeddedRepo=false add vendor`],
    ['and that it committed itself', `&& git -c advice.addEmbeddedRepo=false add vendor && ${AS} commit -qm link`],
  ])('with a commit %s fails the checkpoint and stays where it is', async (_, then) => {
    const { workspace, tree } = await fresh();
    sh(tree, `git init -q vendor/lib && cd vendor/lib && echo f > f && git add f && ${AS} commit -qm x`);
    sh(tree, `true ${then}`);
    const { code, message } = refuse(await workspace.checkpoint(attemptOf('vendor')));
    expect(code).toBe('workspace');
    expect(message).toMatch(/^vendor\/lib is a repository of its own/);
    expect(readFileSync(join(tree, 'vendor/lib/f'), 'utf8')).toBe('f\n');
  });

  test('without a commit has its files taken in, but for what is ignored', async () => {
    const { workspace, tree } = await fresh({ '.gitignore': 'node_modules\n' });
    mkdirSync(join(tree, 'app'));
    git(join(tree, 'app'), 'init', '-q');
    write(tree, { 'app/index.js': 'code', 'app/.gitignore': '*.log\n', 'app/x.log': 'x', 'app/node_modules/m': 'm' });
    write(tree, { other: 'o' });
    const sha = unwrap(await workspace.checkpoint(attemptOf('scaffold')));
    expect(listOf(tree, sha)).toEqual([
      '100644 .gitignore',
      '100644 app/.gitignore',
      '100644 app/index.js',
      '100644 other',
    ]);
    write(tree, { 'app/more.js': 'm' });
    const next = unwrap(await workspace.checkpoint(attemptOf('more')));
    expect(listOf(tree, next)).toContain('100644 app/more.js');
  });

  test('and that is ignored is nobody’s business', async () => {
    const { workspace, tree } = await fresh({ '.gitignore': 'cache\n' });
    repositoryAt(join(tree, 'cache'));
    write(tree, { b: 'b' });
    const sha = unwrap(await workspace.checkpoint(attemptOf('code')));
    expect(listOf(tree, sha)).toEqual(['100644 .gitignore', '100644 b']);
  });

  test('in a lost attempt is put out of the way, its files kept by the salvage and its commits where they were', async () => {
    const { root, workspace, tree } = await fresh();
    const inner = repositoryAt(join(tree, 'wrong'), { f: 'lost\n' });
    const commit = git(inner, 'rev-parse', 'HEAD');
    write(tree, { 'wrong/draft': 'draft' });
    const { salvaged } = unwrap(await workspace.restore(attemptOf('code', 2)));
    expect(existsSync(join(tree, 'wrong'))).toBe(false);
    expect(listOf(root, salvaged ?? '')).toEqual(['100644 a.txt', '100644 wrong/draft', '100644 wrong/f']);
    const [aside = ''] = readdirSync(join(root, '.git/ws-salvage/r1'));
    expect(git(join(root, '.git/ws-salvage/r1', aside, 'wrong'), 'cat-file', '-t', commit)).toBe('commit');
    write(tree, { good: 'g' });
    const sha = unwrap(await workspace.checkpoint(attemptOf('code', 2)));
    expect(listOf(tree, sha)).toEqual(['100644 a.txt', '100644 good']);
  });
});

describe('a submodule', () => {
  test('that is dirty is salvaged and put back', async () => {
    const { workspace, tree, lib } = await withSubmodule();
    write(lib, { 'lib.txt': 'half-done\n', junk: 'junk' });
    const { salvaged } = unwrap(await workspace.restore(attemptOf('code', 2)));
    expect(readFileSync(join(lib, 'lib.txt'), 'utf8')).toBe('hello\n');
    expect(existsSync(join(lib, 'junk'))).toBe(false);
    expect(git(tree, 'show', `${salvaged ?? ''}:lib/lib.txt`)).toBe('half-done');
    expect(git(tree, 'show', `${salvaged ?? ''}:lib/junk`)).toBe('junk');
    expect(git(tree, 'status', '--porcelain')).toBe('');
    expect(unwrap(await workspace.restore(attemptOf('code', 3)))).toEqual({ salvaged: null });
  });

  test('that a lost attempt committed in goes back to its commit, and keeps the other', async () => {
    const { workspace, tree, lib } = await withSubmodule();
    const before = git(lib, 'rev-parse', 'HEAD');
    sh(lib, `echo more >> lib.txt && ${AS} commit -qam more`);
    const lost = git(lib, 'rev-parse', 'HEAD');
    unwrap(await workspace.restore(attemptOf('code', 2)));
    expect(git(lib, 'rev-parse', 'HEAD')).toBe(before);
    expect(git(lib, 'for-each-ref', '--points-at', lost, '--format=%(refname)')).toMatch(
      /^refs\/ws\/r1\/salvage\/code\/2-/,
    );
    expect(git(tree, 'status', '--porcelain')).toBe('');
  });

  test('is put back with the fix that was tried, as dirty as the step had left it', async () => {
    const { workspace, tree, lib } = await withSubmodule();
    sh(lib, `git checkout -q -b own; echo own > own.txt; git add own.txt; ${AS} commit -qm own`);
    write(lib, { 'lib.txt': 'by the step\n', staged: 's', new: 'n' });
    git(lib, 'add', 'staged');
    const looks = (): readonly string[] => [
      ...[tree, lib].map((at) => sh(at, 'git status --porcelain --branch; git rev-parse HEAD')),
      sh(lib, 'cat lib.txt own.txt staged new; ls'),
    ];
    const before = looks();
    const snapshot = unwrap(await workspace.snapshot());
    write(lib, { 'lib.txt': 'fixed\n', new: 'other', more: 'm' });
    sh(lib, `git checkout -q --detach; git add --all; ${AS} commit -qm fix`);
    expect(looks()).not.toEqual(before);
    unwrap(await workspace.revert(snapshot));
    expect(looks()).toEqual(before);
  });

  test('whose pointer a step bent to the repository of the user leads no git of ours there', async () => {
    const { root, workspace, tree, lib } = await withSubmodule();
    write(root, { 'a.txt': 'uncommitted\n' });
    const before = git(root, 'rev-parse', 'HEAD');
    writeFileSync(join(lib, '.git'), `gitdir: ${join(root, '.git')}\n`);
    write(tree, { 'a.txt': 'lost' });
    await workspace.restore(attemptOf('code', 2));
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('uncommitted\n');
    expect(git(root, 'rev-parse', 'HEAD')).toBe(before);
  });

  test('whose new commit only the worktree has is not merged before the user has it, too', async () => {
    const { root, workspace, lib } = await withSubmodule();
    sh(lib, `echo fix >> lib.txt && ${AS} commit -qam fix`);
    unwrap(await workspace.checkpoint(attemptOf('code')));
    const merge = async () =>
      mergeRun({
        repository: unwrap(await findRepository(root)),
        directory: root,
        branch: 'ws/demo/r1',
        into: null,
        squash: false,
        noFastForward: false,
        message: null,
        secretIn: null,
        onTopOf: null,
      });
    const refused = refuse(await merge());
    expect(refused.code).toBe('submodule-commit-missing');
    const hint = 'hint' in refused ? refused.hint : '';
    expect(hint).toBe(`Take it over first: git -C 'lib' fetch '${lib}' HEAD`);
    sh(root, hint.replace('Take it over first: git', ALLOW));
    expect(unwrap(await merge()).kind).toBe('fast-forward');
    expect(git(join(root, 'lib'), 'cat-file', '-t', git(root, 'rev-parse', 'HEAD:lib'))).toBe('commit');
  });
});

describe('a repository whose files the run’s commits hold', () => {
  const asideOf = (root: string): string => {
    const [name = ''] = readdirSync(join(root, '.git/ws-salvage/r1'));
    return join(root, '.git/ws-salvage/r1', name);
  };
  const withNest = async () => {
    const root = repositoryAt(temporary('git'));
    const workspace = await openAt(root, 'r1', { nestedRepositories: 'files' });
    const tree = workspace.worktree;
    sh(tree, `git init -q -b main nest; cd nest; echo one > f; git add f; ${AS} commit -qm one; git branch kept`);
    unwrap(await workspace.checkpoint(attemptOf('scaffold')));
    return { root, workspace, tree, nest: join(tree, 'nest') };
  };
  const looks = (nest: string): string =>
    sh(
      nest,
      'git rev-parse --show-toplevel HEAD; git status --porcelain --branch; git for-each-ref; cat f .git/config',
    );

  test.each([
    ['commits, with files changed', `echo two > f; ${AS} commit -qam two; echo three > f`],
    ['commits, and nothing else', `${AS} commit -q --allow-empty -m two`],
    ['makes a branch and stands on it', `git checkout -q -b other`],
    ['deletes a branch', 'git branch -qD kept'],
    ['stashes', `echo x > f; ${AS} stash -q`],
    ['leaves a merge under way', `git rev-parse HEAD > .git/MERGE_HEAD; echo x > f; git add f`],
    ['plants a hook', `printf '#!/bin/sh\nexit 1\n' > .git/hooks/pre-commit; git config core.bare false`],
  ])('is put back to where the last checkpoint found it after an attempt that %s', async (_, script) => {
    const { root, workspace, nest } = await withNest();
    const before = looks(nest);
    sh(nest, script);
    const made = sh(nest, 'git log --all --format=%H');
    unwrap(await workspace.restore(attemptOf('code', 2)));
    expect(looks(nest)).toBe(before);
    for (const commit of made.split('\n').filter((line) => line !== ''))
      expect(sh(join(asideOf(root), 'nest'), `git log --all --format=%H ${commit}`)).toContain(commit);
    unwrap(await workspace.restore(attemptOf('code', 3)));
    expect(readdirSync(join(root, '.git/ws-salvage/r1'))).toHaveLength(1);
  });

  test('is left alone where the attempt did nothing to it, and keeps what later steps committed', async () => {
    const { root, workspace, tree, nest } = await withNest();
    sh(nest, `echo two > f; ${AS} commit -qam two`);
    unwrap(await workspace.checkpoint(attemptOf('more')));
    const before = looks(nest);
    write(tree, { junk: 'j' });
    sh(nest, 'git status');
    unwrap(await workspace.restore(attemptOf('code', 2)));
    expect(looks(nest)).toBe(before);
    expect(existsSync(join(root, '.git/ws-salvage'))).toBe(false);
  });

  test.each(['fail', 'files'] as const)(
    'and that a lost attempt made around files that were there is out of the way (%s)',
    async (nestedRepositories) => {
      const root = repositoryAt(temporary('git'), { 'pkg/a/b': 'b\n' });
      const workspace = await openAt(root, 'r1', { nestedRepositories });
      const tree = workspace.worktree;
      sh(join(tree, 'pkg'), `git init -q; echo f > f; git add --all; ${AS} commit -qm one`);
      unwrap(await workspace.restore(attemptOf('code', 2)));
      expect(sh(tree, 'git status --porcelain --ignored; ls -A pkg')).toBe('a\n');
      expect(git(join(asideOf(root), 'pkg'), 'log', '--format=%s')).toBe('one');
    },
  );

  test('and whose place in the index a lost attempt took with a link is put back', async () => {
    const { workspace, tree, nest } = await withNest();
    const before = looks(nest);
    sh(tree, `git rm -rq --cached nest; git -c advice.addEmbeddedRepo=false add nest; ${AS} commit -qm link`);
    sh(nest, `${AS} commit -q --allow-empty -m two`);
    unwrap(await workspace.restore(attemptOf('code', 2)));
    expect(looks(nest)).toBe(before);
    expect(git(tree, 'status', '--porcelain')).toBe('');
  });

  test('goes with its files when the run is rolled back, and is kept', async () => {
    const { root, workspace, tree } = await withNest();
    unwrap(await workspace.rollback(attemptOf('undo')));
    expect(existsSync(join(tree, 'nest'))).toBe(false);
    expect(git(join(asideOf(root), 'nest'), 'log', '--format=%s')).toBe('one');
  });
});
