import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ownFile, ownFolder } from '../../../../adapters/machine/own-folder.ts';

let base = '';
let root = '';
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'ws-own-'));
  root = join(base, 'root');
  mkdirSync(join(base, 'theirs'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

test('what is not there is made, for its owner alone, and what is there is left', () => {
  ownFolder(root, join(root, 'a/b'));
  writeFileSync(join(root, 'a/b/kept'), '');
  ownFolder(root, join(root, 'a/b'));
  expect(readdirSync(join(root, 'a/b'))).toEqual(['kept']);
  expect(lstatSync(join(root, 'a')).mode & 0o777).toBe(0o700);
});

test.each(['a', 'a/b'])('a link at %s is kept as the link it is, and told', (at) => {
  ownFolder(root, join(root, at, '..'));
  symlinkSync(join(base, 'theirs'), join(root, at));
  const told: string[] = [];
  ownFolder(root, join(root, 'a/b/c'), (line) => told.push(line));
  expect(readdirSync(join(base, 'theirs'))).toEqual([]);
  const aside = /is kept as (.*)$/.exec(told.join('|'))?.[1] ?? '';
  expect(lstatSync(aside).isSymbolicLink()).toBe(true);
});

test('a link in place of a file is not written through', () => {
  ownFolder(root, join(root, 'a'));
  writeFileSync(join(base, 'theirs/file'), 'theirs');
  symlinkSync(join(base, 'theirs/file'), join(root, 'a/file'));
  writeFileSync(ownFile(root, join(root, 'a/file')), 'ours');
  expect(readFileSync(join(base, 'theirs/file'), 'utf8')).toBe('theirs');
});

test('a root that is a link, and a path outside of it, are refused', () => {
  symlinkSync(join(base, 'theirs'), root);
  expect(() => ownFolder(root, join(root, 'a'))).toThrow('move it out of the way');
  expect(() => ownFolder(root, join(base, 'a'))).toThrow('invariant');
});
