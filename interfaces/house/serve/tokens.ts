/** Who may ask: tokens are kept as SHA-256, and compared in constant time. */
import { randomBytes, timingSafeEqual, createHash } from 'node:crypto';
import { join } from 'node:path';
import { readOwn, replaceOwn } from '../../../adapters/machine/own-folder.ts';
import { isJsonObject } from '../../../core/json.ts';
import type { Caller, Role } from './caller.ts';
import { roleOf } from './caller.ts';

/** A token as it is kept; what it says can be had only once. */
export type KeptToken = Caller & {
  readonly sha256: string;
  readonly createdAt: number;
  /** null: it holds until it is revoked. */
  readonly expiresAt: number | null;
};

export interface Tokens {
  list(): readonly KeptToken[];
  /** Gives the text of a new one. */
  make(caller: Caller, expiresAt: number | null): string;
  /** Whether there was one of that name. */
  revoke(name: string): boolean;
  /** Whose it is; null where it is nobody's. */
  callerOf(token: string): Caller | null;
}

const BYTES = 32;

const digestOf = (token: string): Buffer => createHash('sha256').update(token, 'utf8').digest();

const tokenIn = (value: unknown): readonly KeptToken[] => {
  if (!isJsonObject(value)) return [];
  const { name, role, sha256, createdAt, expiresAt } = value;
  const known = roleOf(role);
  if (typeof name !== 'string' || known === null || typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256))
    return [];
  return [
    {
      ...{ name, role: known, sha256 },
      createdAt: typeof createdAt === 'number' ? createdAt : 0,
      expiresAt: typeof expiresAt === 'number' ? expiresAt : null,
    },
  ];
};

const readTokens = (file: string): readonly KeptToken[] => {
  try {
    const value: unknown = JSON.parse(readOwn(file));
    return Array.isArray(value) ? value.flatMap(tokenIn) : [];
  } catch {
    return [];
  }
};

/** Those of one state folder. The file is read each time: what another process makes or revokes counts at once. */
export const tokensIn = (stateDirectory: string, now: () => number): Tokens => {
  const file = join(stateDirectory, 'serve', 'tokens.json');
  const list = (): readonly KeptToken[] =>
    readTokens(file).filter(({ expiresAt }) => expiresAt === null || expiresAt > now());
  const keep = (tokens: readonly KeptToken[]): void =>
    replaceOwn(stateDirectory, file, `${JSON.stringify(tokens, null, 2)}\n`);
  return {
    list,
    make: ({ name, role }: { readonly name: string; readonly role: Role }, expiresAt) => {
      const token = `ws_${randomBytes(BYTES).toString('base64url')}`;
      keep([...list(), { name, role, sha256: digestOf(token).toString('hex'), createdAt: now(), expiresAt }]);
      return token;
    },
    revoke: (name) => {
      const before = list();
      const left = before.filter((token) => token.name !== name);
      if (left.length < before.length) keep(left);
      return left.length < before.length;
    },
    callerOf: (token) => {
      const digest = digestOf(token);
      let found: Caller | null = null;
      // All of them are looked at, so that the time tells nothing.
      for (const { sha256, name, role } of list())
        if (timingSafeEqual(Buffer.from(sha256, 'hex'), digest)) found = { name, role };
      return found;
    },
  };
};
