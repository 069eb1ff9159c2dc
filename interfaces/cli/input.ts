/** What a command reads: the standard input of the process. */
import { StringDecoder } from 'node:string_decoder';
import { createTyping, type Keys, type Typed } from './typing.ts';

/** Read as chunks, at most once, or line by line. */
export type Input = {
  /** Whether a person would have to type it. */
  readonly isTerminal: boolean;
  readonly chunks: AsyncIterable<string | Uint8Array>;
  /** The next line that is typed. Nothing is read before it is asked for, nor after it has come. */
  line(isHidden: boolean): Promise<Typed>;
};

const keysOf = (stdin: NodeJS.ReadStream): Keys => {
  const decoder = new StringDecoder('utf8');
  return {
    next: () =>
      new Promise((resolve) => {
        if (stdin.readableEnded || stdin.destroyed) {
          resolve(null);
          return;
        }
        const settle = (text: string | null): void => {
          stdin.off('data', taken).off('end', ended).off('error', ended).pause();
          resolve(text);
        };
        const taken = (chunk: string | Buffer): void => {
          settle(typeof chunk === 'string' ? chunk : decoder.write(chunk));
        };
        // A terminal that is gone is an error of the read.
        const ended = (): void => settle(null);
        stdin.on('data', taken).on('end', ended).on('error', ended).resume();
      }),
    show: (isShown) => {
      if (stdin.isTTY) stdin.setRawMode(!isShown);
    },
  };
};

/** The standard input of this process. */
export const inputOf = (stdin: NodeJS.ReadStream): Input => ({
  isTerminal: stdin.isTTY,
  chunks: stdin,
  line: createTyping(keysOf(stdin)),
});
