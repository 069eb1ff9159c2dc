/** Which file somebody means who names a workstream: one where they stand, or `ws:<name>`, one that ws ships. */
import { resolve } from 'node:path';
import { SHIPPED, shippedWorkstream } from '../../adapters/machine/shipped.ts';

/** Absolute. Of a shipped name that there is not it is a path where nothing lies. */
export const namedDefinition = (name: string, directory: string): string =>
  (name.startsWith(SHIPPED) ? shippedWorkstream(name.slice(SHIPPED.length)) : null) ?? resolve(directory, name);
