/** Which tools have lately done their work on this machine: an empty file for each, whose time of change says when. */
import { closeSync, mkdirSync, openSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { ToolId } from '../../../core/id.ts';

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

export interface Successes {
  /** Best effort: it is a hint and no more. */
  note(tool: ToolId): void;
  /** Whether it has succeeded in the last week. */
  has(tool: ToolId): boolean;
}

/** `folder` is made when something is noted; null keeps nothing. */
export const openSuccesses = (folder: string | null): Successes => ({
  note: (tool) => {
    if (folder === null) return;
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const file = join(folder, tool);
      closeSync(openSync(file, 'a', 0o600));
      const now = new Date();
      utimesSync(file, now, now);
    } catch {
      // Nothing depends on it.
    }
  },
  has: (tool) => {
    if (folder === null) return false;
    const stat = statSync(join(folder, tool), { throwIfNoEntry: false });
    return stat !== undefined && Date.now() - stat.mtimeMs < WEEK_MS;
  },
});
