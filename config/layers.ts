/** Lays what several places say over each other, key by key, and remembers who said what. */
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';

/** The layers of a configuration, later ones over earlier ones. */
export type LayerName = 'default' | 'user' | 'project' | 'environment' | 'command line';

/** What one place says. `origin` names it: a file, a variable of the environment, `--set` with its key, or `default`. */
export type Layer = { readonly origin: string; readonly layer: LayerName; readonly value: JsonObject };

type Said = { readonly value: Json; readonly origin: string; readonly layer: LayerName };

/** One value that counts, and the place it comes from. Keys are joined by dots. */
export type Effective = Said & { readonly key: readonly string[] };

type Tree = Map<string, Tree | Said>;

const isTree = (branch: Tree | Said | undefined): branch is Tree => branch instanceof Map;

const lay = (tree: Tree, { value, origin, layer }: Layer): void => {
  for (const [key, member] of Object.entries(value)) {
    if (key === '$schema' && !tree.has(key)) continue;
    const before = tree.get(key);
    if (!isJsonObject(member)) tree.set(key, { value: member, origin, layer });
    else {
      const below: Tree = isTree(before) ? before : new Map<string, Tree>();
      tree.set(key, below);
      lay(below, { value: member, origin, layer });
    }
  }
};

const jsonOf = (tree: Tree): JsonObject =>
  // Not by assignment, to which `__proto__` would be no key.
  Object.fromEntries([...tree].map(([key, branch]) => [key, isTree(branch) ? jsonOf(branch) : branch.value]));

const leaves = (tree: Tree, above: readonly string[]): readonly Effective[] =>
  [...tree].flatMap(([key, branch]): readonly Effective[] =>
    isTree(branch) ? leaves(branch, [...above, key]) : [{ key: [...above, key], ...branch }],
  );

/** What counts where later layers win over earlier ones; lists are replaced whole. */
export const layOver = (
  layers: readonly Layer[],
): { readonly value: JsonObject; readonly effective: readonly Effective[] } => {
  const tree: Tree = new Map();
  for (const layer of layers) lay(tree, layer);
  return { value: jsonOf(tree), effective: leaves(tree, []) };
};
