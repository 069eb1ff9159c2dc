/** Patches between plain folders, without git: what a file held and holds, by name. What stands below `ignored` is in none. */
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FileState, PatchedFile, Patches } from '../../core/patch.ts';
import { err, ok } from '../../core/result.ts';

type Tree = ReadonlyMap<string, { readonly state: FileState; readonly text: string }>;

const idOf = (text: string): string => createHash('sha1').update(text).digest('hex');

const treeIn = (folder: string, ignored: string): Tree => {
  const tree = new Map<string, { state: FileState; text: string }>();
  const walk = (path: string): void => {
    for (const name of readdirSync(join(folder, path)).toSorted()) {
      const inner = path === '' ? name : `${path}/${name}`;
      if (inner === ignored) continue;
      const found = lstatSync(join(folder, inner));
      if (found.isDirectory()) walk(inner);
      else {
        const text = readFileSync(join(folder, inner), 'utf8');
        tree.set(inner, { state: { mode: (found.mode & 0o100) === 0 ? '100644' : '100755', id: idOf(text) }, text });
      }
    }
  };
  walk('');
  return tree;
};

const nameOf = (tree: Tree): string => idOf(JSON.stringify([...tree].map(([path, { state }]) => [path, state])));

/** Remembers every tree that it has named. */
export const plainPatches = (ignored: string): Patches => {
  const trees = new Map<string, Tree>();
  const look = (worktree: string): { name: string; tree: Tree } => {
    const tree = treeIn(worktree, ignored);
    const name = nameOf(tree);
    trees.set(name, tree);
    return { name, tree };
  };
  return {
    treeOf: async (worktree) => ok(look(worktree).name),
    beside: async () => ok([]),
    pathsOf: async (_, name) => ok(new Set(trees.get(name)?.keys())),
    since: async (worktree, then, paths) => {
      const before: Tree = trees.get(then) ?? new Map<string, never>();
      const { name, tree } = look(worktree);
      const all = [...new Set([...before.keys(), ...tree.keys()])].filter(
        (path) => paths === 'all' || paths.includes(path),
      );
      const files = all.flatMap((path): PatchedFile[] => {
        const [from, to] = [before.get(path)?.state ?? null, tree.get(path)?.state ?? null];
        return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ path, from, to }];
      });
      const text = JSON.stringify(files.map(({ path }) => [path, tree.get(path)?.text ?? null]));
      return ok({ patch: { files, text: files.length === 0 ? new Uint8Array() : Buffer.from(text) }, tree: name });
    },
    apply: async (worktree, { files, text }) => {
      const { tree } = look(worktree);
      const other = files.find(
        ({ path, from }) => JSON.stringify(tree.get(path)?.state ?? null) !== JSON.stringify(from),
      );
      if (other !== undefined) return err({ kind: 'differs', path: other.path });
      if (files.length === 0) return ok(undefined);
      // What it wrote itself.
      for (const [path, content] of JSON.parse(Buffer.from(text).toString()) as [string, string | null][]) {
        rmSync(join(worktree, path), { force: true });
        if (content === null) continue;
        mkdirSync(dirname(join(worktree, path)), { recursive: true });
        const mode = files.find((file) => file.path === path)?.to?.mode === '100755' ? 0o755 : 0o644;
        writeFileSync(join(worktree, path), content, { mode });
      }
      return ok(undefined);
    },
  };
};
