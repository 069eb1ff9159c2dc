/** What the cache made of an attempt, beside its logs: for whoever asks why it was made. */
import { join } from 'node:path';
import { isJsonObject, type Json } from '../../core/json.ts';
import { readPlain } from '../../core/state/sqlite/own-file.ts';
import { replaceOwn } from '../machine/own-folder.ts';
import { ingredientsIn, type Ingredients } from './entry.ts';

/** `inputs`: the files that counted, a line each; empty where all counted that git does not ignore. */
export type CacheNote = {
  readonly key: string;
  readonly isHit: boolean;
  readonly ingredients: Ingredients;
  readonly inputs: string;
};

const NAME = 'cache.json';

/** In the folder of an attempt, below `root`. */
export const writeNote = (root: string, folder: string, note: CacheNote): void =>
  replaceOwn(root, join(folder, NAME), JSON.stringify(note));

/** null where the attempt was made without a look. */
export const readNote = (folder: string): CacheNote | null => {
  const bytes = readPlain(join(folder, NAME));
  if (bytes === null) return null;
  try {
    // JSON.parse gives JSON and nothing else.
    const value = JSON.parse(bytes.toString('utf8')) as Json;
    if (!isJsonObject(value)) return null;
    const { key, isHit, inputs } = value;
    const ingredients = ingredientsIn(value['ingredients'] ?? null);
    if (typeof key !== 'string' || typeof isHit !== 'boolean' || typeof inputs !== 'string') return null;
    return ingredients === null ? null : { key, isHit, ingredients, inputs };
  } catch {
    return null;
  }
};
