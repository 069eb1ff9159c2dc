/**
 * Looks at what git keeps in small files, at once: they are looked at before every attempt and every checkpoint, and a
 * turn through the thread pool costs ten times what the look does.
 */
import { lstatSync, readdirSync, statSync, type BigIntStats } from 'node:fs';
import { readPlain } from '../../../core/state/sqlite/own-file.ts';

/** What a file holds; null where there is none that can be read. */
export const bytesAt = (path: string): Buffer | null => readPlain(path);

/** What a file holds, as text; empty where there is none that can be read. */
export const textAt = (path: string): string => readPlain(path)?.toString('utf8') ?? '';

/** The text of a file without the newline at its end; null where there is none that can be read. */
export const lineAt = (path: string): string | null => bytesAt(path)?.toString('utf8').replace(/\n$/, '') ?? null;

/** The names in a folder; none where there is none that can be read. */
export const namesAt = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

/** What a path leads to; null where it leads nowhere. */
export const targetAt = (path: string): BigIntStats | null => {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
};

/** What is at a path, links not followed; null where nothing is that can be looked at. */
export const statAt = (path: string): BigIntStats | null => {
  try {
    return lstatSync(path, { bigint: true, throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
};
