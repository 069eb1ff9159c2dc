/** What a command reads: the standard input of the process. */

/** Read at most once. */
export type Input = {
  /** Whether a person would have to type it. */
  readonly isTerminal: boolean;
  readonly chunks: AsyncIterable<string | Uint8Array>;
};

/** The standard input of this process; nothing is read before its chunks are asked for. */
export const inputOf = (stdin: NodeJS.ReadStream): Input => ({ isTerminal: stdin.isTTY, chunks: stdin });
