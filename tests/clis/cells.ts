/** Every way in which a call of a real CLI can end: how it is brought about, and what must hold whatever the CLI. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Script } from './model-server/replies.ts';
import { openModelServer } from './model-server/server.ts';
import { killMarked, newPlace, tryOut, type Trial, type Tried } from './rig.ts';

/** A CLI that is spoken to: by its own stream, or over ACP with these arguments. */
export type Speaker = Pick<Trial, 'cli' | 'bin' | 'acp'>;

/** `isFew`: tried where time is short, too. `isOfStreams`: not over ACP. */
export type Cell = {
  readonly id: string;
  readonly isFew?: true;
  readonly isOfStreams?: true;
  /** Gives the word for how it ended: an outcome, or the code of a failure. */
  readonly run: (speaker: Speaker) => Promise<string>;
};

/** The script that most cells begin with. */
export const edit: Script = ({ hasResult }) =>
  hasResult ? { kind: 'text', text: 'I wrote the file.' } : { kind: 'command', command: 'echo made > made.txt' };

const wordOf = ({ result }: Tried): string => {
  if (!result.ok) return result.error.failure.code;
  if ('wait' in result.value) return 'asks';
  const { outcome } = result.value.outputs;
  return typeof outcome === 'string' ? outcome : 'ok';
};

/** Asks it with a model that says what the script has it say. Whatever comes of it, nobody is left. */
const ask = async (speaker: Speaker, script: Script, trial: Partial<Trial> = {}): Promise<Tried> => {
  const server = await openModelServer(script);
  try {
    const tried = await tryOut({ ...speaker, url: server.url, ...trial });
    expect(tried.survivors).toBe(0);
    return tried;
  } finally {
    await server.close();
  }
};

const STALL = { stallMs: 10_000 };
const STAYS = 'setsid sleep 601 & sleep 600';

