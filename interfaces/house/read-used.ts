/** Reads what a workstream uses: a file beside it, or one that ws ships. */
import { readFile, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { SHIPPED, shippedWorkstream } from '../../adapters/machine/shipped.ts';
import { err, ok } from '../../core/result.ts';
import { codeOf } from '../../core/thrown.ts';
import type { ReadUsed } from '../../schema/used-workstreams.ts';

/** `directory` is where somebody stands, to which the names of files are relative. */
export const readUsedFrom =
  (directory: string): ReadUsed =>
  async (name, from) => {
    const isShipped = name.startsWith(SHIPPED);
    const file = isShipped ? shippedWorkstream(name.slice(SHIPPED.length)) : join(dirname(from), name);
    if (file === null) return err(`ws ships no workstream "${name.slice(SHIPPED.length)}"`);
    const path = isAbsolute(file) ? file : resolve(directory, file);
    try {
      // A pipe would be waited for, and a device has no end.
      if (!(await stat(path)).isFile()) return err(`${file} is no file`);
      return ok({ text: await readFile(path, 'utf8'), file });
    } catch (error) {
      const reason = codeOf(error) ?? 'unknown error';
      return err(reason === 'ENOENT' ? `there is no file ${file}` : `the file cannot be read (${reason})`);
    }
  };

/** What ws ships is of no commit, nor is what that names in turn. */
export const besideShipped =
  (committed: ReadUsed, shipped: ReadUsed): ReadUsed =>
  (name, from) =>
    (name.startsWith(SHIPPED) || isAbsolute(from) ? shipped : committed)(name, from);
