/**
 * Entries that several machines keep for each other in a folder: over those that are kept here, and after them.
 *
 *   S1. An entry of the folder is believed only where its signature shows that who wrote it has the key, and stands for this key of the
 *       cache; what it holds is known by its digest.
 *   S2. What is believed is kept here, too. What cannot be written there is kept here alone.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { readPlain } from '../../core/state/sqlite/own-file.ts';
import { replaceOwn } from '../machine/own-folder.ts';
import { openEntries, type Entries } from './entries.ts';
import { digestsOf, entryIn, type Entry } from './entry.ts';

const signatureOf = (secret: string, text: string): Buffer => createHmac('sha256', secret).update(text).digest();

/** S1 */
const isSigned = (secret: string, text: Uint8Array, signature: Uint8Array | null): boolean => {
  const expected = signatureOf(secret, Buffer.from(text).toString('utf8'));
  const given = Buffer.from(Buffer.from(signature ?? []).toString('utf8'), 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
};

/** `secret`: what all machines have that may write there. */
export const shareEntries = (own: Entries, folder: string, secret: string): Entries => {
  const there = openEntries(folder, folder);
  const placeOf = (key: string): string => join(folder, 'signed', key.slice(0, 2), key);
  const fetched = (key: string): Entry | null => {
    const text = readPlain(placeOf(key));
    if (text === null || !isSigned(secret, text, readPlain(`${placeOf(key)}.hmac`))) return null;
    const entry = entryIn(text);
    if (entry?.key !== key) return null;
    for (const digest of digestsOf(entry)) {
      const bytes = own.bytes(digest) ?? there.bytes(digest);
      if (bytes === null) return null;
      own.put(bytes);
    }
    own.keep(entry); // S2
    return entry;
  };
  return {
    ...own,
    entry: (key) => own.entry(key) ?? fetched(key),
    keep: (entry) => {
      own.keep(entry);
      for (const digest of digestsOf(entry)) {
        const bytes = own.bytes(digest);
        if (bytes !== null) there.put(bytes);
      }
      const text = JSON.stringify(entry);
      replaceOwn(folder, `${placeOf(entry.key)}.hmac`, signatureOf(secret, text).toString('hex'));
      replaceOwn(folder, placeOf(entry.key), text);
    },
  };
};
