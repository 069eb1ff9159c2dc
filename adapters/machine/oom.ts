/** Whether the kernel has killed something of this process's control group for want of memory. */
import { readFileSync } from 'node:fs';

const GROUP = /^0::(\/.*)$/m;
const KILLS = /^oom_kill (\d+)$/m;

/** How many it has killed so far; 0 where the kernel does not say (no control groups of version 2). */
const killed = (): number => {
  try {
    const group = GROUP.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1] ?? '/';
    return Number(KILLS.exec(readFileSync(`/sys/fs/cgroup${group}/memory.events`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
};

/** Gives a function that tells whether anything was killed since it was made, or last said so. */
export const watchOomKills = (): (() => boolean) => {
  let before = killed();
  return () => {
    const now = killed();
    const isMore = now > before;
    before = now;
    return isMore;
  };
};
