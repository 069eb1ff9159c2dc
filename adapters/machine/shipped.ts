/** Where what ws ships beside its code lies: it is there as sources and as a package. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What names it, in place of a path. */
export const SHIPPED = 'ws:';

const FOLDER = 'workstreams';

/** The folder of shipped workstreams, and of what they name; null where a program bundles ws without it. */
export const shippedFolder = (): string | null => {
  for (let at = dirname(fileURLToPath(import.meta.url)); ; at = dirname(at)) {
    const isPackage = existsSync(join(at, 'package.json')) && existsSync(join(at, FOLDER));
    if (isPackage) return join(at, FOLDER);
    if (dirname(at) === at) return null;
  }
};

const NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

const firstThere = (name: string, endings: readonly string[], room = ''): string | null => {
  const folder = shippedFolder();
  if (folder === null || !NAME.test(name)) return null;
  return endings.map((ending) => join(folder, room, `${name}${ending}`)).find(existsSync) ?? null;
};

const ENDINGS = ['.json', '.yaml', '.yml'];

/** The file of a shipped workstream; null where there is none of the name. */
export const shippedWorkstream = (name: string): string | null => firstThere(name, ENDINGS);

/** What all of them are called, as `ws:ci`. */
export const shippedWorkstreams = (): readonly string[] => {
  const folder = shippedFolder();
  const files = folder === null ? [] : readdirSync(folder).filter((file) => ENDINGS.includes(extname(file)));
  return files.map((file) => `${SHIPPED}${basename(file, extname(file))}`).sort();
};

/** How the file of a shipped workstream is named, as `ws:ci`; null for any other. */
export const shippedName = (file: string): string | null => {
  const name = basename(file, extname(file));
  return dirname(file) === shippedFolder() && shippedWorkstream(name) === file ? `${SHIPPED}${name}` : null;
};

/** The module of a shipped function; null where there is none of the name. */
export const shippedModule = (name: string): string | null => firstThere(name, ['.mjs'], 'lib');
