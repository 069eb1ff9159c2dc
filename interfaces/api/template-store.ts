/** Workstreams that the server keeps for its people: in the state folder, never in the checkout. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readOwn, replaceOwn } from '../../adapters/machine/own-folder.ts';
import { isJsonObject } from '../../core/json.ts';

export type Template = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly text: string;
  readonly updatedAt: number;
};

const ID = /^[a-z0-9][a-z0-9-]{0,62}$/;

const folderIn = (stateDirectory: string): string => join(stateDirectory, 'serve', 'templates');
const fileOf = (stateDirectory: string, id: string): string => join(folderIn(stateDirectory), `${id}.json`);

/** null where there is none, or the name is none. */
export const templateOf = (stateDirectory: string, id: string): Template | null => {
  if (!ID.test(id)) return null;
  try {
    const value: unknown = JSON.parse(readOwn(fileOf(stateDirectory, id)));
    if (!isJsonObject(value)) return null;
    const { name, description, text, updatedAt } = value;
    if (typeof name !== 'string' || typeof text !== 'string') return null;
    return {
      ...{ id, name, text, description: typeof description === 'string' ? description : '' },
      updatedAt: typeof updatedAt === 'number' ? updatedAt : 0,
    };
  } catch {
    return null;
  }
};

/** What it says. */
export const templateText = (stateDirectory: string, id: string): string | null =>
  templateOf(stateDirectory, id)?.text ?? null;

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

/** By name. */
export const templatesIn = (stateDirectory: string): readonly Template[] =>
  namesIn(folderIn(stateDirectory))
    .flatMap((name) => templateOf(stateDirectory, name.replace(/\.json$/, '')) ?? [])
    .sort((one, other) => (one.name < other.name ? -1 : 1));

/** Refused, by false, where the id is none. */
export const keepTemplate = (stateDirectory: string, template: Template): boolean => {
  if (!ID.test(template.id)) return false;
  replaceOwn(stateDirectory, fileOf(stateDirectory, template.id), `${JSON.stringify(template, null, 2)}\n`);
  return true;
};

/** Whether there was one. */
export const removeTemplate = (stateDirectory: string, id: string): boolean => {
  if (templateOf(stateDirectory, id) === null) return false;
  rmSync(fileOf(stateDirectory, id), { force: true });
  return true;
};
