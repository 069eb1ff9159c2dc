/**
 * Holds one command to what it may use: by a control group where one can be made, else by what the system offers for single
 * processes and by adding up what they use.
 *
 * | | control group | else |
 * |---|---|---|
 * | memory | all processes together | added up ten times a second; one process may never ask for twice as much |
 * | processes | all together | added up; and a fork fails where the user is not root |
 * | cpu | a share of all processors | as many processors, rounded up |
 */
import { readFileSync } from 'node:fs';
import type { Limits } from '../../core/workstream.ts';
import { openControlGroup } from './control-group.ts';
import type { ControlGroup } from './control-group.ts';

/** What a starter is asked to do before it starts the program; null where nothing. */
export type Harness = {
  /** The folder of a control group to join. */
  readonly group: string | null;
  /** RLIMIT_DATA. */
  readonly dataBytes: number | null;
  /** RLIMIT_NPROC, which counts all that the user runs. */
  readonly userProcesses: number | null;
  /** To how many processors it is tied. */
  readonly processors: number | null;
};

export const NO_HARNESS: Harness = { group: null, dataBytes: null, userProcesses: null, processors: null };

/** How many processes and threads there are now: no fewer than the user has. */
const running = (): number => {
  try {
    return Number(/ \d+\/(\d+) /.exec(readFileSync('/proc/loadavg', 'latin1'))?.[1] ?? 0);
  } catch {
    return 0;
  }
};

/** What a command with limits starts with. */
export const harnessFor = (
  name: string,
  limits: Limits,
): { readonly harness: Harness; readonly group: ControlGroup | null } => {
  const group = openControlGroup(name, limits);
  if (group !== null) return { harness: { ...NO_HARNESS, group: group.path }, group };
  const { memoryBytes, processes, cpu } = limits;
  const harness: Harness = {
    group: null,
    dataBytes: memoryBytes === null ? null : memoryBytes * 2,
    userProcesses: processes === null ? null : running() + processes,
    processors: cpu === null ? null : Math.ceil(cpu),
  };
  return { harness, group: null };
};
