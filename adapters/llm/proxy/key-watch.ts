/** Looks for a key in an answer that passes by: a provider that quotes what it was sent would hand it to the agent. */

export type KeyWatch = {
  /** What may go on of all that came; null where the key is in it. A part that may be its beginning waits for the rest. */
  readonly pass: (chunk: Buffer) => Buffer | null;
  /** What still waited. */
  readonly rest: () => Buffer;
};

/** How many bytes at the end of a text may be the beginning of the key. */
const begun = (bytes: Buffer, key: Buffer): number => {
  for (let length = Math.min(key.length - 1, bytes.length); length > 0; length--)
    if (bytes.subarray(bytes.length - length).equals(key.subarray(0, length))) return length;
  return 0;
};

/** An answer without it goes on as it came. */
export const createKeyWatch = (secret: string): KeyWatch => {
  const key = Buffer.from(secret);
  let waiting: Buffer = Buffer.alloc(0);
  return {
    pass: (chunk) => {
      const all = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
      if (key.length > 0 && all.includes(key)) return null;
      const held = begun(all, key);
      waiting = held === 0 ? Buffer.alloc(0) : Buffer.from(all.subarray(all.length - held));
      return all.subarray(0, all.length - held);
    },
    rest: () => waiting,
  };
};
