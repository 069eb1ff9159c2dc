/** Runs a command line in this process and keeps what it said. */
import { createColors } from 'picocolors';
import type { Composer } from '../../../../interfaces/house/composer.ts';
import { createTyping } from '../../../../interfaces/cli/typing.ts';
import { runCli } from '../../../../interfaces/cli/main.ts';

export type Said = { readonly code: number; readonly out: string; readonly err: string };

/** `stop`: the person presses Ctrl-C as soon as somebody listens. */
export const ws = async (
  argv: readonly string[],
  home: { readonly composer: Composer; readonly root: string },
  options: {
    readonly cwd?: string;
    readonly stop?: boolean;
    readonly input?: string;
    /** Whether a person types the input. */
    readonly isTyped?: boolean;
    readonly env?: Record<string, string>;
    /** Of the terminal; 80 where it is not said. */
    readonly columns?: number;
  } = {},
): Promise<Said> => {
  let out = '';
  let err = '';
  const stop = new AbortController();
  const lines = [options.input ?? null].values();
  const typing = createTyping({ next: async () => lines.next().value ?? null, show: () => undefined });
  const code = await runCli(argv, {
    env: { USER: 'ada', ...options.env },
    cwd: options.cwd ?? home.root,
    interrupts: {
      stop: stop.signal,
      kill: new AbortController().signal,
      listen: (onStop) => {
        if (options.stop === true) {
          stop.abort();
          onStop();
        }
        return () => undefined;
      },
    },
    openInput: () => ({
      isTerminal: options.isTyped ?? false,
      line: typing,
      chunks: (async function* () {
        yield options.input ?? '';
      })(),
    }),
    openScreen: ({ quiet }) => ({
      columns: options.columns ?? 80,
      noteColumns: 80,
      rows: 24,
      isLive: false,
      isDead: false,
      hasColour: false,
      paint: createColors(false),
      notePaint: createColors(false),
      write: (text) => {
        out += text;
      },
      line: (text) => {
        out += `${text}\n`;
      },
      quote: (text) => {
        out += text;
      },
      note: (text) => {
        if (!quiet) err += `${text}\n`;
      },
      complain: (text) => {
        err += `${text}\n`;
      },
      handOver: () => undefined,
      gone: new AbortController().signal,
    }),
    compose: async () => home.composer,
  });
  return { code, out, err };
};
