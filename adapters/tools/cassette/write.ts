/** Writes cassettes, for their owner alone. A call is there once its document is, which is written last. */
import { join } from 'node:path';
import { replaceOwn } from '../../machine/own-folder.ts';
import { keyOf } from './identity.ts';
import { documentText, type CallBytes, type CassetteHead, type KeptCall } from './kept-call.ts';
import { BESIDE, CALLS_FOLDER, HEAD_FILE, type Cassette } from './read.ts';

export type CassetteWriter = {
  readonly head: (head: CassetteHead) => void;
  /** A call of the same identity is replaced. */
  readonly call: (kept: KeptCall, bytes: CallBytes) => void;
};

/** Writes to `folder`, somewhere below `root`. Throws what the file system throws. */
export const writeCassette = (root: string, folder: string): CassetteWriter => ({
  head: (head) => replaceOwn(root, join(folder, HEAD_FILE), documentText(head)),
  call: (kept, bytes) => {
    const path = join(folder, CALLS_FOLDER, keyOf(kept.call));
    for (const ending of BESIDE) if (bytes[ending].length > 0) replaceOwn(root, `${path}.${ending}`, bytes[ending]);
    replaceOwn(root, `${path}.json`, documentText(kept));
  },
});

/** Writes all of a cassette that was read to another folder. */
export const copyCassette = ({ head, calls, bytesOf }: Cassette, root: string, folder: string): void => {
  const writer = writeCassette(root, folder);
  for (const [key, kept] of calls) writer.call(kept, bytesOf(key));
  writer.head(head);
};
