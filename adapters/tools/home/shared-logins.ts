/**
 * Logins as all attempts of an engine share them: in a folder of ours, because a tool that renews one puts another file in its
 * place, which a sandbox allows only in a folder that may be written, and that of the user may not be.
 *
 *   S1. What a tool renews is with the user, and with other engines by way of it, within a moment; what the user renews, here.
 *   S2. Where both did, what is with the user stays: whoever wrote it had a person beside it.
 *   S3. Nothing is taken over that is no whole document, and nothing is read through a link.
 *   S4. Nothing of it stays on the disk when nobody uses it. What a dead engine left is taken back first.
 */
import { randomUUID } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readPlain, replaceAnew } from '../../../core/state/sqlite/own-file.ts';
import { sha256 } from '../../machine/digest.ts';
import { ownFolder, readOwn, writeOwn } from '../../machine/own-folder.ts';
import type { FoundLogin } from './logins.ts';
import { readUnlinked } from './renewed.ts';

const LOOK_MS = 250;

/** What is held for an attempt: the same logins, at places that it may write; `release` gives what is to be told. */
export type HeldLogins = { readonly logins: readonly FoundLogin[]; readonly release: () => readonly string[] };

export interface SharedLogins {
  hold(logins: readonly FoundLogin[]): HeldLogins;
}

type Shared = { readonly place: string; readonly file: string; digest: string; users: number };

const digestOf = (bytes: Buffer | null): string => (bytes === null ? '' : sha256(bytes.toString('latin1')));

/** Half a file is none: what a JSON text begins as, it must be. */
const isWhole = (bytes: Buffer | null): bytes is Buffer => {
  const text = bytes?.toString('utf8').trim() ?? '';
  if (!text.startsWith('{')) return text !== '';
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** Brings both to the same; gives a sentence where one of them is lost. */
const settle = (shared: Shared): readonly string[] => {
  const [ours, theirs] = [readUnlinked(shared.file), readPlain(shared.place)];
  const [isRenewed, isOther] = [ours, theirs].map((bytes) => isWhole(bytes) && digestOf(bytes) !== shared.digest);
  if (digestOf(ours) === digestOf(theirs)) shared.digest = digestOf(theirs);
  else if (isOther === true && theirs !== null) {
    replaceAnew(shared.file, theirs); // S2
    shared.digest = digestOf(theirs);
    if (isRenewed === true) return [`the login ${shared.place} was renewed by somebody else meanwhile, which stays`];
  } else if (isRenewed === true && ours !== null) {
    replaceAnew(shared.place, ours); // S1
    shared.digest = digestOf(ours);
  }
  return [];
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const textAt = (value: unknown, key: string): string => {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : null;
  return typeof found === 'string' ? found : '';
};

/** S4: what engines left that are gone. */
const takeBackLeft = (root: string): void => {
  ownFolder(root, root);
  for (const name of readdirSync(root)) {
    const pid = Number(name.split('-')[0]);
    if (!Number.isSafeInteger(pid) || pid === process.pid || isAlive(pid)) continue;
    for (const each of readdirSync(join(root, name)).filter((file) => file.endsWith('.json')))
      try {
        const value: unknown = JSON.parse(readOwn(join(root, name, each)));
        const [place, file, digest] = ['place', 'file', 'digest'].map((key) => textAt(value, key));
        if (place !== undefined && file !== undefined && digest !== undefined && place !== '')
          settle({ place, file, digest, users: 0 });
      } catch {
        // It is no record.
      }
    rmSync(join(root, name), { recursive: true, force: true });
  }
};

/** Shares logins by way of a folder below `root`, which is of this engine alone. */
export const shareLogins = (root: string): SharedLogins => {
  const own = join(root, `${process.pid}-${randomUUID()}`);
  const known = new Map<string, Shared>();
  const told: string[] = [];
  let timer: NodeJS.Timeout | null = null;
  const look = (): void => {
    for (const shared of known.values()) told.push(...settle(shared));
  };
  const share = ({ place }: FoundLogin): Shared => {
    const found = known.get(place);
    if (found !== undefined) {
      found.users += 1;
      told.push(...settle(found));
      return found;
    }
    if (known.size === 0) takeBackLeft(root);
    const key = sha256(place).slice(0, 16);
    const bytes = readPlain(place) ?? Buffer.alloc(0);
    const shared = { place, file: join(own, key, basename(place)), digest: digestOf(bytes), users: 1 };
    writeOwn(root, shared.file, bytes);
    writeOwn(root, join(own, `${key}.json`), JSON.stringify({ ...shared, users: 0 }));
    known.set(place, shared);
    return shared;
  };
  const leave = (shared: Shared): void => {
    told.push(...settle(shared));
    shared.users -= 1;
    if (shared.users > 0) return;
    known.delete(shared.place);
    if (known.size > 0) return;
    if (timer !== null) clearInterval(timer);
    timer = null;
    rmSync(own, { recursive: true, force: true });
  };
  return {
    hold: (logins) => {
      const held = logins.map((login) => ({ login, shared: share(login) }));
      if (held.length > 0) timer ??= setInterval(look, LOOK_MS).unref();
      return {
        logins: held.map(({ login, shared }) => ({ ...login, place: shared.file })),
        release: () => {
          for (const { shared } of held) leave(shared);
          return told.splice(0);
        },
      };
    },
  };
};
