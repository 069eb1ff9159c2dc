/** What the worktree of a run holds, as far as attempts depend on it. */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { Failure } from '../../core/failure.ts';
import { outsideOf } from '../../core/file-scope.ts';
import type { Patches } from '../../core/patch.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { digestOf } from './entries.ts';
import type { Ingredients, KeptFile } from './entry.ts';
import { behindLinks, createReader, filesBelow, filesNamed } from './files.ts';

/** What of a worktree counts: `inputs` null where all that git does not ignore does, and of what it makes else what git does not ignore. */
export type Counting = { readonly inputs: readonly string[] | null; readonly outputs: readonly string[] };

/**
 * The worktree at one moment. `files`: what counted then, none where all that git does not ignore does; `beside`: what of that no tree
 * has, as a text.
 */
export type Sight = {
  readonly tree: string;
  readonly counting: Counting;
  readonly files: ReadonlyMap<string, KeptFile>;
  readonly beside: string;
  readonly content: Ingredients['content'];
};

export interface Contents {
  /** `stirred`: as a workspace says it. A look at the tree costs some git processes, where somebody may have written since the last. */
  look(counting: Counting, stirred: () => number): Promise<Result<Sight, Failure>>;
  /** Those of the files of a sight, and of such as are new, that are not as they were. */
  movedSince(sight: Sight): Promise<Result<readonly string[], Failure>>;
  /** Whether what no tree has is other than it was. */
  besideMoved(sight: Sight): Promise<Result<boolean, Failure>>;
  /** When each path that git does not ignore last changed, of those that do not count. */
  besides(sight: Sight): Promise<Result<ReadonlyMap<string, bigint>, Failure>>;
  /** null where there is no such file. */
  readonly read: (path: string) => KeptFile | null;
}

/** As a text, for a digest and for who asks why. */
export const listOf = (files: Iterable<KeptFile>): string =>
  [...files].map(({ path, kind, digest }) => `${digest} ${kind} ${path}\n`).join('');

const unreadable = (message: string): Result<never, Failure> => err({ code: 'workspace', message });

/** Of one worktree. */
export const createContents = (worktree: string, patches: Patches): Contents => {
  const read = createReader(worktree);
  const filesAt = (paths: readonly string[]): readonly KeptFile[] =>
    paths.map(read).filter((file): file is KeptFile => file !== null);
  type Seen = { readonly tree: string; readonly beside: string };
  let seen: (Seen & { readonly stirred: number }) | null = null;
  const besideIn = async (tree: string): Promise<Result<string, Failure>> => {
    const beside = await patches.beside(worktree, tree);
    if (!beside.ok) return beside;
    const lines = beside.value.flatMap(({ path, commit }) => (commit === null ? [] : [`${commit} commit ${path}\n`]));
    const loose = beside.value.flatMap(({ path, commit }) => (commit === null ? [path] : []));
    const paths = filesBelow(worktree, loose);
    return paths.ok ? ok(lines.join('') + listOf(filesAt(paths.value))) : unreadable(paths.error);
  };
  const lookAround = async (stirred: () => number): Promise<Result<Seen, Failure>> => {
    const before = stirred();
    if (seen !== null && seen.stirred === before) return ok(seen);
    const tree = await patches.treeOf(worktree);
    if (!tree.ok) return tree;
    const beside = await besideIn(tree.value);
    if (!beside.ok) return beside;
    const around = { tree: tree.value, beside: beside.value };
    if (before >= 0 && stirred() === before) seen = { stirred: before, ...around };
    return ok(around);
  };
  let listed: { readonly tree: string; readonly paths: ReadonlySet<string> } | null = null;
  const pathsIn = async (tree: string): Promise<Result<ReadonlySet<string>, Failure>> => {
    if (listed?.tree === tree) return ok(listed.paths);
    const paths = await patches.pathsOf(worktree, tree);
    if (paths.ok) listed = { tree, paths: paths.value };
    return paths;
  };
  const filesOf = async (
    { inputs, outputs }: Counting,
    tree: string,
  ): Promise<Result<ReadonlyMap<string, KeptFile>, Failure>> => {
    if (inputs === null) return ok(new Map());
    const [counted, made] = [filesNamed(worktree, inputs), filesNamed(worktree, outputs)];
    if (!counted.ok) return unreadable(counted.error);
    if (!made.ok) return unreadable(made.error);
    // What a link stands for counts, not where it leads alone.
    const all = behindLinks(worktree, counted.value.paths);
    if (!all.ok) return unreadable(all.error);
    const known = made.value.paths.length === 0 ? ok(new Set<string>()) : await pathsIn(tree);
    if (!known.ok) return known;
    const paths = new Set([...all.value, ...made.value.paths.filter((path) => known.value.has(path))]);
    return ok(new Map(filesAt([...paths].toSorted()).map((file) => [file.path, file])));
  };
  return {
    read,
    look: async (counting, stirred) => {
      const around = await lookAround(stirred);
      if (!around.ok) return around;
      const { tree, beside } = around.value;
      const files = await filesOf(counting, tree);
      if (!files.ok) return files;
      const content: Ingredients['content'] =
        counting.inputs === null
          ? { kind: 'tree', digest: beside === '' ? tree : digestOf(Buffer.from(`${tree}\n${beside}`)) }
          : { kind: 'files', digest: digestOf(Buffer.from(listOf(files.value.values()))) };
      return ok({ tree, counting, files: files.value, beside, content });
    },
    movedSince: async ({ tree, counting, files }) => {
      const now = await filesOf(counting, tree);
      if (!now.ok) return now;
      const isSame = (path: string): boolean => {
        const [then, is] = [files.get(path), now.value.get(path)];
        return then?.kind === is?.kind && then?.digest === is?.digest;
      };
      return ok([...new Set([...files.keys(), ...now.value.keys()])].filter((path) => !isSame(path)));
    },
    besideMoved: async ({ tree, beside }) => {
      const now = await besideIn(tree);
      return now.ok ? ok(now.value !== beside) : now;
    },
    besides: async ({ tree, counting: { inputs, outputs } }) => {
      if (inputs === null) return ok(new Map());
      const paths = await pathsIn(tree);
      if (!paths.ok) return paths;
      const others = outsideOf({ only: [...inputs, ...outputs] }, [...paths.value]);
      return ok(new Map(others.map((path) => [path, changedAt(join(worktree, path))])));
    },
  };
};

const changedAt = (path: string): bigint => {
  try {
    return lstatSync(path, { bigint: true }).ctimeNs;
  } catch {
    return 0n;
  }
};
