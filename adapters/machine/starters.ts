/** As many starters as commands run at the same time; each runs one command, and waits for the next. */
import { execFile } from 'node:child_process';
import { codeOf } from '../../core/thrown.ts';
import { hasProc } from './process-table.ts';
import { systemCallNumbers } from './starter-script.ts';
import { startStarter } from './starter.ts';
import type { Starter } from './starter.ts';

export type Starters = {
  /** One that is free; null where this machine can have none, and node's own spawn must do. */
  readonly take: () => Starter | null;
  /** Gives it back; one that still has somebody below it is let go, and kills them as it goes. */
  readonly giveBack: (starter: Starter) => void;
  readonly release: () => void;
};

/** How many may wait for the next command: those of a crowd that comes once are let go. */
const MOST_WAITING = 32;

/** Makes the starters of one engine, none yet. */
export const createStarters = (): Starters => {
  const free: Starter[] = [];
  const all = new Set<Starter>();
  let isPossible = true;
  return {
    take: () => {
      const waiting = free.pop();
      if (waiting !== undefined && waiting.isFree()) return waiting;
      if (waiting !== undefined) all.delete(waiting);
      const made = isPossible ? startStarter() : null;
      isPossible = made !== null;
      if (made !== null) all.add(made);
      return made;
    },
    giveBack: (starter) => {
      if (starter.isFree() && free.length < MOST_WAITING) return void free.push(starter);
      all.delete(starter);
      // One that never said it was ready has died: there is no perl, or one that cannot do it.
      if (!starter.wasReady()) isPossible = false;
      starter.release();
    },
    release: () => {
      for (const starter of all) starter.release();
    },
  };
};

const PROBE = 'exit(syscall($ARGV[0] + 0, 36, 1, 0, 0, 0) == 0 ? 0 : 1)';
const PROBE_MS = 10_000;

/** `isMended`: whether another perl would do. */
export type NoStarters = { readonly reason: string; readonly isMended: boolean };

/** Why this machine can have no starters, for people; null where it can. */
export const whyNoStarters = (): Promise<NoStarters | null> => {
  const [prctl] = systemCallNumbers() ?? [];
  const never = (reason: string): Promise<NoStarters> => Promise.resolve({ reason, isMended: false });
  if (prctl === undefined) return never('there are none for this system and processor');
  if (!hasProc()) return never('there is no /proc, in which they look for what a step left');
  return new Promise((resolve) => {
    execFile('perl', ['-e', PROBE, prctl], { timeout: PROBE_MS }, (error) => {
      if (error === null) resolve(null);
      else if (codeOf(error) === 'ENOENT') resolve({ reason: 'perl is not installed', isMended: true });
      else resolve({ reason: 'perl may not become a child subreaper here', isMended: false });
    });
  });
};
