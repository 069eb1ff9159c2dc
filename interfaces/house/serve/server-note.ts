/** Where the server of a repository is found: a file for its owner alone. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readOwn, replaceOwn } from '../../../adapters/machine/own-folder.ts';
import { isJsonObject } from '../../../core/json.ts';

export type ServerNote = { readonly pid: number; readonly url: string; readonly token: string };

const noteIn = (stateDirectory: string): string => join(stateDirectory, 'serve.json');

/** null where there is none. That there is one does not say that it still answers. */
export const readNote = (stateDirectory: string): ServerNote | null => {
  try {
    const value: unknown = JSON.parse(readOwn(noteIn(stateDirectory)));
    if (!isJsonObject(value)) return null;
    const { pid, url, token } = value;
    return typeof pid === 'number' && typeof url === 'string' && typeof token === 'string' ? { pid, url, token } : null;
  } catch {
    return null;
  }
};

export const writeNote = (stateDirectory: string, note: ServerNote): void =>
  replaceOwn(stateDirectory, noteIn(stateDirectory), `${JSON.stringify(note)}\n`);

/** Only one's own. */
export const removeNote = (stateDirectory: string, pid: number): void => {
  if (readNote(stateDirectory)?.pid === pid) rmSync(noteIn(stateDirectory), { force: true });
};
