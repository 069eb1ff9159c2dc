/** Lets artifacts go that no run has a name of any more. */
import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { artifactsIn, artifactsOfRun } from './artifacts.ts';

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

/** Those of these runs, and what nobody holds else; gives how many bytes. */
export const collectArtifacts = (root: string, gone: readonly string[]): number => {
  for (const run of gone) rmSync(artifactsOfRun(root, run), { recursive: true, force: true });
  let bytes = 0;
  for (const digest of namesIn(artifactsIn(root))) {
    const folder = join(artifactsIn(root), digest);
    for (const name of namesIn(folder)) {
      const found = lstatSync(join(folder, name), { throwIfNoEntry: false });
      if (found === undefined || found.nlink > 1) continue;
      bytes += found.size;
      rmSync(join(folder, name), { force: true });
    }
    if (namesIn(folder).length === 0) rmSync(folder, { recursive: true, force: true });
  }
  return bytes;
};
