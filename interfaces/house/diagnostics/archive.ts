/** Writes files into a .tar.gz: whole or not at all, and the same bytes for the same files. */
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { lstat, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import { openOwn, ownFolder } from '../../../adapters/machine/own-folder.ts';
import type { Entry } from './entry.ts';

/** Resolves when the archive is on the disk under its name. Never writes through a link. */
export const writeArchive = async (
  file: string,
  folder: string,
  entries: readonly Entry[],
  at: Date,
): Promise<void> => {
  const part = `${file}.${process.pid}.part`;
  try {
    const tar = pack();
    const out = createWriteStream(part, { fd: openOwn(part) });
    const written = once(out, 'close');
    tar.on('error', (error) => out.destroy(error));
    tar
      .pipe(createGzip())
      .on('error', (error) => out.destroy(error))
      .pipe(out);
    for (const { name, text } of entries)
      tar.entry({ name: `${folder}/${name}`, mode: 0o644, uid: 0, gid: 0, mtime: at }, text);
    tar.finalize();
    await written;
    const handle = await open(part, 'r');
    await handle.sync().finally(() => handle.close());
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw error;
  }
};

/** Every plain file below the folders, by its path relative to `root`, in order. */
const filesBelow = async (root: string, names: readonly string[]): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const name of [...names].sort()) {
    const at = await lstat(join(root, name));
    if (at.isFile()) found.push(name);
    if (!at.isDirectory()) continue;
    const inside = await readdir(join(root, name));
    const below = await filesBelow(
      root,
      inside.map((each) => `${name}/${each}`),
    );
    found.push(...below);
  }
  return found;
};

const sync = async (path: string): Promise<void> => {
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
};

/** Packs folders of `root` into a file that only its owner can read; on the disk, under its name, when it resolves. */
export const packFolders = async (file: string, root: string, names: readonly string[]): Promise<void> => {
  ownFolder(dirname(dirname(file)), dirname(file));
  const part = `${file}.${process.pid}.part`;
  try {
    const tar = pack();
    const written = pipeline(tar, createGzip(), createWriteStream(part, { fd: openOwn(part) }));
    const fill = async (): Promise<void> => {
      for (const name of await filesBelow(root, names)) {
        const { size, mtime } = await lstat(join(root, name));
        const head = { name, size, mode: 0o600, uid: 0, gid: 0, mtime };
        if (size === 0) tar.entry(head, '');
        else await pipeline(createReadStream(join(root, name), { end: size - 1 }), tar.entry(head));
      }
      tar.finalize();
    };
    await Promise.all([written, fill()]);
    await sync(part);
    await rename(part, file);
    await sync(dirname(file));
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw error;
  }
};
