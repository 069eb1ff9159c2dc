/**
 * Outlives the engine by a second: a tiny shell that waits for the engine's end of a pipe to close, which the kernel
 * does however the engine dies, and then kills whatever the engine had started.
 *
 * W1 The watchdog carries no mark and stands in a session of its own: no group kill and no sweep of a step hits it.
 * W2 It holds nothing of the engine but the pipe and the file of groups.
 * W3 On a clean end it does the same, so a daemon that a step left behind does not outlive the engine either.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownEnvironment } from './own-environment.ts';
import { WATCHDOG_NAME } from './process-table.ts';
import type { Root } from './process-table.ts';
import { ASK_PS } from './ps-table.ts';

/** One line of the file of groups, right-aligned: a group id, `c` and a pid, `m` and a kernel mark, or blanks where the place is free. */
const LINE_BYTES = 24;
const FREE = `${' '.repeat(LINE_BYTES - 1)}\n`;

/**
 * $1 is the mark, and behind it stands how `ps` is asked where there is no /proc: it shows our own arguments, too, so our group is
 * passed over. Values come as arguments and files, never as script text. A marked process is killed with its group; the rounds end
 * when three in a row found nobody, so that a fork under way at the first look is met by the next. Who has only the mark of the
 * kernel and is called a watchdog is that of an engine in a step, and has its own to kill.
 */
const SCRIPT = `
trap '' HUP INT TERM QUIT
while IFS= read -r line; do :; done
marks=
while read -r group; do
  case $group in
    [cm]*[!0-9]*|'') ;;
    c*) kill -s CONT "\${group#c}" ;;
    m*) marks="$marks|\${group#m}" ;;
    *[!0-9]*) ;;
    *) kill -s KILL -- "-$group" ;;
  esac
done <&3
mark=$1
shift
in_proc() {
  for file in $(grep -lsF -- "$mark" /proc/[0-9]*/environ; [ -z "$marks" ] || grep -lsE "timeout +(\${marks#|}) " /proc/[0-9]*/limits); do
    pid=\${file#/proc/} pid=\${pid%/*}
    case $file in *limits) grep -aqs "^$0" "/proc/$pid/cmdline" && continue ;; esac
    IFS= read -r stat <"/proc/$pid/stat" || continue
    set -- \${stat##*) }
    case $1 in Z|X) ;; *) echo "-$3" "$pid" ;; esac
  done
}
in_ps() {
  ps "$@" | grep -F -- "$mark" | while read -r pid parent group state words; do
    case $state in Z*|X*) ;; *) [ "$group" = $$ ] || echo "-$group" "$pid" ;; esac
  done
}
quiet=0 rounds=0
while [ "$quiet" -lt 3 ] && [ "$rounds" -lt 200 ]; do
  rounds=$((rounds + 1)) quiet=$((quiet + 1))
  if [ -r /proc/self/environ ]; then found=$(in_proc); else found=$(in_ps "$@"); fi
  if [ -n "$found" ]; then
    kill -s KILL -- $found
    quiet=0
  fi
  sleep 0.05
done
`;

/** Who belongs to one command. */
export type Guarded = {
  readonly group: number | null;
  readonly root: Root | null;
  readonly kernelMark: string;
};

export type Watchdog = {
  /**
   * Has a process group killed if the engine dies, and whoever has the kernel mark, and keeper and starter go on where they
   * were stopped; the function given back takes that off again.
   */
  readonly guard: (guarded: Guarded) => () => void;
  /** Lets the watchdog do its last round and go. */
  readonly release: () => void;
};

/** A file that has no name any more, once to write and once to read. */
const namelessFile = (): { readonly write: number; readonly read: number } => {
  const folder = mkdtempSync(join(tmpdir(), 'ws-'));
  try {
    const path = join(folder, 'groups');
    const write = openSync(path, 'wx', 0o600);
    return { write, read: openSync(path, 'r') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Starts the watchdog of this process. `mark` must be unguessable, for it is looked for as a plain part of a text. */
export const startWatchdog = (mark: string): Watchdog => {
  const groups = namelessFile();
  // argv[0] names it in a process list and keeps it out of the sweeps of an outer engine.
  const child: ChildProcess = spawn('/bin/sh', ['-c', SCRIPT, WATCHDOG_NAME, mark, ...ASK_PS], {
    argv0: WATCHDOG_NAME,
    detached: true,
    cwd: '/',
    env: { PATH: ownEnvironment()['PATH'] ?? '/usr/bin:/bin' },
    stdio: ['pipe', 'ignore', 'ignore', groups.read],
  });
  closeSync(groups.read);
  // A machine that cannot start it is weaker by this guarantee; resume sweeps all the same.
  child.on('error', () => undefined);
  child.stdin?.on('error', () => undefined);
  child.unref();
  // The pipe of a child is a socket in truth; only that class has unref.
  if (child.stdin instanceof Socket) child.stdin.unref();
  const free: number[] = [];
  let places = 0;
  let isOpen = true;
  const put = (place: number, text: string): void => {
    if (isOpen) writeSync(groups.write, text, place * LINE_BYTES, 'latin1');
  };
  return {
    guard: ({ group, root, kernelMark }) => {
      const groups = group === null ? [] : [String(group)];
      const stopped = root === null ? [] : [`c${root.keeper}`, `c${root.starter}`];
      const taken = [...groups, ...stopped, `m${kernelMark}`].map((line) => {
        const place = free.pop() ?? places++;
        put(place, `${line.padStart(LINE_BYTES - 1)}\n`);
        return place;
      });
      return () => {
        for (const place of taken) put(place, FREE);
        free.push(...taken);
      };
    },
    release: () => {
      if (!isOpen) return;
      isOpen = false;
      closeSync(groups.write);
      child.stdin?.end();
    },
  };
};
