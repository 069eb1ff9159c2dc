/** Process trees that are hard to kill, and an independent way to count who is left of one. */
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Shell scripts; each makes the file $READY when its whole tree stands, and then never ends by itself. */
export const shapes: Readonly<Record<string, string>> = {
  'a session of its own': 'setsid sleep 1000 & touch "$READY"; sleep 1000',
  'a double fork': '(setsid sh -c "sleep 1000 & sleep 1000 &" &); touch "$READY"; sleep 1000',
  'a tree that ignores TERM': `trap '' TERM INT HUP; setsid sleep 1000 & sleep 1000 & touch "$READY"; while :; do sleep 1; done`,
  'holders of the output': 'sleep 1000 | cat & (sleep 1000 | setsid cat >&2 &); touch "$READY"; exec sleep 1000',
  'a stopped tree':
    'sleep 1000 & kill -STOP $!; setsid sh -c "kill -STOP \\$\\$" & touch "$READY"; kill -STOP $$; sleep 1000',
  'a storm of forks':
    'for i in 1 2 3 4 5 6 7 8; do setsid sh -c "while :; do (setsid sleep 0.05 &); sleep 0.02; done" & done; touch "$READY"; wait',
};

/** Trees of which a part wipes its marks; only a starter or a sandbox can end them. Each script as in `shapes`. */
export const wipedShapes: Readonly<Record<string, { readonly needs: string; readonly script: string }>> = {
  'an environment wiped': {
    needs: 'perl',
    script:
      '(env -i setsid sh -c "cd /; (while :; do sleep 1; done) & wait" tree $TREE_TEST &); sleep 0.1; touch "$READY"; sleep 1000',
  },
  'a title written over': {
    needs: 'perl',
    script: `setsid perl -e '$0 = "tree " . ("x" x 4096); open F, ">", $ENV{READY}; close F; sleep 1000' & sleep 1000`,
  },
  'redis as a daemon': {
    needs: 'redis-server',
    script:
      'redis-server --port 0 --unixsocket "$PWD/socket" --save "" --daemonize yes --dir "$PWD"; while ! [ -S socket ]; do sleep 0.02; done; touch "$READY"; sleep 1000',
  },
  'nginx as a daemon': {
    needs: 'nginx',
    script:
      'printf "events{}\\nhttp{access_log off; server{listen unix:$PWD/socket;}}\\npid $PWD/pid; error_log $PWD/error.log; user root;" >conf; nginx -e "$PWD/error.log" -c "$PWD/conf" -p "$PWD"; while ! [ -s pid ]; do sleep 0.02; done; touch "$READY"; sleep 1000',
  },
};

const isDead = (pid: number): boolean => /\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));

/** Pids of live processes (no zombies) that stand in the folder `cwd`, or name `text` among their arguments. */
export const livingIn = (cwd: string, text: string): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        if (pid === process.pid || isDead(pid)) return false;
        if (readlinkSync(`/proc/${pid}/cwd`).startsWith(cwd)) return true;
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0').includes(text);
      } catch {
        return false;
      }
    });

/** Pids of live processes (no zombies) whose environment holds `NAME=value`. */
export const living = (mark: string): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(mark)) return false;
        return !isDead(pid);
      } catch {
        return false;
      }
    });

/** Resolves as soon as `holds` does; rejects when it did not within `withinMs`. */
export const until = async (what: string, withinMs: number, holds: () => boolean): Promise<void> => {
  const giveUpAt = performance.now() + withinMs;
  while (!holds()) {
    if (performance.now() > giveUpAt) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

export const isThere = (path: string): boolean => existsSync(path);
