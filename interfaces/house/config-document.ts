/** What is set for ws, as a document. */
import type { LoadedConfiguration } from '../../config/load.ts';

/** The document of `ws config --json`; values are as they are written. */
export const configDocument = ({ files, effective }: Pick<LoadedConfiguration, 'files' | 'effective'>): object => ({
  files: files.map(({ path, scope }) => ({ path, scope })),
  values: effective.map(({ key, value, origin, layer }) => ({ key: key.join('.'), value, origin, layer })),
});
