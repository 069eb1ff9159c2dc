/** The prompts that ws ships, and the files of people that stand in their place. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { shippedFolder } from '../../adapters/machine/shipped.ts';

/** In the folder of shipped workstreams. */
export const PROMPTS = 'prompts';

/** Where a prompt is read from. */
export type Prompt = { readonly path: string; readonly isReplaced: boolean };

/**
 * A shipped prompt by its name, such as `review.md`: the file of that name in `replacements`, the folder that the configuration
 * names, or the one that ws ships; null where there is neither.
 */
export const promptNamed = (name: string, replacements: string | null): Prompt | null => {
  const replaced = replacements === null ? null : join(replacements, name);
  if (replaced !== null && existsSync(replaced)) return { path: replaced, isReplaced: true };
  const folder = shippedFolder();
  const path = folder === null ? null : join(folder, PROMPTS, name);
  return path !== null && existsSync(path) ? { path, isReplaced: false } : null;
};
