/** What is known of running processes, read from /proc, or told by `ps` where there is none; the only way to find those that left their group. */
import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { isKernelMarked } from './kernel-mark.ts';
import { isMarked, psRows, type PsRow, type Row } from './ps-table.ts';

/** A live process that carries a mark, as its environment or the kernel has it, or descends from one that does. */
export type FoundProcess = {
  readonly pid: number;
  /** null where the group must not be killed whole, because this process or one it descends from is in it. */
  readonly group: number | null;
};

/** Who is looked for. */
export type Wanted = {
  /** One `NAME=value` of the environment: `WS_RUN_ID` or `WS_ATTEMPT_ID` where the kernel's mark counts, too. */
  readonly mark: string;
  /** Who looks after a tree: everybody below is wanted, marked or not, but not they themselves. null where nobody does. */
  readonly root: Root | null;
};

/** A keeper and the starter below it, by their pids. */
export type Root = { readonly keeper: number; readonly starter: number };

/** argv[0] of the watchdog; see watchdog.ts. */
export const WATCHDOG_NAME = 'ws-watchdog';
/** argv[0] of a starter, and of the keeper above it; see starter.ts. */
const STARTER_NAME = 'ws-starter';
export const KEEPER_NAME = 'ws-keeper';
const GUARDS: readonly (string | undefined)[] = [WATCHDOG_NAME, STARTER_NAME, KEEPER_NAME];

const READ_BYTES = 64 * 1024;
const buffer = Buffer.alloc(READ_BYTES);

/** The bytes of a file of /proc, whose size is not known before; null where the process is gone or not ours. */
const readProc = (path: string): Buffer | null => {
  let fd = -1;
  try {
    fd = openSync(path, 'r');
    const pieces: Buffer[] = [];
    for (;;) {
      const count = readSync(fd, buffer, 0, READ_BYTES, null);
      if (count === 0) return Buffer.concat(pieces);
      pieces.push(Buffer.from(buffer.subarray(0, count)));
    }
  } catch {
    return null;
  } finally {
    if (fd >= 0) closeSync(fd);
  }
};

/** Whether `mark` is one whole entry of a NUL-separated list. */
const hasEntry = (entries: Buffer, mark: Buffer): boolean => {
  for (let at = entries.indexOf(mark); at >= 0; at = entries.indexOf(mark, at + 1)) {
    const end = at + mark.length;
    if ((at === 0 || entries[at - 1] === 0) && (end === entries.length || entries[end] === 0)) return true;
  }
  return false;
};

