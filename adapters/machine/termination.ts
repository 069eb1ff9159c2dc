/** Ends process trees: asks, waits, kills, and looks again until nobody is left. */
import { groupMembers, isGroupAlive, isNamed, pause, scanProcesses } from './process-table.ts';
import type { Below } from './launch.ts';
import type { FoundProcess } from './process-table.ts';

/** A tree as the kernel sees it: the group of its leader, everybody who carries the mark, and who is below its starter. */
export type ProcessTree = {
  /** The leader's pid, which is also its group; null where only the mark is known. */
  readonly leader: number | null;
  /** `NAME=value` in the environment of every member. */
  readonly mark: string;
  /** null where no starter looks after it. */
  readonly below: Below | null;
  /** The leader is bubblewrap: when it dies the kernel kills the rest, so a polite request must not reach it. */
  readonly isSandboxed: boolean;
};

/** Between two looks at who is left; a fork that was under way at the one shows up at the next. */
const POLL_MS = 10;
/** How often a look must find nobody before that is believed: by itself, and where a starter could tell but does not. */
const QUIET = 2;
const QUIET_BUT_UNTOLD = 100;
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
  scanProcesses({ mark: tree.mark, root: tree.below?.root() ?? null }, meet);
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
  const root = tree.below?.root() ?? null;
  // The tree may have stopped its starter, which has to collect it, and its keeper.
  for (const pid of root === null ? [] : [root.keeper, root.starter]) send(pid, 'SIGCONT');
  if (tree.leader !== null) send(-tree.leader, 'SIGKILL');
  return visit(tree, ({ pid, group }) => {
    killed.add(pid);
    if (group !== null) send(-group, 'SIGKILL');
    send(pid, 'SIGKILL');
  });
};

/** Whether the starter has told that nobody is left, which is more than a look at processes can. */
const isToldGone = ({ below }: ProcessTree): boolean => below?.isEmpty() ?? false;

/**
 * Kills the tree at once, round after round until the starter says that nobody is left, or two rounds find nobody where
 * no starter can say; resolves to how many processes there were.
 */
export const killTree = async (tree: ProcessTree): Promise<number> => {
  const killed = new Set<number>();
  const giveUpAt = performance.now() + KILL_PATIENCE_MS;
  const enough = (): number => ((tree.below?.root() ?? null) !== null ? QUIET_BUT_UNTOLD : QUIET);
  for (let quiet = 0; quiet < enough() && !isToldGone(tree) && performance.now() < giveUpAt; ) {
    quiet = killRound(tree, killed) === 0 ? quiet + 1 : 0;
    if (quiet < enough() && !isToldGone(tree)) await pause(quiet === 0 || tree.below !== null ? 1 : POLL_MS);
  }
  return killed.size;
};

/** TERM, at most `graceMs` of patience, KILL: to the whole tree, until nobody is left. */
export const terminateTree = async (tree: ProcessTree, graceMs: number): Promise<void> => {
  const killAt = performance.now() + graceMs;
  let left = ask(tree);
  while (left > 0 && !isToldGone(tree) && performance.now() < killAt) {
    const before = performance.now();
    await pause(Math.min(POLL_MS, Math.max(0, killAt - before)));
    const startedAt = performance.now();
    left = visit(tree, () => undefined);
    // On a machine with very many processes a look is dear: spend at most a fifth of the time on looking.
    await pause((performance.now() - startedAt) * 4);
  }
  await killTree(tree);
};
