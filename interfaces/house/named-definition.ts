/** Which file somebody means who names a workstream: one where they stand, or `ws:<name>`, one that ws ships. */
import { resolve } from 'node:path';
import { eachFile } from './named-files.ts';
import { SHIPPED, shippedWorkstream } from '../../adapters/machine/shipped.ts';

/** Absolute, of each file that is named. Of a shipped name that there is not it is a path where nothing lies. */
export const namedDefinition = (name: string, directory: string): string =>
  eachFile(
    name,
    (one) => (one.startsWith(SHIPPED) ? shippedWorkstream(one.slice(SHIPPED.length)) : null) ?? resolve(directory, one),
  );
