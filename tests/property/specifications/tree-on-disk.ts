/** Puts generated projects on disk and reads them back. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Tree } from './arbitrary-project.ts';

/** Writes a tree into a fresh folder and gives its path. */
export const putOnDisk = (tree: Tree): string => {
  const root = mkdtempSync(join(tmpdir(), 'ws-spec-'));
  for (const [path, text] of Object.entries(tree)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
};

export const dropFromDisk = (root: string): void => rmSync(root, { recursive: true, force: true });

/** Every file and empty folder below a root, with its bytes as latin1 text. */
export const readFromDisk = (root: string): Tree => {
  const tree: Record<string, string> = {};
  const walk = (path: string): void => {
    const entries = readdirSync(join(root, path), { withFileTypes: true });
    if (entries.length === 0) tree[`${path}/`] = '';
    for (const entry of entries) {
      const below = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) walk(below);
      else tree[below] = readFileSync(join(root, below), 'latin1');
    }
  };
  walk('');
  return tree;
};
