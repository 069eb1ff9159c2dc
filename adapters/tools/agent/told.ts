/** What a person says to an agent while it works, or before its next attempt: a file each, beside the home of its step. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { replaceAnew } from '../../../core/state/sqlite/own-file.ts';
import { readOwn } from '../../machine/own-folder.ts';
import { join } from 'node:path';
import { documentOf, numberIn, textIn } from './json-of-line.ts';

export type Message = { readonly text: string; readonly by: string; readonly at: number };

const LOOK_MS = 250;

const folderOf = (home: string): string => `${home}.told`;

/** Leaves a message; whoever looks finds the whole of it or nothing. The folder that holds the home is there. */
export const leaveMessage = (home: string, message: Message): void => {
  const folder = folderOf(home);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${String(message.at).padStart(16, '0')}-${randomUUID()}.json`);
  replaceAnew(file, JSON.stringify(message));
};

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort();
  } catch {
    return [];
  }
};

const readMessage = (file: string): Message | null => {
  const value = documentOf(readOwn(file));
  if (value === null) return null;
  return { text: textIn(value, 'text'), by: textIn(value, 'by'), at: numberIn(value, 'at') ?? 0 };
};

/** What was said and not heard yet, the oldest first; `heard` says that it reached the agent. */
export type Pending = { readonly messages: readonly Message[]; readonly heard: () => void };

/** A message that was told when ws died is told again: better twice than never. */
export const pendingMessages = (home: string): Pending => {
  const folder = folderOf(home);
  const found = namesIn(folder).flatMap((name) => {
    const message = readMessage(join(folder, name));
    return message === null ? [] : [{ name, message }];
  });
  return {
    messages: found.map(({ message }) => message),
    heard: () => {
      for (const { name } of found) renameSync(join(folder, name), join(folder, `${name}.heard`));
    },
  };
};

/** Calls `onMessage` once, as soon as there is one that is not there yet; gives what ends the watch. */
export const watchMessages = (home: string, onMessage: () => void): (() => void) => {
  const folder = folderOf(home);
  const known = new Set(namesIn(folder));
  const timer = setInterval(() => {
    if (namesIn(folder).every((name) => known.has(name))) return;
    clearInterval(timer);
    onMessage();
  }, LOOK_MS);
  return () => clearInterval(timer);
};
