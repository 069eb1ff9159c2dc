/** Writes files into a .tar.gz: whole or not at all, and the same bytes for the same files. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
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
    const out = createWriteStream(part, { flags: 'wx', mode: 0o600 });
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
