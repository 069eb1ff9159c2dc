/** Masks bytes as they come, piece by piece. */
import type { Finder } from './finder.ts';
import { Page } from './page.ts';
import type { Spans } from './spans.ts';

export type MaskStream = {
  /** What may be shown by now, good until the next call; the possible beginning of a secret is held back. */
  readonly push: (bytes: Uint8Array) => Uint8Array;
  /** The rest, when nothing more will come. */
  readonly end: () => Uint8Array;
};

/** Makes a stream that asks for its finder when the first bytes come, and puts `mark` where a secret stood. */
export const createStream = (finder: () => Finder, mark: Uint8Array): MaskStream => {
  const page = new Page();
  let out: Uint8Array = new Uint8Array(0);
  /** So many of the bytes that are held belong to a secret whose mark has been given out. */
  let covered = 0;
  /** The last byte that was given out. */
  let before = -1;
  /** How many bytes at the front of the page have been given out. */
  let given = 0;

  const put = (bytes: Uint8Array, at: number): number => {
    out.set(bytes, at);
    return at + bytes.length;
  };

  /** The bytes up to `until`, the secrets among them masked. */
  const shown = ({ starts, ends }: Spans, until: number): Uint8Array => {
    const { bytes } = page;
    if (starts.length === 0 && covered === 0) return bytes.subarray(0, until);
    const size = until + starts.length * mark.length;
    if (out.length < size) out = new Uint8Array(size);
    let count = 0;
    /** What stands before is given out already, or has its mark. */
    let done = covered;
    for (const [index, start] of starts.entries()) {
      const end = ends[index] ?? 0;
      if (start >= until) break;
      if (start >= done) {
        count = put(bytes.subarray(done, start), count);
        count = put(mark, count);
      }
      done = Math.max(done, end);
    }
    if (done < until) count = put(bytes.subarray(done, until), count);
    covered = Math.max(0, done - until);
    return out.subarray(0, count);
  };

  const release = (isLast: boolean): Uint8Array => {
    const { spans, heldFrom } = finder().find(page, { before, isLast });
    given = isLast ? page.length : heldFrom;
    if (given > 0) before = page.bytes[given - 1] ?? -1;
    return shown(spans, given);
  };

  return {
    push: (bytes) => {
      const rest = page.length - given;
      page.bytes.copyWithin(0, given, page.length);
      page.resize(rest);
      page.reserve(rest + bytes.length + 8);
      page.bytes.set(bytes, rest);
      page.resize(rest + bytes.length);
      return release(false);
    },
    end: () => {
      page.bytes.copyWithin(0, given, page.length);
      page.resize(page.length - given);
      given = 0;
      // Who printed nothing, or nothing that is held, needs no finder.
      return page.length === 0 ? page.bytes.subarray(0, 0) : release(true);
    },
  };
};
