/** Masks bytes as they come, piece by piece: what is shown of them does not depend on the pieces. */
import type { Before, Finder } from './finder.ts';
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
  /** How many bytes at the front of the page have been given out: they only tell how what follows reads. */
  let given = 0;
  /** Where the last mark ends that has been given out, if that is further. */
  let covered = 0;
  /** How many bytes at the front of the page nothing depends on any more, and what stands before the others. */
  let keptFrom = 0;
  let before: Before = [];

  const put = (bytes: Uint8Array, at: number): number => {
    out.set(bytes, at);
    return at + bytes.length;
  };

  /** The bytes from `given` up to `until`, the secrets among them masked. */
  const shown = ({ starts, ends }: Spans, until: number): Uint8Array => {
    const { bytes } = page;
    if (starts.length === 0 && covered <= given) return bytes.subarray(given, until);
    const size = until + starts.length * mark.length;
    if (out.length < size) out = new Uint8Array(size);
    let count = 0;
    /** What stands before is given out already, or has its mark. */
    let done = Math.max(given, covered);
    for (const [index, start] of starts.entries()) {
      if (start >= until) break;
      if (start >= done) {
        count = put(bytes.subarray(done, start), count);
        count = put(mark, count);
      }
      done = Math.max(done, ends[index] ?? 0);
    }
    if (done < until) count = put(bytes.subarray(done, until), count);
    covered = done;
    return out.subarray(0, count);
  };

  const release = (isLast: boolean): Uint8Array => {
    const { spans, heldFrom, ...ends } = finder().find(page, { before, given, isLast });
    const until = isLast ? page.length : Math.max(given, heldFrom);
    const released = shown(spans, until);
    given = until;
    [keptFrom, before] = [ends.keptFrom, ends.before];
    return released;
  };

  /** Forgets what nothing depends on any more. */
  const forget = (): number => {
    const rest = page.length - keptFrom;
    page.bytes.copyWithin(0, keptFrom, page.length);
    page.resize(rest);
    [given, covered, keptFrom] = [given - keptFrom, covered - keptFrom, 0];
    return rest;
  };

  return {
    push: (bytes) => {
      const rest = forget();
      page.reserve(rest + bytes.length + 8);
      page.bytes.set(bytes, rest);
      page.resize(rest + bytes.length);
      return release(false);
    },
    end: () => {
      forget();
      // Who printed nothing, or nothing that is held, needs no finder.
      return given === page.length ? page.bytes.subarray(0, 0) : release(true);
    },
  };
};
