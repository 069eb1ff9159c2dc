/**
 * Secrets at rest, in a file of the machine: AES-256-GCM (NIST SP 800-38D), each value by itself.
 *
 *   V1. The name of an entry is bound in as additional data: a value cannot be moved under another name.
 *   V2. The first of the master keys seals, all of them open: a key is replaced by putting the new one first and sealing anew.
 *   V3. The file is replaced whole or not at all, and read again whenever it is another: who holds it open sees a change at once.
 *   V4. Neither a value nor a master key is in anything that is said of them.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { lstatSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { isJsonObject, type Json } from '../../core/json.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { writeAnew } from '../../core/state/sqlite/own-file.ts';
import { ownFile, readOwn } from './own-folder.ts';

/** 32 bytes, and the 8 hexadecimal digits by which entries name it. */
export type MasterKey = { readonly id: string; readonly bytes: Buffer };

type Entry = { readonly key: string; readonly iv: string; readonly box: string; readonly at: string };

/** What may be shown of an entry. `hint`: its last 4 characters where it has at least 16, else nothing of it. */
export type VaultEntry = {
  readonly name: string;
  readonly masterKey: string;
  readonly at: string;
  /** null where none of the master keys opens it. */
  readonly hint: string | null;
};

export interface Vault {
  /** null where there is none of that name; the error says why it cannot be opened, and names it. */
  valueOf(name: string): Result<string | null, string>;
  list(): Result<readonly VaultEntry[], string>;
  set(name: string, value: string, at: string): Result<void, string>;
  /** false where there was none of that name. */
  remove(name: string): Result<boolean, string>;
  /** Seals what another master key sealed by the first; gives how many there were. Nothing is changed where one cannot be opened. */
  rekey(): Result<number, string>;
}

const VERSION = 1;
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HINT_FROM = 16;

/** A master key of its text: 32 bytes in base64 or hexadecimal. null where it is none. */
export const masterKeyOf = (text: string): MasterKey | null => {
  const trimmed = text.trim();
  const isHex = /^[0-9a-f]{64}$/i.test(trimmed);
  const bytes = Buffer.from(trimmed, isHex ? 'hex' : 'base64');
  const isWhole = isHex || bytes.toString('base64').replace(/=+$/, '') === trimmed.replace(/=+$/, '');
  if (bytes.length !== KEY_BYTES || !isWhole) return null;
  return { id: createHash('sha256').update(bytes).digest('hex').slice(0, 8), bytes };
};

const hintOf = (value: string): string => (value.length >= HINT_FROM ? `…${value.slice(-4)}` : '…');

/** V1 */
const boundTo = (name: string): Buffer => Buffer.from(`ws-secret/${VERSION}/${name}`);

const seal = (name: string, value: string, master: MasterKey, at: string): Entry => {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', master.bytes, iv).setAAD(boundTo(name));
  const box = Buffer.concat([cipher.update(value, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return { key: master.id, iv: iv.toString('base64'), box: box.toString('base64'), at };
};

const opened = (name: string, { key, iv, box }: Entry, masters: readonly MasterKey[]): Result<string, string> => {
  const master = masters.find(({ id }) => id === key);
  if (master === undefined) return err(`the secret ${name} was sealed by the master key ${key}, which is not at hand`);
  const bytes = Buffer.from(box, 'base64');
  try {
    const decipher = createDecipheriv('aes-256-gcm', master.bytes, Buffer.from(iv, 'base64'), {
      authTagLength: TAG_BYTES,
    })
      .setAAD(boundTo(name))
      .setAuthTag(bytes.subarray(-TAG_BYTES));
    return ok(Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8'));
  } catch {
    return err(`the secret ${name} is damaged or was moved there from another name: set it again`);
  }
};

const isEntry = (value: Json): value is Json & Entry =>
  isJsonObject(value) && ['key', 'iv', 'box', 'at'].every((field) => typeof value[field] === 'string');

const entriesIn = (text: string): Result<ReadonlyMap<string, Entry>, string> => {
  try {
    const value: unknown = JSON.parse(text);
    if (!isJsonObject(value) || value['version'] !== VERSION || !isJsonObject(value['entries']))
      return err('it was written by another version of ws, or is damaged');
    const entries = Object.entries(value['entries']);
    const whole = entries.flatMap(([name, entry]) => (isEntry(entry) ? [[name, entry] as const] : []));
    return whole.length === entries.length ? ok(new Map(whole)) : err('an entry of it is damaged');
  } catch {
    return err('it is no JSON');
  }
};

/** Another text whenever the file is another; empty where there is none. */
const stampOf = (path: string): string => {
  const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? '' : `${stats.ino}/${stats.mtimeNs}/${stats.size}`;
};

/** Opens the vault at a path, where there may be none yet. `masters` is asked when a value has to be sealed or opened. */
export const openVault = (path: string, masters: () => Result<readonly MasterKey[], string>): Vault => {
  let read: { readonly stamp: string; readonly entries: Result<ReadonlyMap<string, Entry>, string> } | null = null;

  // V3
  const entries = (): Result<ReadonlyMap<string, Entry>, string> => {
    const stamp = stampOf(path);
    if (stamp === '') return ok(new Map());
    if (read?.stamp !== stamp) read = { stamp, entries: entriesIn(readOwn(path)) };
    return read.entries.ok ? read.entries : err(`the vault ${path} cannot be read: ${read.entries.error}`);
  };
  const save = (kept: ReadonlyMap<string, Entry>): void => {
    const text = JSON.stringify({ version: VERSION, entries: Object.fromEntries(kept) }, null, 2);
    const part = ownFile(dirname(path), `${path}.part`);
    // Synced, because what was in it may be nowhere else.
    writeAnew(part, `${text}\n`, 0o600, true);
    renameSync(part, path);
  };
  // V2
  const first = (): Result<MasterKey, string> => {
    const all = masters();
    if (!all.ok) return all;
    const [master] = all.value;
    return master === undefined ? err('there is no master key') : ok(master);
  };

  return {
    valueOf: (name) => {
      const all = entries();
      if (!all.ok) return all;
      const entry = all.value.get(name);
      if (entry === undefined) return ok(null);
      const keys = masters();
      return keys.ok ? opened(name, entry, keys.value) : keys;
    },
    list: () => {
      const all = entries();
      if (!all.ok) return all;
      const keys = masters();
      return ok(
        [...all.value].map(([name, entry]) => {
          const value = keys.ok ? opened(name, entry, keys.value) : keys;
          return { name, masterKey: entry.key, at: entry.at, hint: value.ok ? hintOf(value.value) : null };
        }),
      );
    },
    set: (name, value, at) => {
      const all = entries();
      const master = first();
      if (!all.ok) return all;
      if (!master.ok) return master;
      save(new Map([...all.value, [name, seal(name, value, master.value, at)]]));
      return ok(undefined);
    },
    remove: (name) => {
      const all = entries();
      if (!all.ok) return all;
      if (!all.value.has(name)) return ok(false);
      save(new Map([...all.value].filter(([each]) => each !== name)));
      return ok(true);
    },
    rekey: () => {
      const all = entries();
      const keys = masters();
      const master = first();
      if (!all.ok) return all;
      if (!keys.ok) return keys;
      if (!master.ok) return master;
      const old = [...all.value].filter(([, { key }]) => key !== master.value.id);
      const anew = new Map(all.value);
      for (const [name, entry] of old) {
        const value = opened(name, entry, keys.value);
        if (!value.ok) return value;
        anew.set(name, seal(name, value.value, master.value, entry.at));
      }
      if (old.length > 0) save(anew);
      return ok(old.length);
    },
  };
};