export const CELLS: readonly Cell[] = [
  {
    ...{ id: 'edit', isFew: true },
    run: async (speaker) => {
      const done = await ask(speaker, edit);
      expect(readFileSync(join(done.place.worktree, 'made.txt'), 'utf8')).toBe('made\n');
      expect(readFileSync(done.paths.report, 'utf8')).toContain('echo made > made.txt');
      return wordOf(done);
    },
  },
  {
    ...{ id: 'text' },
    run: async (speaker) => wordOf(await ask(speaker, () => ({ kind: 'text', text: 'There is nothing to do.' }))),
  },
  {
    ...{ id: 'answer', isFew: true },
    run: async (speaker) => {
      const done = await ask(speaker, () => ({ kind: 'text', text: 'It is 42.' }), { with: { permission: 'read' } });
      expect(done.result).toMatchObject({ ok: true, value: { outputs: { result: 'It is 42.' } } });
      return wordOf(done);
    },
  },
  {
    ...{ id: 'denied' },
    run: async (speaker) => {
      const done = await ask(speaker, edit, { with: { permission: 'read' } });
      // Who wrote all the same has not done well.
      if (existsSync(join(done.place.worktree, 'made.txt'))) expect(done.result.ok).toBe(false);
      return wordOf(done);
    },
  },
  {
    ...{ id: 'failed' },
    run: async (speaker) => {
      const script: Script = ({ hasResult }) =>
        hasResult ? { kind: 'text', text: 'I tried.' } : { kind: 'command', command: 'exit 3' };
      return wordOf(await ask(speaker, script));
    },
  },
  {
    ...{ id: 'status-401', isFew: true },
    run: async (speaker) => wordOf(await ask(speaker, () => ({ kind: 'status', status: 401 }))),
  },
  {
    ...{ id: 'status-429' },
    run: async (speaker) => {
      const slow: Script = () => ({ kind: 'status', status: 429, headers: { 'retry-after': '1' } });
      return wordOf(await ask(speaker, slow, STALL));
    },
  },
  {
    ...{ id: 'status-500' },
    run: async (speaker) => wordOf(await ask(speaker, () => ({ kind: 'status', status: 500 }), STALL)),
  },
  {
    ...{ id: 'unreachable' },
    run: async (speaker) => {
      const done = await tryOut({ ...speaker, url: 'http://127.0.0.1:9', timeoutMs: 20_000, ...STALL });
      expect(done.survivors).toBe(0);
      return wordOf(done);
    },
  },
  {
    ...{ id: 'silence' },
    run: async (speaker) => {
      const done = await ask(speaker, () => ({ kind: 'silence' }), STALL);
      expect(done.result).toMatchObject({ ok: false, error: { failure: { afterMs: STALL.stallMs } } });
      return wordOf(done);
    },
  },
  {
    ...{ id: 'garbage' },
    run: async (speaker) => wordOf(await ask(speaker, () => ({ kind: 'garbage' }), { timeoutMs: 20_000, ...STALL })),
  },
  {
    ...{ id: 'cancelled', isFew: true },
    run: async (speaker) => {
      const stop = new AbortController();
      const script: Script = ({ hasResult }) => {
        if (!hasResult) setTimeout(() => stop.abort('cancel'), 3_000);
        return hasResult ? { kind: 'text', text: 'ok' } : { kind: 'command', command: STAYS };
      };
      return wordOf(await ask(speaker, script, { signal: stop.signal }));
    },
  },
  {
    ...{ id: 'timeout' },
    run: async (speaker) => {
      const done = await ask(speaker, () => ({ kind: 'command', command: STAYS }), { timeoutMs: 12_000 });
      expect(done.result).toMatchObject({ ok: false, error: { failure: { afterMs: 12_000 } } });
      return wordOf(done);
    },
  },
  {
    ...{ id: 'killed' },
    run: async (speaker) => {
      const place = newPlace();
      let isKilled = false;
      const script: Script = ({ hasResult }) =>
        hasResult || isKilled
          ? { kind: 'text', text: 'Done after all.' }
          : { kind: 'command', command: 'echo half > half.txt; sleep 600' };
      const first = ask(speaker, script, { place });
      while (!existsSync(join(place.worktree, 'half.txt'))) await new Promise((resolve) => setImmediate(resolve));
      isKilled = true;
      killMarked(place);
      const word = wordOf(await first);
      expect(wordOf(await ask(speaker, script, { place, attempt: 2 }))).toBe('ok');
      return word;
    },
  },
  {
    ...{ id: 'again', isFew: true },
    run: async (speaker) => {
      const first = await ask(speaker, edit);
      const said: boolean[] = [];
      const again: Script = ({ hasResult }) => {
        said.push(hasResult);
        return { kind: 'text', text: 'Once more.' };
      };
      const second = await ask(speaker, again, { place: first.place, attempt: 2 });
      // What was asked before is part of what is asked now; some do not find it again.
      return said.includes(true) ? wordOf(second) : 'begun anew';
    },
  },
  {
    ...{ id: 'resumed', isFew: true },
    run: async (speaker) => {
      const stop = new AbortController();
      const place = newPlace();
      const half = join(place.worktree, 'half.txt');
      const script: Script = ({ hasResult }) =>
        hasResult ? { kind: 'text', text: 'ok' } : { kind: 'command', command: 'echo half > half.txt; sleep 600' };
      const first = ask(speaker, script, { signal: stop.signal, place });
      while (!existsSync(half)) await new Promise((resolve) => setImmediate(resolve));
      stop.abort('stop');
      expect(wordOf(await first)).toBe('interrupted');
      const goesOn = { change: { kind: 'session' }, allows: [], says: null } as const;
      const second = await ask(speaker, () => ({ kind: 'text', text: 'Done.' }), { place, attempt: 2, goesOn });
      expect(readFileSync(half, 'utf8')).toBe('half\n');
      return wordOf(second);
    },
  },
  {
    ...{ id: 'eight' },
    run: async (speaker) => {
      const many = { timeoutMs: 170_000, stallMs: 170_000 };
      const all = await Promise.all(Array.from({ length: 8 }, () => ask(speaker, edit, many)));
      return [...new Set(all.map(wordOf))].join(', ');
    },
  },
  {
    ...{ id: 'asked', isFew: true, isOfStreams: true },
    run: async (speaker) => {
      const first = await ask(speaker, edit, { with: { permission: 'ask' } });
      const wait = first.result.ok && 'wait' in first.result.value ? first.result.value.wait : null;
      if (wait === null) return wordOf(first);
      expect(wait.wants?.all[0]?.subject).toContain('echo made > made.txt');
      let isDone = false;
      const again: Script = () => {
        if (isDone) return { kind: 'text', text: 'I wrote the file.' };
        isDone = true;
        return { kind: 'command', command: 'echo made > made.txt' };
      };
      const allows = wait.wants?.all.map(({ rule }) => rule) ?? [];
      const goesOn = { change: { kind: 'session' }, allows, says: null } as const;
      const second = await ask(speaker, again, {
        ...{ place: first.place, attempt: 2, goesOn },
        with: { permission: 'ask' },
      });
      expect(wordOf(second)).toBe('ok');
      expect(readFileSync(join(first.place.worktree, 'made.txt'), 'utf8')).toBe('made\n');
      return wordOf(first);
    },
  },
];
