/** Reads what a workstream uses: a file beside it, or one that ws ships. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { err, ok } from '../../core/result.ts';
import { codeOf } from '../../core/thrown.ts';
import type { ReadUsed } from '../../schema/used-workstreams.ts';

const SHIPPED = 'ws:';
const FOLDER = 'workstreams';
const ENDINGS = ['json', 'yaml', 'yml'];

/** The file of a shipped workstream: they lie beside the code, as sources and as a package; null where there is none of the name. */
export const shippedWorkstream = (name: string): string | null => {
  for (let at = import.meta.dirname; ; at = dirname(at)) {
    const isPackage = existsSync(join(at, 'package.json')) && existsSync(join(at, FOLDER));
    const found = isPackage ? ENDINGS.map((end) => join(at, FOLDER, `${name}.${end}`)).find(existsSync) : undefined;
    if (found !== undefined) return found;
    if (isPackage || dirname(at) === at) return null;
  }
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
