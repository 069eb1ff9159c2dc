/** What a repository brings that can run on the machine of whoever has it, in items that are trusted one by one. */

/** One file of an item, as it was read. `path` is relative to the root of the repository. */
export type BroughtFile = { readonly path: string; readonly isExecutable: boolean; readonly bytes: Uint8Array };

/**
 * One thing that is trusted or not, such as `.ws/plugins/my-tool`, with all its files by path. `hash` is over names, rights and
 * contents. `problem` says why it cannot be trusted whatever anybody says, such as a link in it; null where it can.
 */
export type Brought = {
  readonly item: string;
  readonly hash: string;
  readonly files: readonly BroughtFile[];
  readonly problem: string | null;
};

/** What an item may hold: more is no program that a person has looked at. */
export const BROUGHT_LIMITS: { readonly fileBytes: number; readonly itemBytes: number; readonly files: number } = {
  fileBytes: 1024 * 1024,
  itemBytes: 8 * 1024 * 1024,
  files: 1000,
};

/** Configuration of coding agents that makes them start programs (hooks, servers), at the root of a repository. */
const OF_AGENTS: readonly string[] = [
  '.claude',
  '.mcp.json',
  '.codex',
  '.gemini',
  '.cursor',
  '.opencode',
  'opencode.json',
  'opencode.jsonc',
  '.aider.conf.yml',
];

/** The same in a folder that holds other things, too. */
const OF_AGENTS_BELOW: readonly string[] = [
  '.github/hooks',
  '.github/mcp.json',
  '.github/copilot',
  '.github/extensions',
];

/** Paths at the root of a repository below which items lie. */
export const BROUGHT_ROOTS: readonly string[] = ['.ws', ...OF_AGENTS, ...OF_AGENTS_BELOW];

/** What 0.1.0 kept below `.ws/`, where it could not be taken over. */
const LEFT_BY_0_1 = /^\.ws\/(?:worktrees|runs|locks|state\.db[^/]*)(?:\/|$)/i;

/** How many names make an item below `.ws/`: `.ws/plugins/my-tool`. */
const ITEM_DEPTH = 3;

/** The item that a path belongs to; null where it is nothing that runs. Whatever its case: there are file systems to which that is one name. */
export const itemOf = (path: string): string | null => {
  const [top = '', ...below] = path.split('/');
  const root = top.toLowerCase();
  if (OF_AGENTS.includes(root)) return top;
  const pair = [top, ...below.slice(0, 1)].join('/');
  if (OF_AGENTS_BELOW.includes(pair.toLowerCase())) return pair;
  if (root !== '.ws' || LEFT_BY_0_1.test(path)) return null;
  return [top, ...below.slice(0, ITEM_DEPTH - 1)].join('/');
};
