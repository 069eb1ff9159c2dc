/** Reads what a workstream uses: a file beside it, or one that ws ships. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { err, ok } from '../../core/result.ts';
import { codeOf } from '../../core/thrown.ts';
import type { ReadUsed } from '../../schema/used-workstreams.ts';

/** Before the name of what ws ships. */
export const SHIPPED = 'ws:';
const FOLDER = 'workstreams';
const ENDINGS = ['json', 'yaml', 'yml'];

/** The folder of the shipped workstreams: they lie beside the code, as sources and as a package; null where there is none. */
export const shippedFolder = (): string | null => {
  for (let at = dirname(fileURLToPath(import.meta.url)); ; at = dirname(at)) {
    if (existsSync(join(at, 'package.json')) && existsSync(join(at, FOLDER))) return join(at, FOLDER);
    if (dirname(at) === at) return null;
  }
};

/** The file of a shipped workstream; null where there is none of the name. */
export const shippedWorkstream = (name: string): string | null => {
  const folder = shippedFolder();
  return folder === null ? null : (ENDINGS.map((end) => join(folder, `${name}.${end}`)).find(existsSync) ?? null);
};

/** `directory` is where somebody stands, to which the names of files are relative. */
export const readUsedFrom =
  (directory: string): ReadUsed =>
  async (name, from) => {
    const isShipped = name.startsWith(SHIPPED);
    const file = isShipped ? shippedWorkstream(name.slice(SHIPPED.length)) : join(dirname(from), name);
    if (file === null) return err(`ws ships no workstream "${name.slice(SHIPPED.length)}"`);
    const path = isAbsolute(file) ? file : resolve(directory, file);
    try {
      return ok({ text: await readFile(path, 'utf8'), file });
    } catch (error) {
      const reason = codeOf(error) ?? 'unknown error';
      return err(reason === 'ENOENT' ? `there is no file ${file}` : `the file cannot be read (${reason})`);
    }
  };
