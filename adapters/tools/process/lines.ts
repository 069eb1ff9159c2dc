/** Cuts a stream of bytes into lines. */

/** What one line may hold; a longer one is passed over. */
const LONGEST_LINE = 32 * 1024 * 1024;

export type Lines = {
  readonly push: (bytes: Uint8Array) => void;
  /** The last line, where no line end follows it. */
  readonly end: () => void;
};

/** Calls `onLine` with each whole line, its line end left off; bytes that are no UTF-8 become U+FFFD. */
export const createLines = (onLine: (line: string) => void): Lines => {
  let parts: Buffer[] = [];
  let length = 0;
  const flush = (): void => {
    // A line that was too long has lost its parts.
    if (parts.length > 0 && length <= LONGEST_LINE) onLine(Buffer.concat(parts).toString('utf8').replace(/\r$/, ''));
    parts = [];
    length = 0;
  };
  const add = (piece: Uint8Array): void => {
    if (piece.length === 0) return;
    length += piece.length;
    // A copy: whoever gives the bytes uses their place again.
    if (length <= LONGEST_LINE) parts.push(Buffer.from(piece));
    else parts = [];
  };
  return {
    push: (bytes) => {
      let from = 0;
      for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, from)) {
        add(bytes.subarray(from, at));
        flush();
        from = at + 1;
      }
      add(bytes.subarray(from));
    },
    end: flush,
  };
};
