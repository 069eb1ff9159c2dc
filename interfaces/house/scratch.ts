/** Whether temporary files can be made, which every step needs. */
import { tmpdir } from 'node:os';
import { isWritableFolder } from '../../adapters/machine/machine-state.ts';
import { fail, fine, type HealthCheck } from './health.ts';
import type { Refusal } from './refusal.ts';

const MEND = 'Make the folder, or set TMPDIR to one that can be written, or unset it.';
const problemOf = (folder: string): string =>
  `${folder}, for temporary files (TMPDIR), is no folder that can be written`;

/** Why no step could run here; null where one can. */
export const refusalOfScratch = async (): Promise<Refusal | null> => {
  const folder = tmpdir();
  if (await isWritableFolder(folder)) return null;
  return { kind: 'environment', message: problemOf(folder), hint: MEND, diagnostics: [] };
};

/** The same, as a check of `ws doctor`. */
export const checkScratch = async (): Promise<HealthCheck> => {
  const folder = tmpdir();
  return (await isWritableFolder(folder)) ? fine('scratch', folder) : fail('scratch', problemOf(folder), MEND);
};
