/** A file beside the database that a writer touches once it has committed, so that others know when to look. */
import { closeSync, lutimesSync, statSync, watch, type FSWatcher } from 'node:fs';
import { rings, type Ear } from '../rings.ts';
import { openToAppend } from './own-file.ts';

export type Bell = {
  /** Tells all who listen, in all processes. Never fails: who listens also looks now and then. */
  readonly ring: () => void;
  /** Yields at once, and again whenever it is rung, until `ended` aborts. */
  readonly rings: (ended: AbortSignal) => AsyncIterable<void>;
};

/** How often one looks who hears the bell: a writer may die between its commit and the bell. */
export const SAFETY_MS = 2_000;

/** How often one looks who cannot hear it: the system watches no more files, or the folder cannot be written. */
const DEAF_MS = 200;

const inodeOf = (path: string): number | null => {
  try {
    return statSync(path).ino;
  } catch {
    return null;
  }
};

const touch = (path: string): void => {
  try {
    const now = new Date();
    lutimesSync(path, now, now);
  } catch {
    try {
      closeSync(openToAppend(path));
    } catch {
      // A folder that cannot be written, a full disk: those who listen look by the clock.
    }
  }
};

/**
 * E1: an ear listens to the file that has the name now. One that was deleted or replaced is listened to anew, and then
 *     looked for, because its successor may have been rung in between.
 * E2: neither the watch nor the clock keeps the process alive.
 */
class FileEar implements Ear {
  readonly #path: string;
  readonly #ring: () => void;
  readonly #safetyMs: number;
  #watcher: FSWatcher | null = null;
  #inode: number | null = null;
  #clock: NodeJS.Timeout | null = null;

  constructor(path: string, ring: () => void, safetyMs: number) {
    this.#path = path;
    this.#ring = ring;
    this.#safetyMs = safetyMs;
  }

  attend(): void {
    if (this.#watcher === null || this.#inode !== inodeOf(this.#path)) this.#listen(); // E1
    if (this.#clock !== null) clearTimeout(this.#clock);
    this.#clock = setTimeout(this.#ring, this.#watcher === null ? Math.min(DEAF_MS, this.#safetyMs) : this.#safetyMs);
    this.#clock.unref(); // E2
  }

  close(): void {
    this.#deafen();
    if (this.#clock !== null) clearTimeout(this.#clock);
  }

  #listen(): void {
    this.#deafen();
    try {
      // A few times: the file may be replaced between the two looks at it.
      for (let tries = 0; tries < 5 && this.#watcher === null; tries++) {
        const before = inodeOf(this.#path);
        if (before === null) touch(this.#path);
        else this.#hear(before);
      }
    } catch {
      this.#deafen();
    }
  }

  #hear(inode: number): void {
    const watcher = watch(this.#path, { persistent: false }); // E2
    this.#watcher = watcher;
    this.#inode = inode;
    watcher.on('change', (kind) => {
      // A successor may have got the same number: only the watch knows that the file is another.
      if (kind === 'rename' && this.#watcher === watcher) this.#deafen(); // E1
      this.#ring();
    });
    watcher.on('error', () => {
      if (this.#watcher === watcher) this.#deafen();
      this.#ring();
    });
    if (inodeOf(this.#path) !== inode) this.#deafen();
  }

  #deafen(): void {
    this.#watcher?.close();
    this.#watcher = null;
    this.#inode = null;
  }
}

export const bellAt = (path: string, safetyMs: number = SAFETY_MS): Bell => ({
  ring: () => touch(path),
  rings: (ended) => rings((ring) => new FileEar(path, ring, safetyMs), ended),
});
