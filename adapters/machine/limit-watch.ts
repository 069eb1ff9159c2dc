/** Adds up what the processes of a command use, where no control group does it, and tells when that is too much. */
import { readFileSync } from 'node:fs';
import type { Limits } from '../../core/workstream.ts';
import { scanProcesses } from './process-table.ts';
import type { Wanted } from './process-table.ts';

/** The limit that a command is over. */
export type OverLimit = { readonly limit: 'memory' | 'processes'; readonly message: string };

const LOOK_MS = 100;
/** A look at very many processes is dear: spend at most a fifth of the time on looking. */
const REST = 4;
const PAGE_BYTES = 4_096;

const read = (path: string): string => {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
};

/** Quick, and too much where processes share memory, as after a fork. */
const residentBytes = (pid: number): number => Number(read(`/proc/${pid}/statm`).split(' ')[1] ?? 0) * PAGE_BYTES;

/** What is shared counts in parts. */
const ownBytes = (pid: number): number => {
  const kibibytes = /^Pss: +(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1];
  return kibibytes === undefined ? residentBytes(pid) : Number(kibibytes) * 1_024;
};

const sum = (pids: readonly number[], of: (pid: number) => number): number =>
  pids.reduce((total, pid) => total + of(pid), 0);

/** What a command is over now; null where it keeps to its limits. */
export const overLimit = ({ memoryBytes, processes }: Limits, pids: readonly number[]): OverLimit | null => {
  if (processes !== null && pids.length > processes) {
    return { limit: 'processes', message: `had more than ${processes} processes, which is the limit of the step` };
  }
  if (memoryBytes === null || sum(pids, residentBytes) <= memoryBytes || sum(pids, ownBytes) <= memoryBytes)
    return null;
  const mebibytes = Math.floor(memoryBytes / 1_048_576);
  return { limit: 'memory', message: `used more than ${mebibytes} MiB of memory, which is the limit of the step` };
};

/** Looks again and again; calls `tell` once, when it is too much. Gives what stops it. */
export const watchLimits = (limits: Limits, wanted: () => Wanted, tell: (over: OverLimit) => void): (() => void) => {
  let timer: NodeJS.Timeout;
  const look = (): void => {
    const startedAt = performance.now();
    const pids: number[] = [];
    scanProcesses(wanted(), ({ pid }) => pids.push(pid));
    const over = overLimit(limits, pids);
    if (over !== null) tell(over);
    else timer = setTimeout(look, Math.max(LOOK_MS, (performance.now() - startedAt) * REST));
  };
  timer = setTimeout(look, LOOK_MS);
  return () => clearTimeout(timer);
};
