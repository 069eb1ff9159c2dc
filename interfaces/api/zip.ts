/** Packs files into an archive. */
import { zipSync } from 'fflate';

/** By their paths; without times, so that the same files give the same bytes. */
export const zipOf = (files: ReadonlyMap<string, Uint8Array>): Uint8Array =>
  zipSync(Object.fromEntries(files), { level: 6, mtime: new Date(1980, 0, 1) });
