/**
 * Walks the entries and extensions of an index, without git.
 *
 * The format is that of git's `index-format` documentation: versions 2 to 4, either hash.
 */

/** Where an entry keeps its mode, its flags, and its extended flags, 0 where it has none. */
export type IndexEntry = { readonly mode: number; readonly at: number; readonly extended: number };

/** `hashBytes` is how long the hashes are, `end` where the extensions begin. */
type Walked = { readonly hashBytes: number; readonly end: number };

const HEADER_BYTES = 12;
const MODE_AT = 24;
/** Times, device, inode, mode, owner and size of an entry. */
const STAT_BYTES = 40;
const [EXTENDED, NAME_LENGTH] = [0x4000, 0x0fff];

type Name = { readonly length: number; readonly end: number };

/** How many bytes of the name before are cut off, as version 4 says it, and where that is said to its end. */
const cutIn = (bytes: Buffer, from: number): readonly [cut: number, at: number] => {
  let at = from;
  let cut = (bytes[at] ?? 0) & 0x7f;
  while ((bytes[at] ?? 0) >= 0x80) {
    at += 1;
    cut = (cut + 1) * 0x80 + ((bytes[at] ?? 0) & 0x7f);
  }
  return [cut, at + 1];
};

/** The name that begins at `from`: how long it is as a whole, and where its zero is; null where there is none. */
const nameIn = (bytes: Buffer, from: number, before: number | null): Name | null => {
  const [cut, at] = before === null ? [0, from] : cutIn(bytes, from);
  const end = bytes.indexOf(0, at);
  return end < 0 ? null : { length: (before ?? 0) - cut + end - at, end };
};

/** Null where the bytes are not an index with hashes of that length. */
const walk = (bytes: Buffer, hashBytes: number, visit: (entry: IndexEntry) => void): number | null => {
  const version = bytes.readUInt32BE(4);
  const count = bytes.readUInt32BE(8);
  if (version < 2 || version > 4) return null;
  const end = bytes.length - hashBytes;
  let entry = HEADER_BYTES;
  let before = 0;
  for (let nth = 0; nth < count; nth += 1) {
    const at = entry + STAT_BYTES + hashBytes;
    if (at + 4 > end) return null;
    const flags = bytes.readUInt16BE(at);
    const isExtended = (flags & EXTENDED) !== 0;
    const name = nameIn(bytes, at + (isExtended ? 4 : 2), version === 4 ? before : null);
    if (name === null || name.end >= end || (version === 2 && isExtended)) return null;
    if (Math.min(name.length, NAME_LENGTH) !== (flags & NAME_LENGTH)) return null;
    visit({ mode: bytes.readUInt32BE(entry + MODE_AT), at, extended: isExtended ? at + 2 : 0 });
    entry = version === 4 ? name.end + 1 : entry + Math.ceil((name.end + 1 - entry) / 8) * 8;
    before = name.length;
  }
  return entry;
};

/** Gives the entries for which `isWanted`, and where they end; null where the bytes are no index. */
export const entriesIn = (
  bytes: Buffer,
  isWanted: (entry: IndexEntry) => boolean,
): (Walked & { readonly entries: readonly IndexEntry[] }) | null => {
  for (const hashBytes of [20, 32]) {
    if (bytes.length < HEADER_BYTES + hashBytes) return null;
    const entries: IndexEntry[] = [];
    const end = walk(bytes, hashBytes, (entry) => {
      if (isWanted(entry)) entries.push(entry);
    });
    if (end !== null) return { hashBytes, end, entries };
  }
  return null;
};

/** What the extension of that signature holds; null where the index has none. */
const extensionIn = (bytes: Buffer, { end, hashBytes }: Walked, signature: string): Buffer | null => {
  const last = bytes.length - hashBytes;
  let at = end;
  while (at + 8 <= last) {
    const next = at + 8 + bytes.readUInt32BE(at + 4);
    if (next > last) return null;
    if (bytes.toString('latin1', at, at + 4) === signature) return bytes.subarray(at + 8, next);
    at = next;
  }
  return null;
};

/** Gives the hash in the name of the second file that a split index keeps its entries in; null where it is not split. */
export const sharedIndexIn = (bytes: Buffer, walked: Walked | null = entriesIn(bytes, () => false)): string | null => {
  const link = walked === null ? null : extensionIn(bytes, walked, 'link');
  const hash = link?.subarray(0, walked?.hashBytes);
  return hash?.some((byte) => byte !== 0) === true ? hash.toString('hex') : null;
};
