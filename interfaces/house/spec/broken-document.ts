/** Says what is wrong with the file of a document that an address leads to and that cannot be read as one. */
import type { Diagnostic } from '../../../core/diagnostic.ts';
import type { Address } from '../../../specifications/content/address.ts';
import type { Library } from '../../../specifications/tools/project/library.ts';
import { invalid } from '../refusals.ts';
import type { Refusal } from '../refusal.ts';

/** Whether a file is where a document of that path would stand. */
const isMeant = (file: string, path: string): boolean =>
  file.replace(/(?:\.v[\d.]+)?\.ya?ml$/, '').endsWith(`/${path}`);

/** Why there is no document at an address although there is a file for it; null where there is none. */
export const brokenAt = (library: Library, { domain, path }: Address): Refusal | null => {
  const diagnostics = library.problems
    .filter(({ file }) => isMeant(file, path))
    .map(({ where, message, file, line, column }): Diagnostic => {
      const pointer = where === '' ? '' : `/${where.replaceAll('.', '/')}`;
      return { code: 'document/invalid', severity: 'error', message, file, line, column, pointer };
    });
  if (diagnostics.length === 0) return null;
  return { ...invalid(`spec://${domain}/${path} cannot be read`, 'See: ws spec validate'), diagnostics };
};
