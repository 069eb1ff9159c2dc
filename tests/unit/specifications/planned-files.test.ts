import { expect, test } from 'vitest';
import { planFiles } from '../../../specifications/planned-files.ts';
import { memoryFiles } from './memory-files.ts';

const planned = () => planFiles(memoryFiles({ 'a/x.md': 'x', 'a/b/y.md': 'y', 'c/z.md': 'z' }));
const names = (files: ReturnType<typeof planned>, path: string): readonly string[] => {
  const listed = files.list(path);
  return listed.ok ? listed.value.map(({ name, kind }) => `${name} ${kind}`).sort() : [listed.error.code];
};

test('what is written is there, above what was', () => {
  const files = planned();
  files.write('a/new/n.md', 'n');
  files.write('a/x.md', 'other');
  expect(names(files, 'a')).toEqual(['b directory', 'new directory', 'x.md file']);
  expect(files.read('a/x.md')).toEqual({ ok: true, value: 'other' });
  expect([files.kind('a/new'), files.kind('a/new/n.md'), files.kind('a/no')]).toEqual(['directory', 'file', null]);
});

test('what is moved is there and not here', () => {
  const files = planned();
  files.move('a', 'd/e');
  expect(names(files, 'a')).toEqual(['ENOENT']);
  expect(names(files, 'd/e')).toEqual(['b directory', 'x.md file']);
  expect(files.read('d/e/b/y.md')).toEqual({ ok: true, value: 'y' });
  expect(files.kind('a/x.md')).toBeNull();
  expect([files.isInside('', 'd/e/x.md'), files.isInside('d', 'd/e/x.md'), files.isInside('c', 'd/e/x.md')]).toEqual([
    true,
    true,
    false,
  ]);
});

test('a file that is moved takes its text with it, also onto another', () => {
  const files = planned();
  files.move('a/x.md', 'a/w.md');
  files.move('c/z.md', 'a/b/y.md');
  expect(names(files, 'a')).toEqual(['b directory', 'w.md file']);
  expect([files.read('a/w.md'), files.read('a/b/y.md')]).toEqual([
    { ok: true, value: 'x' },
    { ok: true, value: 'z' },
  ]);
});

test('only an empty folder is removed', () => {
  const files = planned();
  expect(files.removeEmpty('c')).toBe(false);
  files.remove('c/z.md');
  expect(files.removeEmpty('c')).toBe(true);
  expect(files.kind('c')).toBeNull();
});
