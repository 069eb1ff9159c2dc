/** Process trees that are hard to kill, and an independent way to count who is left of one. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

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

/** Pids of live processes (no zombies) whose environment holds `NAME=value`. */
export const living = (mark: string): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(mark)) return false;
        return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
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
