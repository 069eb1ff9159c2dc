/** Keeps the workstream that a change was compiled to, so that a run of it has a file that nobody edits. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { writeOwn } from '../../../adapters/machine/own-folder.ts';
import { messageOf } from '../../../core/thrown.ts';
import { ok, type Result } from '../../../core/result.ts';
import type { House } from '../house.ts';
import type { Refusal } from '../refusal.ts';
import { refuse } from '../refusals.ts';
import type { CompiledItem } from '../spec/compile-item.ts';
import { changesFolder, originFile } from './run-of-change.ts';

/** Under the hash of its content, so that a later compilation does not change this run's file, which it gives. */
export const keepWorkstream = (
  { workstream, origin }: CompiledItem,
  { stateDirectory }: Pick<House, 'stateDirectory'>,
): Result<string, Refusal> => {
  const text = `${JSON.stringify(workstream, null, 2)}\n`;
  const hash = createHash('sha256').update(text).update(JSON.stringify(origin)).digest('hex').slice(0, 16);
  const folder = changesFolder(stateDirectory);
  const file = join(folder, `${hash}.json`);
  try {
    // Half a file, as a full disk leaves it, would be in the way of every later run of the same content.
    if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
      writeOwn(stateDirectory, originFile(file), JSON.stringify(origin));
      writeOwn(stateDirectory, `${file}.new`, text);
      renameSync(`${file}.new`, file);
    }
    return ok(file);
  } catch (error) {
    return refuse('environment', `${file} cannot be written: ${messageOf(error)}`, null);
  }
};
