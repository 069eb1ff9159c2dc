/** Ends process trees: asks, waits, kills, and looks again until nobody is left. */
import { groupMembers, isGroupAlive, isNamed, pause, scanMarked } from './process-table.ts';
import type { FoundProcess } from './process-table.ts';

/** A tree as the kernel sees it: the group of its leader and everybody who carries the mark. */
export type ProcessTree = {
  /** The leader's pid, which is also its group; null where only the mark is known. */
  readonly leader: number | null;
  /** `NAME=value` in the environment of every member. */
  readonly mark: string;
  /** The leader is bubblewrap: when it dies the kernel kills the rest, so a polite request must not reach it. */
  readonly isSandboxed: boolean;
};

/** Between two looks at who is left; a fork that was under way at the one shows up at the next. */
const POLL_MS = 10;
/** After this a process that still stands is in the kernel's hands (uninterruptible sleep). */
const KILL_PATIENCE_MS = 15_000;

const send = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already, or another user's: nothing that we could do.
  }
};

/** Every live member of the tree; `found` is called as they are met. */
const visit = (tree: ProcessTree, found: (process: FoundProcess) => void): number => {
  const seen = new Set<number>();
  const meet = (member: FoundProcess): void => {
    if (seen.has(member.pid)) return;
    seen.add(member.pid);
    found(member);
  };
  scanMarked(tree.mark, meet);
  if (tree.leader !== null && isGroupAlive(tree.leader)) groupMembers(tree.leader).forEach(meet);
  return seen.size;
};

const isWrapper = (tree: ProcessTree, pid: number): boolean =>
  tree.isSandboxed && (pid === tree.leader || isNamed(pid, 'bwrap'));

const ask = (tree: ProcessTree): number =>
  visit(tree, ({ pid }) => {
    if (isWrapper(tree, pid)) return;
    send(pid, 'SIGTERM');
    // A stopped process does not hear anything before it goes on.
    send(pid, 'SIGCONT');
  });

/** One round; a group is killed whole, because the kernel lets no fork slip through that. */
const killRound = (tree: ProcessTree, killed: Set<number>): number => {
  if (tree.leader !== null) send(-tree.leader, 'SIGKILL');
  return visit(tree, ({ pid, group }) => {
    killed.add(pid);
    if (group !== null) send(-group, 'SIGKILL');
    send(pid, 'SIGKILL');
  });
};

/** Kills the tree at once, round after round until two find nobody; resolves to how many processes there were. */
export const killTree = async (tree: ProcessTree): Promise<number> => {
  const killed = new Set<number>();
  const giveUpAt = performance.now() + KILL_PATIENCE_MS;
  for (let quiet = 0; quiet < 2 && performance.now() < giveUpAt; ) {
    quiet = killRound(tree, killed) === 0 ? quiet + 1 : 0;
    if (quiet < 2) await pause(quiet === 0 ? 1 : POLL_MS);
  }
  return killed.size;
};

/** TERM, at most `graceMs` of patience, KILL: to the whole tree, until nobody is left. */
export const terminateTree = async (tree: ProcessTree, graceMs: number): Promise<void> => {
  const killAt = performance.now() + graceMs;
  let left = ask(tree);
  while (left > 0 && performance.now() < killAt) {
    const before = performance.now();
    await pause(Math.min(POLL_MS, Math.max(0, killAt - before)));
    const startedAt = performance.now();
    left = visit(tree, () => undefined);
    // On a machine with very many processes a look is dear: spend at most a fifth of the time on looking.
    await pause((performance.now() - startedAt) * 4);
  }
  await killTree(tree);
};
