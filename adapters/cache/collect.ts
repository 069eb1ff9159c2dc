/** Throws away what was kept and has not been of use for longest, and what no entry holds. */
import type { Entries } from './entries.ts';
import { digestsOf } from './entry.ts';

/** `unusedMs`: entries that have not fitted for so long go in any case; null: none. */
export type Bounds = { readonly maxBytes: number; readonly unusedMs: number | null };

export type Collected = { readonly entries: number; readonly bytes: number; readonly leftBytes: number };

/** Bytes are written before the entry that holds them. */
const FRESH_MS = 600_000;

/** Leaves as much as the bounds allow. */
export const collectEntries = (
  entries: Pick<Entries, 'all' | 'allBytes' | 'remove' | 'removeBytes'>,
  { maxBytes, unusedMs }: Bounds,
  now: number,
): Collected => {
  const lying = new Map(entries.allBytes().map((one) => [one.digest, one]));
  const held = new Set<string>();
  let [gone, room] = [0, maxBytes];
  for (const { entry, usedAt } of entries.all().toSorted((one, other) => other.usedAt - one.usedAt)) {
    const more = digestsOf(entry).filter((digest) => !held.has(digest));
    const bytes = more.reduce((sum, digest) => sum + (lying.get(digest)?.size ?? 0), 0);
    const isOld = unusedMs !== null && now - usedAt > unusedMs;
    if (isOld || bytes > room) {
      entries.remove(entry.key);
      gone += 1;
      continue;
    }
    room -= bytes;
    for (const digest of more) held.add(digest);
  }
  let [freed, left] = [0, 0];
  for (const { digest, size, writtenAt } of lying.values()) {
    if (held.has(digest) || (now - writtenAt < FRESH_MS && maxBytes > 0)) {
      left += size;
      continue;
    }
    entries.removeBytes(digest);
    freed += size;
  }
  return { entries: gone, bytes: freed, leftBytes: left };
};
