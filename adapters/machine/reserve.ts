/** Room on the disk set aside, so that a run can still be written down as paused when the disk is full. */
import { lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeOwn } from './own-folder.ts';

const RESERVE_BYTES = 1024 * 1024;

const pathOf = (stateDirectory: string): string => join(stateDirectory, 'reserve');

/** Sets the room aside where there is any; a disk that is full already is left as it is. */
export const keepReserve = async (stateDirectory: string): Promise<void> => {
  const path = pathOf(stateDirectory);
  const found = await lstat(path).catch(() => null);
  if (found?.isFile() === true && found.size === RESERVE_BYTES) return;
  try {
    // Written, not truncated to length: a hole takes no room.
    writeOwn(stateDirectory, path, Buffer.alloc(RESERVE_BYTES, 1));
  } catch {
    await rm(path, { force: true });
  }
};

/** Gives the room back; tells whether there was any to give. */
export const freeReserve = (stateDirectory: string): Promise<boolean> =>
  rm(pathOf(stateDirectory)).then(
    () => true,
    () => false,
  );
