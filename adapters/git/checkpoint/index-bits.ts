/**
 * Takes the two bits out of an index by which git does not look at a file: "assume unchanged" and "skip worktree". A step
 * that set one would hide what it changed from checkpoints, from what is kept, and from being put back.
 *
 * The format is that of git's `index-format` documentation: versions 2 to 4, either hash.
 */
import { createHash } from 'node:crypto';

/** Where the flags of each entry begin, and its extended ones, 0 where it has none. */
type Flags = { readonly at: number; readonly extended: number };

const HEADER_BYTES = 12;
/** Times, device, inode, mode, owner and size of an entry. */
const STAT_BYTES = 40;
const [ASSUME_VALID, EXTENDED, NAME_LENGTH] = [0x8000, 0x4000, 0x0fff];
const SKIP_WORKTREE = 0x4000;

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
const flagsOf = (bytes: Buffer, hashBytes: number): readonly Flags[] | null => {
  const version = bytes.readUInt32BE(4);
  const count = bytes.readUInt32BE(8);
  if (version < 2 || version > 4) return null;
  const hiding: Flags[] = [];
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
    const extended = isExtended ? at + 2 : 0;
    const isSkipped = isExtended && (bytes.readUInt16BE(extended) & SKIP_WORKTREE) !== 0;
    if ((flags & ASSUME_VALID) !== 0 || isSkipped) hiding.push({ at, extended });
    entry = version === 4 ? name.end + 1 : entry + Math.ceil((name.end + 1 - entry) / 8) * 8;
    before = name.length;
  }
  return hiding;
};

/**
 * Gives an index in which git looks at every file; the same bytes where it does already. `isSparse`: the worktree is a
 * sparse checkout, in which git itself skips files that are not there (and those alone). Bytes that are no index stay.
 */
export const lookingAtAll = (bytes: Buffer, isSparse: boolean): Buffer => {
  if (bytes.length < HEADER_BYTES + 20) return bytes;
  const short = flagsOf(bytes, 20);
  const hashBytes = short === null ? 32 : 20;
  const hiding = short ?? flagsOf(bytes, 32) ?? [];
  const copy = Buffer.from(hiding.length === 0 ? '' : bytes);
  let isChanged = false;
  for (const { at, extended } of hiding) {
    const [flags, more] = [copy.readUInt16BE(at), extended === 0 ? 0 : copy.readUInt16BE(extended)];
    const isKept = isSparse || extended === 0;
    isChanged ||= (flags & ASSUME_VALID) !== 0 || !isKept;
    copy.writeUInt16BE(flags & ~ASSUME_VALID, at);
    if (!isKept) copy.writeUInt16BE(more & ~SKIP_WORKTREE, extended);
  }
  if (!isChanged) return bytes;
  const body = copy.subarray(0, -hashBytes);
  // A sum of zeros says that git was told to leave it out.
  if (bytes.subarray(-hashBytes).some((byte) => byte !== 0))
    createHash(hashBytes === 20 ? 'sha1' : 'sha256')
      .update(body)
      .digest()
      .copy(copy, body.length);
  return copy;
};
