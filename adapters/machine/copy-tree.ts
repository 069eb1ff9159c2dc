/** Copies a file or a folder with all that it holds, to another file system too, or leaves nothing behind. */
import { lstat, cp, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';

/**
 * Copies `from` to `to`, where nothing is and whose folder is there: times kept, links as they are. Gives what was passed over,
 * by paths within `from`: pipes, sockets and devices, which hold nothing. Throws what the file system says, after what was
 * copied until then is removed; a killed process leaves `.<name>.ws-part`, which the next one removes.
 */
export const copyTree = async (from: string, to: string): Promise<readonly string[]> => {
  const part = join(dirname(to), `.${basename(to)}.ws-part`);
  const passed: string[] = [];
  const filter = async (path: string): Promise<boolean> => {
    const found = await lstat(path);
    const isPlain = found.isFile() || found.isDirectory() || found.isSymbolicLink();
    if (!isPlain) passed.push(relative(from, path));
    return isPlain;
  };
  await rm(part, { recursive: true, force: true });
  try {
    await cp(from, part, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true, filter });
    if (!passed.includes('')) await rename(part, to);
  } catch (error) {
    await rm(part, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
  return passed;
};

/** Says that something was passed over, `shown` being what people call what was copied. */
export const passedOver = (shown: string, paths: readonly string[]): readonly string[] =>
  paths.map((path) => `${join(shown, path)} is a pipe, a socket or a device, and is not copied`);
