/** Where what was kept of the steps of a repository lies, beside its runs. */
import { join } from 'node:path';
import { openEntries, type Entries } from '../../../adapters/cache/entries.ts';
import type { House } from '../house.ts';

/** What is kept here. */
export const entriesOf = ({ stateDirectory }: Pick<House, 'stateDirectory'>): Entries =>
  openEntries(stateDirectory, join(stateDirectory, 'cache'));
