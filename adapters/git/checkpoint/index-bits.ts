/**
 * Takes the two bits out of an index by which git does not look at a file: "assume unchanged" and "skip worktree". A step
 * that set one would hide what it changed from checkpoints, from what is kept, and from being put back.
 */
import { createHash } from 'node:crypto';
import { entriesIn } from './index-entries.ts';

const ASSUME_VALID = 0x8000;
const SKIP_WORKTREE = 0x4000;

/**
 * Gives an index in which git looks at every file; the same bytes where it does already. `isSparse`: the worktree is a
 * sparse checkout, in which git itself skips files that are not there (and those alone). Bytes that are no index stay.
 */
export const lookingAtAll = (bytes: Buffer, isSparse: boolean): Buffer => {
  const walked = entriesIn(bytes, ({ at, extended }) => {
    const isSkipped = extended !== 0 && (bytes.readUInt16BE(extended) & SKIP_WORKTREE) !== 0;
    return isSkipped || (bytes.readUInt16BE(at) & ASSUME_VALID) !== 0;
  });
  if (walked === null || walked.entries.length === 0) return bytes;
  const { hashBytes, entries: hiding } = walked;
  const copy = Buffer.from(bytes);
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
