/** What `ps` tells of running processes, where the kernel shows no /proc (macOS): their parents, groups, and of one's own the environment. */
import { execFileSync } from 'node:child_process';

export type Row = { readonly pid: number; readonly parent: number; readonly group: number };

/** A process and its words, its environment behind them. */
export type PsRow = Row & { readonly words: string };

/** How it is asked for pid, parent, group, state and words of everybody. */
export const ASK_PS: readonly string[] =
  process.platform === 'darwin'
    ? ['-axEww', '-o', 'pid=,ppid=,pgid=,stat=,command=']
    : ['axeww', '-o', 'pid=,ppid=,pgid=,stat=,args='];

const ASK_MS = 5_000;
const MOST_BYTES = 64 * 1024 * 1024;

/** Reads what it printed; processes that only wait to be collected are none. */
export const psRowsIn = (text: string): readonly PsRow[] =>
  text.split('\n').flatMap((line): readonly PsRow[] => {
    const found = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s*(.*)$/.exec(line);
    if (found === null) return [];
    const [, pid, parent, group, state = '', words = ''] = found;
    if (/^[ZX]/.test(state)) return [];
    return [{ pid: Number(pid), parent: Number(parent), group: Number(group), words }];
  });

/** Whether one of its words is `NAME=value`, as its environment has it. */
export const isMarked = ({ words }: PsRow, mark: string): boolean => ` ${words} `.includes(` ${mark} `);

/** All processes; none where there is no `ps` that answers. */
export const psRows = (): readonly PsRow[] => {
  try {
    const options = { encoding: 'utf8', timeout: ASK_MS, maxBuffer: MOST_BYTES, stdio: 'pipe' } as const;
    return psRowsIn(execFileSync('ps', [...ASK_PS], options));
  } catch {
    return [];
  }
};
