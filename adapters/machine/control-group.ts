/** Control groups of version 2: one for each command that has limits, where a part of the tree is ours to change. */
import { accessSync, constants, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Limits } from '../../core/workstream.ts';

/** The group of one command. */
export type ControlGroup = {
  /** Its folder; a process joins it by writing into `cgroup.procs`. */
  readonly path: string;
  /** Whether the kernel has killed something in it for want of memory. */
  readonly wasOutOfMemory: () => boolean;
  /** Kills what is left in it and removes it. */
  readonly close: () => void;
};

const MOUNT = '/sys/fs/cgroup';
const OWN_GROUP = /^0::(\/.*)$/m;
const KILLS = /^oom_kill (\d+)$/m;
/** Of how many processors a processor's share of this many microseconds is one. */
const PERIOD_US = 100_000;
/** How far up from our own group one is looked for that we may divide. */
const LEVELS = 3;

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

const isWritable = (path: string): boolean => {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
};

const controllersOf = ({ memoryBytes, processes, cpu }: Limits): readonly string[] => [
  ...(memoryBytes === null ? [] : ['memory']),
  ...(processes === null ? [] : ['pids']),
  ...(cpu === null ? [] : ['cpu']),
];

/**
 * The group to divide: ours, or one above it, that may be written and hands the controllers on. Ours itself never does
 * while processes are in it, which a kernel forbids, so it is mostly the one above.
 */
const groupToDivide = (wanted: readonly string[], mount: string): string | null => {
  const own = OWN_GROUP.exec(read('/proc/self/cgroup'))?.[1];
  if (own === undefined) return null;
  for (let path = join(mount, own), level = 0; level < LEVELS; path = dirname(path), level += 1) {
    const handedOn = read(join(path, 'cgroup.subtree_control')).trim().split(/\s+/);
    // Who moves a process must be allowed to in the group that both ends have in common.
    const isOurs = isWritable(path) && isWritable(join(path, 'cgroup.procs'));
    if (isOurs && wanted.every((controller) => handedOn.includes(controller))) return path;
    if (path === mount) break;
  }
  return null;
};

/** Whether limits like these can be left to control groups here. */
export const hasControlGroups = (limits: Limits, mount: string = MOUNT): boolean =>
  groupToDivide(controllersOf(limits), mount) !== null;

/** Makes the group of one command; null where there can be none. */
export const openControlGroup = (name: string, limits: Limits, mount: string = MOUNT): ControlGroup | null => {
  const { memoryBytes, processes, cpu } = limits;
  const above = groupToDivide(controllersOf(limits), mount);
  if (above === null) return null;
  const path = join(above, `ws-${name}`);
  try {
    mkdirSync(path);
    if (memoryBytes !== null) {
      writeFileSync(join(path, 'memory.max'), String(memoryBytes));
      // One process too many shall not take the rest down half: the command ends whole.
      writeFileSync(join(path, 'memory.oom.group'), '1');
      // Not there where the kernel does not count swap.
      if (isWritable(join(path, 'memory.swap.max'))) writeFileSync(join(path, 'memory.swap.max'), '0');
    }
    if (processes !== null) writeFileSync(join(path, 'pids.max'), String(processes));
    if (cpu !== null) writeFileSync(join(path, 'cpu.max'), `${Math.round(cpu * PERIOD_US)} ${PERIOD_US}`);
  } catch {
    return null;
  }
  return {
    path,
    wasOutOfMemory: () => Number(KILLS.exec(read(join(path, 'memory.events')))?.[1] ?? 0) > 0,
    close: () => {
      try {
        if (isWritable(join(path, 'cgroup.kill'))) writeFileSync(join(path, 'cgroup.kill'), '1');
        rmdirSync(path);
      } catch {
        // Somebody in it has not been collected yet; an empty group costs nothing.
      }
    },
  };
};
