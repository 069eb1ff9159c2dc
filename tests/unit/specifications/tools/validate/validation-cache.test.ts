import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { diskFiles, type Files } from '../../../../../specifications/files.ts';
import { isUnchanged, watchFiles } from '../../../../../specifications/tools/validate/validation-cache.ts';

const later = Date.now() + 60_000;
const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const onDisk = (): string => {
  const root = mkdtempSync(join(tmpdir(), 'ws-kept-'));
  folders.push(root);
  mkdirSync(join(root, 'openspec/specs/auth'), { recursive: true });
  mkdirSync(join(root, 'openspec/changes'));
  writeFileSync(join(root, 'openspec/specs/auth/spec.md'), 'Some text');
  return root;
};

describe('a kept validation', () => {
  const keep = (root: string, look: (files: Files) => void, takenMs = later): { readonly holds: () => boolean } => {
    const disk = diskFiles(root);
    const { files, seen } = watchFiles(disk, takenMs);
    look(files);
    const kept = seen();
    return { holds: () => isUnchanged(disk, kept) };
  };
  const nothing = (): void => undefined;
  const file = 'openspec/specs/auth/spec.md';

  test.each<readonly [string, (root: string) => void]>([
    ['is edited', (root) => writeFileSync(join(root, file), 'other')],
    ['comes', (root) => writeFileSync(join(root, 'openspec/specs/auth/more.md'), '')],
    ['goes', (root) => rmSync(join(root, file))],
    ['is renamed', (root) => renameSync(join(root, file), join(root, 'openspec/specs/auth/Spec.md'))],
    ['comes in a new folder', (root) => mkdirSync(join(root, 'openspec/changes/new'), { recursive: true })],
    [
      'is a link that leads elsewhere',
      (root) => {
        rmSync(join(root, 'openspec/specs/auth/link.md'));
        symlinkSync(join(root, file), join(root, 'openspec/specs/auth/link.md'));
      },
    ],
  ])('holds until a file %s', (_, change) => {
    const root = onDisk();
    symlinkSync(join(root, 'nowhere'), join(root, 'openspec/specs/auth/link.md'));
    const { holds } = keep(root, nothing);
    expect(holds()).toBe(true);
    change(root);
    expect(holds()).toBe(false);
  });

  test('holds until what was looked for outside comes, or what was read there is edited', () => {
    const root = onDisk();
    mkdirSync(join(root, 'docs'));
    writeFileSync(join(root, 'docs/b.md'), 'one');
    const { holds } = keep(root, (files) => {
      files.kind('docs/a.md');
      files.read('docs/b.md');
    });
    expect(holds()).toBe(true);
    writeFileSync(join(root, 'docs/a.md'), '');
    expect(holds()).toBe(false);
    rmSync(join(root, 'docs/a.md'));
    expect(holds()).toBe(true);
    writeFileSync(join(root, 'docs/b.md'), 'two');
    expect(holds()).toBe(false);
  });

  test('is not fooled by an edit that keeps size and time of the last one', () => {
    const root = onDisk();
    const path = join(root, file);
    const before = readFileSync(path, 'utf8');
    const { atime, mtime } = statSync(path);
    const { holds } = keep(root, nothing);
    writeFileSync(path, before.replace('S', 'T'));
    utimesSync(path, atime, mtime);
    expect(statSync(path).size).toBe(Buffer.byteLength(before));
    expect(holds()).toBe(false);
  });

  test('holds for nothing that changed just before it was looked at: its stamp may stay the same once more', () => {
    // The clock of a file system ticks, and what is written twice within a tick has one time.
    const root = onDisk();
    expect(keep(root, nothing, Date.now()).holds()).toBe(false);
  });
});
