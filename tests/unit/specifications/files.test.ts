import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { diskFiles } from '../../../specifications/files.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ws-files-'));
  writeFileSync(join(root, 'a.md'), 'old');
});
afterEach(() => rmSync(root, { recursive: true }));

test('who reads a file while it is written sees the old text to its end', () => {
  const reader = openSync(join(root, 'a.md'), 'r');
  try {
    expect(diskFiles(root).write('a.md', 'new').ok).toBe(true);
    expect(readFileSync(reader, 'utf8')).toBe('old');
  } finally {
    closeSync(reader);
  }
  expect(readFileSync(join(root, 'a.md'), 'utf8')).toBe('new');
  expect(readdirSync(root)).toEqual(['a.md']);
});

test('a write that fails leaves the old text', () => {
  mkdirSync(join(root, '.a.md.ws-new'));
  expect(diskFiles(root).write('a.md', 'new').ok).toBe(false);
  expect(readFileSync(join(root, 'a.md'), 'utf8')).toBe('old');
});

test('a link stays one, and a file keeps its mode', () => {
  mkdirSync(join(root, 'far'));
  writeFileSync(join(root, 'far/b.md'), 'old');
  chmodSync(join(root, 'far/b.md'), 0o640);
  symlinkSync('far/b.md', join(root, 'b.md'));
  expect(diskFiles(root).write('b.md', 'new').ok).toBe(true);
  expect(readlinkSync(join(root, 'b.md'))).toBe('far/b.md');
  expect(readFileSync(join(root, 'far/b.md'), 'utf8')).toBe('new');
  expect(statSync(join(root, 'far/b.md')).mode & 0o777).toBe(0o640);
});

test('what lies where a draft would be is not written through', () => {
  writeFileSync(join(root, 'other'), 'mine');
  symlinkSync('other', join(root, '.a.md.ws-new'));
  expect(diskFiles(root).write('a.md', 'new').ok).toBe(true);
  expect(readFileSync(join(root, 'other'), 'utf8')).toBe('mine');
});
