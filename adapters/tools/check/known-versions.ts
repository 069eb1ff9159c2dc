/** What programs said of their versions, kept by path, size and time of change, so that none is started to be asked twice. */
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';

export interface KnownVersions {
  /** What the program at a path last said; `undefined` where it is not known, or the program is another one by now. */
  get(path: string): string | null | undefined;
  put(path: string, version: string | null): void;
  /** Best effort: who cannot keep it asks again. */
  save(): void;
}

const markOf = (path: string): string => {
  const { size, mtimeMs } = statSync(path);
  return `${size} ${mtimeMs}`;
};

const readKnown = (file: string): JsonObject => {
  try {
    // JSON.parse gives JSON and nothing else.
    const value = JSON.parse(readFileSync(file, 'utf8')) as Json;
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
};

/** Opens what is kept in a file; null keeps nothing. */
export const openKnownVersions = (file: string | null): KnownVersions => {
  const known = new Map<string, Json>(Object.entries(file === null ? {} : readKnown(file)));
  let isChanged = false;
  return {
    get: (path) => {
      const entry = known.get(path);
      if (!isJsonObject(entry) || entry['mark'] !== markOf(path)) return undefined;
      return typeof entry['version'] === 'string' ? entry['version'] : null;
    },
    put: (path, version) => {
      known.set(path, { mark: markOf(path), version });
      isChanged = true;
    },
    save: () => {
      if (file === null || !isChanged) return;
      try {
        mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
        const part = `${file}.part-${process.pid}`;
        writeFileSync(part, `${JSON.stringify(Object.fromEntries(known))}\n`, { mode: 0o600 });
        renameSync(part, file);
      } catch {
        // It is asked again.
      }
    },
  };
};
