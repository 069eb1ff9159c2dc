/** Follows what happens to all runs, batch by batch, from a cursor on. */
import type { Tail, TailedEvent } from '../../core/tail.ts';

/**
 * F1: a batch is asked for only when the one before has been dealt with, so who follows slowly holds nothing in memory.
 * F2: the log is read to its end after every ring, and the bell is listened to before that: nothing is passed over.
 *
 * Every event after position `cursor`, once and in order, until `ended` aborts; what comes later is waited for.
 */
export async function* follow(
  tail: Tail,
  cursor: number,
  ended: AbortSignal,
): AsyncGenerator<readonly [TailedEvent, ...TailedEvent[]]> {
  let at = cursor;
  for await (const _ of tail.changes(ended)) {
    while (!ended.aborted) {
      const [first, ...others] = await tail.after(at);
      if (first === undefined) break; // F2
      yield [first, ...others]; // F1
      at = others.at(-1)?.position ?? first.position;
    }
  }
}
