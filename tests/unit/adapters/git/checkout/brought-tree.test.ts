import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { broughtInTree } from '../../../../../adapters/git/checkout/brought-tree.ts';
import { findRepository } from '../../../../../adapters/git/repository.ts';
import { broughtBy } from '../../../../../adapters/machine/brought-files.ts';
import { repositoryAt, sh, temporary, unwrap } from '../rig.ts';

const files = {
  '.ws/plugins/mine/manifest.json': '{}\n',
  '.ws/plugins/mine/bin/ü run.sh': '#!/bin/sh\n',
  '.ws/plugins/yours/plugin.mjs': 'export {};\n',
  '.claude/settings.json': '{}\n',
  'src/a.ts': 'x\n',
};

test('a tree brings what the files that it is checked out as would', async () => {
  const root = repositoryAt(temporary(), files);
  chmodSync(join(root, '.ws/plugins/mine/bin/ü run.sh'), 0o755);
  sh(root, 'git add -A && git commit -qm right');
  const inTree = unwrap(await broughtInTree(unwrap(await findRepository(root)), 'HEAD'));
  const onDisk = await broughtBy(root);
  const told = (items: typeof onDisk) => items.map(({ item, hash, problem }) => ({ item, hash, problem }));
  expect(told(inTree).toSorted((a, b) => (a.item < b.item ? -1 : 1))).toEqual(
    told(onDisk).toSorted((a, b) => (a.item < b.item ? -1 : 1)),
  );
  expect(inTree).toHaveLength(3);
});

test('a link in a tree cannot be trusted', async () => {
  const root = repositoryAt(temporary(), files);
  symlinkSync('/etc/passwd', join(root, '.ws/plugins/mine/x'));
  sh(root, 'git add -A && git commit -qm link');
  const inTree = unwrap(await broughtInTree(unwrap(await findRepository(root)), 'HEAD'));
  expect(inTree.find(({ item }) => item === '.ws/plugins/mine')?.problem).toBe('.ws/plugins/mine/x is a link');
});
