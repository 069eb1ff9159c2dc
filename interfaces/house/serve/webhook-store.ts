/** Whom the server tells of what happens to runs: in the state folder, with what signs it. */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readOwn, replaceOwn } from '../../../adapters/machine/own-folder.ts';
import type { Topic } from '../../../core/hook.ts';
import { isJsonObject, type Json } from '../../../core/json.ts';

export type Preset = 'standard' | 'slack' | 'discord';

export type WebhookEntry = {
  readonly id: string;
  readonly url: string;
  readonly topics: readonly Topic[];
  readonly preset: Preset;
  readonly isEnabled: boolean;
  /** The newest first. */
  readonly secrets: readonly string[];
  readonly createdAt: number;
};

/** What is still to be told to one. */
export type Outgoing = {
  readonly id: string;
  readonly topic: string;
  readonly run: string;
  readonly body: string;
  /** How often it was tried. */
  readonly tries: number;
  readonly nextAt: number;
};

/** `position`: up to which events have become outgoing. */
export type Outbox = { readonly position: number; readonly messages: readonly Outgoing[] };

export interface WebhookStore {
  list(): readonly WebhookEntry[];
  put(entry: WebhookEntry): void;
  /** Whether there was one. */
  remove(id: string): boolean;
  /** null where nothing was ever told to it. */
  outbox(id: string): Outbox | null;
  keepOutbox(id: string, outbox: Outbox): void;
}

/** As Standard Webhooks writes one. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

// The casts below cannot lie: only this file writes them, as the types have them.
const isEntry = (value: Json): boolean => isJsonObject(value) && typeof value['id'] === 'string';

export const webhooksIn = (stateDirectory: string): WebhookStore => {
  const folder = join(stateDirectory, 'serve');
  const file = join(folder, 'webhooks.json');
  const outboxOf = (id: string): string => join(folder, 'webhooks', `${id}.json`);
  const list = (): readonly WebhookEntry[] => {
    const value = jsonIn(readOwn(file));
    return Array.isArray(value)
      ? (value as Json[]).filter(isEntry).map((entry) => entry as unknown as WebhookEntry)
      : [];
  };
  const keep = (entries: readonly WebhookEntry[]): void =>
    replaceOwn(stateDirectory, file, `${JSON.stringify(entries, null, 2)}\n`);
  return {
    list,
    put: (entry) => {
      const before = list();
      const isKnown = before.some(({ id }) => id === entry.id);
      keep(isKnown ? before.map((each) => (each.id === entry.id ? entry : each)) : [...before, entry]);
    },
    remove: (id) => {
      const before = list();
      const left = before.filter((entry) => entry.id !== id);
      if (left.length === before.length) return false;
      keep(left);
      rmSync(outboxOf(id), { force: true });
      return true;
    },
    outbox: (id) => {
      const value = jsonIn(readOwn(outboxOf(id)));
      return value === null ? null : (value as Outbox);
    },
    keepOutbox: (id, outbox) => replaceOwn(stateDirectory, outboxOf(id), `${JSON.stringify(outbox)}\n`),
  };
};
