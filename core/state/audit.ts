/** Whether a log is what was once written: one pass over its hash chain. */
import type { RecordedEvent } from '../event.ts';
import type { Digest } from '../system.ts';
import { chainHash, genesisHash, payloadText } from './chain.ts';
import { messageOf } from '../thrown.ts';

/** A hash that was noted outside the log, in a checkpoint commit for one. */
export type Anchor = { readonly seq: number; readonly hash: string };

/**
 * What is wrong with an event. `gap`: its number does not follow (something was taken out, put in or moved);
 * `link`: it does not name the event before it; `hash`: it was altered; `foreign`: it belongs to another run;
 * `anchor`: the whole log was rewritten; `truncated`: an anchor names an event that is gone;
 * `unreadable`: it cannot be read as an event.
 */
export type ChainFault = 'gap' | 'link' | 'hash' | 'foreign' | 'anchor' | 'truncated' | 'unreadable';

export type ChainVerdict =
  | { readonly ok: true; readonly count: number; readonly head: Anchor | null }
  | { readonly ok: false; readonly firstBad: number; readonly fault: ChainFault; readonly message: string };

/**
 * Verifies a whole log, from its first event on. Everything is found, except events cut off behind the newest anchor:
 * a chain cannot know what was to follow its end. `verified` is told of each event that is what it was.
 */
export const verifyChain = async (
  events: AsyncIterable<RecordedEvent> | Iterable<RecordedEvent>,
  digest: Digest,
  anchors: readonly Anchor[] = [],
  verified: (event: RecordedEvent) => void = () => undefined,
): Promise<ChainVerdict> => {
  const anchored = new Map<number, Set<string>>();
  for (const { seq, hash } of anchors) anchored.set(seq, (anchored.get(seq) ?? new Set()).add(hash));
  let head: Anchor | null = null;
  let run: string | null = null;
  const bad = (firstBad: number, fault: ChainFault, message: string): ChainVerdict => ({
    ok: false,
    firstBad,
    fault,
    message: `event ${firstBad}: ${message}`,
  });
  try {
    for await (const event of events) {
      const due: number = (head?.seq ?? 0) + 1;
      run ??= event.run;
      if (event.run !== run) return bad(due, 'foreign', `belongs to run ${event.run}, not ${run}`);
      if (event.seq !== due) return bad(due, 'gap', `number ${event.seq} stands in its place`);
      if (event.previousHash !== (head?.hash ?? genesisHash)) return bad(due, 'link', 'does not follow the one before');
      if (event.hash !== chainHash(digest, event.previousHash, event, payloadText(event)))
        return bad(due, 'hash', 'is not what was written');
      // What checkpoints say of events that are known to be lost is known to be so.
      if (event.type === 'run.damaged') anchored.clear();
      const expected = anchored.get(due);
      if (expected !== undefined && (expected.size > 1 || !expected.has(event.hash)))
        return bad(due, 'anchor', 'is not the one that was anchored');
      head = { seq: event.seq, hash: event.hash };
      verified(event);
    }
  } catch (error) {
    return bad((head?.seq ?? 0) + 1, 'unreadable', messageOf(error));
  }
  const end = head?.seq ?? 0;
  for (const seq of [...anchored.keys()].sort((a, b) => a - b))
    if (seq > end) return bad(end + 1, 'truncated', `is gone, although event ${seq} was anchored`);
  return { ok: true, count: end, head };
};