/** Parent and group of a live process; null for a zombie, which only waits to be collected. */
const readRow = (pid: number): Row | null => {
  const stat = readProc(`/proc/${pid}/stat`)?.toString('latin1') ?? '';
  // The name in parentheses may hold anything, also parentheses and spaces.
  const [state, parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (state === undefined || state === '' || state === 'Z' || state === 'X') return null;
  return { pid, parent: Number(parent), group: Number(group) };
};

const pids = (): readonly number[] => readdirSync('/proc').map(Number).filter(Number.isInteger);

const isGuardNamed = (name: string | undefined): boolean => GUARDS.includes(name);

/** Where processes are looked up. */
type Table = {
  readonly pids: () => readonly number[];
  /** null where it is gone. */
  readonly row: (pid: number) => Row | null;
  /** Whether its environment holds the mark, or the kernel has it; null where it cannot be seen. */
  readonly marked: (pid: number, mark: string) => boolean | null;
  /** Whether it looks after the trees of an engine that a step has started; it ends when it has done that. */
  readonly isGuard: (pid: number) => boolean;
};

const isGuard = (pid: number): boolean =>
  isGuardNamed(readProc(`/proc/${pid}/cmdline`)?.toString('latin1').split('\0', 1)[0]);

/** Whether we may kill it; limits can be read of everybody. */
const isOurs = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const procTable: Table = {
  pids,
  row: readRow,
  marked: (pid, mark) => {
    const entries = readProc(`/proc/${pid}/environ`);
    if (entries !== null && hasEntry(entries, Buffer.from(mark))) return true;
    const limits = readProc(`/proc/${pid}/limits`)?.toString('latin1') ?? '';
    // A guard of an engine in a step has its own to end, and a name is all there is to know it by.
    if (isKernelMarked(limits, mark) && isOurs(pid) && !isGuard(pid)) return true;
    return entries === null ? null : false;
  },
  isGuard,
};

/** As `ps` had it at one moment. */
const psTable = (rows: readonly PsRow[]): Table => {
  const byPid = new Map(rows.map((row) => [row.pid, row]));
  return {
    pids: () => [...byPid.keys()],
    row: (pid) => byPid.get(pid) ?? null,
    marked: (pid, mark) => {
      const row = byPid.get(pid);
      return row === undefined ? null : isMarked(row, mark);
    },
    isGuard: (pid) => isGuardNamed(byPid.get(pid)?.words.split(' ', 1)[0]),
  };
};

/** Whether the kernel shows processes in /proc. */
export const hasProc = (): boolean => readProc('/proc/self/environ') !== null;

const table = (): Table => (hasProc() ? procTable : psTable(psRows()));

/** This process and all it descends from; none of them is ever part of a tree that it may kill. */
const ownLine = ({
  row: rowOf,
}: Table): { readonly pids: ReadonlySet<number>; readonly groups: ReadonlySet<number> } => {
  const line = new Set<number>();
  const groups = new Set<number>();
  for (let pid = process.pid; pid > 0 && !line.has(pid); ) {
    line.add(pid);
    const row = rowOf(pid);
    if (row === null) break;
    groups.add(row.group);
    pid = row.parent;
  }
  return { pids: line, groups };
};

/**
 * How processes can be found by their environment here. Where neither can tell, only process groups are killed, and a tool that
 * starts a session of its own survives its step.
 */
export const howProcessesAreFound = (): 'proc' | 'ps' | null =>
  hasProc() ? 'proc' : psRows().some(({ pid }) => pid === process.pid) ? 'ps' : null;

/**
 * Looks at every process once and calls `found`, while it looks, for those that carry the mark, and by parentage for
 * their descendants that took it off and for all below the root; nothing where processes cannot be seen. `of`: for tests.
 */
export const scanProcesses = (
  { mark, root }: Wanted,
  found: (process: FoundProcess) => void,
  of: readonly PsRow[] | null = null,
): void => {
  const known = of === null ? table() : psTable(of);
  const own = ownLine(known);
  const keepers = new Set(root === null ? [] : [root.keeper, root.starter]);
  // What the starter has forked a moment ago is still in its group.
  const isOwnGroup = (group: number): boolean => keepers.has(group) || own.groups.has(group);
  const tell = ({ pid, group }: Row): void => found({ pid, group: isOwnGroup(group) ? null : group });
  const seen = new Set(keepers);
  const unmarked: Row[] = [];
  for (const pid of known.pids()) {
    if (own.pids.has(pid) || keepers.has(pid)) continue;
    const isWanted = known.marked(pid, mark);
    if (isWanted === null && root === null) continue;
    const row = known.row(pid);
    if (row === null) continue;
    if (isWanted !== true) {
      unmarked.push(row);
      continue;
    }
    seen.add(pid);
    // At once, not after the round: a storm of short-lived processes is gone a millisecond later.
    tell(row);
  }
  if (seen.size === 0) return;
  for (let grew = true; grew; ) {
    grew = false;
    for (const row of unmarked) {
      if (seen.has(row.pid) || !seen.has(row.parent)) continue;
      // A name proves nothing of what is below a starter: there everybody is killed, and nobody is needed any more.
      if (root === null && known.isGuard(row.pid)) continue;
      seen.add(row.pid);
      tell(row);
      grew = true;
    }
  }
};

/** Whether a process group has a member that has not been collected. */
export const isGroupAlive = (group: number): boolean => {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
};

/** Live members of a group, zombies left out; used where a zombie would keep `isGroupAlive` true. */
export const groupMembers = (group: number): readonly FoundProcess[] => {
  const known = table();
  const members = known.pids().flatMap((pid) => {
    const row = known.row(pid);
    return row !== null && row.group === group ? [row] : [];
  });
  // Who sees no processes at all is told by the kernel that there are some.
  return known.pids().length === 0 && isGroupAlive(group) ? [{ pid: group, group }] : members;
};

/** Resolves after a while; never keeps the process alive longer than what awaits it. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Whether /proc shows a process by the name `name`; for the two processes that bubblewrap keeps around a tool. */
export const isNamed = (pid: number, name: string): boolean => {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'latin1').trim() === name;
  } catch {
    return false;
  }
};
