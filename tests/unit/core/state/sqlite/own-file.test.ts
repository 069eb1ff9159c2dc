import { execFileSync } from 'node:child_process';
import { closeSync, linkSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { symlinkSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openToAppend, writeAnew } from '../../../../../core/state/sqlite/own-file.ts';

let base = '';
let theirs = '';
let ours = '';
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'ws-own-file-'));
  theirs = join(base, 'theirs');
  ours = join(base, 'ours');
  writeFileSync(theirs, 'theirs');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const append = (path: string): void => {
  const file = openToAppend(path);
  writeSync(file, 'ours');
  closeSync(file);
};
const planted: readonly (readonly [string, () => void])[] = [
  ['a link', () => symlinkSync(theirs, ours)],
  ['a link to nothing', () => symlinkSync(join(base, 'nowhere'), ours)],
  ['a second name of a file', () => linkSync(theirs, ours)],
  ['a pipe', () => execFileSync('mkfifo', [ours])],
  ['a folder that holds something', () => (mkdirSync(ours), writeFileSync(join(ours, 'x'), ''))],
];

test.each(planted)('%s in the place of a file is not written through, nor waited for', (_name, plant) => {
  for (const write of [(path: string) => writeAnew(path, 'ours'), append]) {
    rmSync(ours, { recursive: true, force: true });
    plant();
    write(ours);
    expect(readFileSync(ours, 'utf8')).toBe('ours');
    expect(readFileSync(theirs, 'utf8')).toBe('theirs');
    expect(readdirSync(base)).not.toContain('nowhere');
  }
});

test('a file of ours is written anew as a whole, and appended to where it is', () => {
  writeAnew(ours, 'longer than what follows');
  writeAnew(ours, 'a');
  append(ours);
  expect(readFileSync(ours, 'utf8')).toBe('aours');
  expect(statSync(ours).mode & 0o777).toBe(0o600);
});
