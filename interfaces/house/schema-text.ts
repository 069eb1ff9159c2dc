/** The JSON Schemas that ws ships: they lie beside the code, as sources and as a package. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SchemaName } from './schema-names.ts';

/** Gives the text of one. */
export const schemaText = async (name: SchemaName): Promise<string> => {
  for (let at = dirname(fileURLToPath(import.meta.url)); dirname(at) !== at; at = dirname(at)) {
    const path = join(at, 'schema', `${name}.schema.json`);
    if (existsSync(join(at, 'package.json')) && existsSync(path)) return await readFile(path, 'utf8');
  }
  throw new Error(`invariant: the schema ${name} is not beside the code`);
};
