/** Codes that let a page in: each once, within a minute. A token in a command line could be read by every user of the machine. */
import { createHash, randomBytes } from 'node:crypto';
import type { Caller } from '../house/serve/caller.ts';

export interface Codes {
  make(caller: Caller): { readonly code: string; readonly expiresAt: number };
  /** Whom a code lets in; null where it is none, or not any more. */
  take(code: string): Caller | null;
}

const LIVES_MS = 60_000;
const MOST = 100;

const digestOf = (code: string): string => createHash('sha256').update(code, 'utf8').digest('hex');

/** None yet. They are looked up by their hashes, so that the time tells nothing of them. */
export const codesFor = (now: () => number): Codes => {
  const codes = new Map<string, { readonly caller: Caller; readonly expiresAt: number }>();
  return {
    make: (caller) => {
      for (const [digest, { expiresAt }] of codes) if (expiresAt <= now() || codes.size >= MOST) codes.delete(digest);
      const code = randomBytes(32).toString('base64url');
      const expiresAt = now() + LIVES_MS;
      codes.set(digestOf(code), { caller, expiresAt });
      return { code, expiresAt };
    },
    take: (code) => {
      const found = codes.get(digestOf(code));
      codes.delete(digestOf(code));
      return found === undefined || found.expiresAt <= now() ? null : found.caller;
    },
  };
};
