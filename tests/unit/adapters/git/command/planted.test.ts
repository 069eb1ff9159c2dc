import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diffRun } from '../../../../../adapters/git/diff.ts';
import { mergeRun } from '../../../../../adapters/git/checkout/merge.ts';
import { neutralise, parseSettings, silencedFilters } from '../../../../../adapters/git/command/planted.ts';
import { findRepository } from '../../../../../adapters/git/repository.ts';
import { attemptOf, git, openAt, repositoryAt, sh, temporary, unwrap, write } from '../rig.ts';

/** Plants something that would write `pwned` were it executed. */
const PLANTS: Readonly<Record<string, (root: string, tree: string, evil: string) => void>> = {
  fsmonitor: (root, _, evil) => void git(root, 'config', 'core.fsmonitor', evil),
  hooks: (root, _, evil) => {
    const names = [
      'pre-commit',
      'post-commit',
      'post-checkout',
      'reference-transaction',
      'post-index-change',
      'pre-merge-commit',
      'post-merge',
      'post-rewrite',
      'prepare-commit-msg',
      'commit-msg',
    ];
    for (const name of names) {
      mkdirSync(join(root, '.git/hooks'), { recursive: true });
      writeFileSync(join(root, '.git/hooks', name), `#!/bin/sh\n${evil}\n`);
      chmodSync(join(root, '.git/hooks', name), 0o755);
    }
  },
  'a hooks path': (root, tree, evil) => {
    mkdirSync(join(tree, 'h'));
    writeFileSync(join(tree, 'h/reference-transaction'), `#!/bin/sh\n${evil}\n`);
    chmodSync(join(tree, 'h/reference-transaction'), 0o755);
    git(root, 'config', 'core.hooksPath', join(tree, 'h'));
  },
  'a clean and a smudge filter': (root, tree, evil) => {
    for (const kind of ['clean', 'smudge']) git(root, 'config', `filter.evil.${kind}`, `${evil}; cat`);
    git(root, 'config', 'filter.evil.required', 'true');
    write(tree, { '.gitattributes': '* filter=evil\n' });
  },
  'a filter process': (root, tree, evil) => {
    git(root, 'config', 'filter.evil.process', evil);
    write(tree, { '.gitattributes': '* filter=evil\n' });
  },
  'a filter with a strange name': (root, tree, evil) => {
    git(root, 'config', 'filter.e=v.il.clean', `${evil}; cat`);
    write(tree, { '.gitattributes': '* filter=e=v.il\n' });
  },
  'a filter in an included file': (root, tree, evil) => {
    write(tree, { '.gitattributes': '* filter=evil\n', inc: `[filter "evil"]\n\tclean = "${evil}; cat"\n` });
    git(root, 'config', 'include.path', join(tree, 'inc'));
  },
  'a filter in the configuration of the worktree': (root, tree, evil) => {
    git(root, 'config', 'extensions.worktreeConfig', 'true');
    git(tree, 'config', '--worktree', 'filter.evil.clean', `${evil}; cat`);
    write(tree, { '.gitattributes': '* filter=evil\n' });
  },
  'a filter under the name of LFS': (root, tree, evil) => {
    git(root, 'config', 'filter.lfs.clean', `${evil}; git-lfs clean -- %f`);
    git(root, 'config', 'filter.lfs.process', evil);
    write(tree, { '.gitattributes': '* filter=lfs\n' });
  },
  'a diff driver': (root, tree, evil) => {
    git(root, 'config', 'diff.evil.command', evil);
    git(root, 'config', 'diff.evil.textconv', evil);
    git(root, 'config', 'diff.external', evil);
    write(tree, { '.gitattributes': '* diff=evil\n' });
  },
  'a merge driver': (root, tree, evil) => {
    git(root, 'config', 'merge.evil.driver', `${evil}; true`);
    git(root, 'config', 'merge.default', 'evil');
    write(tree, { '.gitattributes': '* merge=evil\n' });
  },
  'a pager and an editor': (root, _, evil) => {
    for (const key of ['core.pager', 'pager.diff', 'pager.status', 'core.editor', 'sequence.editor'])
      git(root, 'config', key, evil);
  },
  aliases: (root, _, evil) => {
    for (const name of ['add', 'commit-tree', 'status', 'write-tree', 'diff'])
      git(root, 'config', `alias.${name}`, `!${evil}`);
  },
  signing: (root, _, evil) => {
    for (const key of ['commit.gpgSign', 'log.showSignature', 'merge.verifySignatures'])
      git(root, 'config', key, 'true');
    git(root, 'config', 'gpg.program', evil);
    git(root, 'config', 'gpg.ssh.program', evil);
  },
  'a repository inside': (_, tree, evil) => {
    const inner = repositoryAt(join(tree, 'inner'));
    git(inner, 'config', 'core.fsmonitor', evil);
    git(inner, 'config', 'filter.evil.clean', `${evil}; cat`);
    write(inner, { '.gitattributes': '* filter=evil\n', 'a.txt': 'dirty\n' });
  },
  'a remote that objects are fetched from on demand': (root, _, evil) => {
    git(root, 'config', 'extensions.partialClone', 'origin');
    git(root, 'config', 'remote.origin.promisor', 'true');
    git(root, 'config', 'remote.origin.url', `ext::sh -c ${evil.replaceAll(' ', '% ')}`);
    git(root, 'config', 'remote.origin.uploadpack', evil);
    git(root, 'config', 'protocol.ext.allow', 'always');
  },
};

