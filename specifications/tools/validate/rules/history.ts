/** What earlier versions of the official tool judged otherwise, as levels of rules. */
import type { Level } from './rule.ts';

type Change = Readonly<Record<string, Level | null>>;

/** A version, and what it judged otherwise than the next newer one here. */
export type Earlier = { readonly version: string; readonly levels: Change };

/** The newest first. */
export const earlier: readonly Earlier[] = [
  {
    version: '1.12',
    levels: {
      'change/stray-requirement': null,
      'change/empty-scenario': null,
      'change/unpaired-rename': null,
      'tasks/no-checkbox': null,
    },
  },
];