describe('nothing that lies in a repository is executed:', () => {
  test.each(Object.entries(PLANTS))('%s', async (_, plant) => {
    const root = repositoryAt(temporary('git'));
    const marker = join(temporary('git'), 'pwned');
    const script = `${marker}.sh`;
    writeFileSync(script, `#!/bin/sh\ntouch '${marker}'\n`);
    chmodSync(script, 0o755);
    const workspace = await openAt(root);
    const tree = workspace.worktree;
    plant(root, tree, `'${script}'`);

    const repository = unwrap(await findRepository(root));
    write(tree, { 'a.txt': 'ours\n', made: 'm' });
    // A repository inside is refused.
    const checkpoint = await workspace.checkpoint(attemptOf('code'));
    if (!existsSync(join(tree, 'inner'))) unwrap(checkpoint);
    write(tree, { 'a.txt': 'lost\n', lost: 'l' });
    unwrap(await workspace.restore(attemptOf('code', 2)));
    await openAt(root, 'r2');
    for (const step of [null, 'code']) {
      unwrap(
        await diffRun({
          repository,
          run: 'r1',
          base: workspace.place.base,
          branch: workspace.place.branch,
          step,
          form: 'patch',
        }),
      );
    }
    write(root, { beside: 'b' });
    sh(
      root,
      `git -c core.hooksPath=/dev/null -c core.fsmonitor= -c commit.gpgSign=false add beside && git -c core.hooksPath=/dev/null -c core.fsmonitor= -c commit.gpgSign=false commit -qm Beside`,
    );
    const merge = {
      repository: unwrap(await findRepository(root)),
      directory: root,
      branch: 'ws/demo/r1',
      into: null,
      squash: false,
      noFastForward: false,
      message: null,
      secretIn: null,
      onTopOf: null,
    };
    await mergeRun(merge);
    expect(existsSync(marker)).toBe(false);
  });
});

describe('settings', () => {
  const read = (...lines: readonly (readonly [scope: string, key: string, value: string])[]) =>
    parseSettings(lines.map(([scope, key, value]) => `${scope}\0${key}\n${value}\0`).join(''));

  test('of the user stay in force, and take the place of planted ones', () => {
    const settings = read(
      ['global', 'filter.lfs.clean', 'git-lfs clean -- %f'],
      ['global', 'filter.mine.clean', 'mine'],
      ['local', 'filter.mine.clean', 'evil'],
      ['local', 'filter.theirs.clean', 'evil'],
    );
    expect(neutralise(settings)).toEqual([
      ['filter.mine.clean', 'mine'],
      ['filter.theirs.clean', ''],
      ['filter.theirs.required', 'false'],
    ]);
  });

  test('of Git LFS stay in force where its installer put them into the repository', () => {
    const settings = read(
      ['local', 'filter.lfs.clean', 'git-lfs clean -- %f'],
      ['local', 'filter.lfs.process', 'git-lfs filter-process --skip'],
      ['local', 'filter.lfs.smudge', 'git-lfs smudge -- %f; evil'],
    );
    expect(neutralise(settings).map(([key]) => key)).toEqual(['filter.lfs.smudge', 'filter.lfs.required']);
    expect(silencedFilters(settings)).toEqual(['lfs']);
  });

  test('with values of several lines or none are read whole', () => {
    expect(parseSettings('local\0a.b\nx\ny\0local\0c.d\0')).toEqual([
      { scope: 'local', key: 'a.b', value: 'x\ny' },
      { scope: 'local', key: 'c.d', value: 'true' },
    ]);
  });
});
