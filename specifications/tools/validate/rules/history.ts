/** What earlier versions of the official tool judged otherwise, as levels of rules. Each is proved against that version. */
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
  { version: '1.9', levels: { 'spec/placeholder-purpose': null } },
  {
    version: '1.6',
    levels: {
      'change/lost-scenario': null,
      'change/unreadable-spec': null,
      'spec/duplicate-requirement': null,
      'tasks/wrong-group': null,
      'tasks/duplicate-id': null,
      'spec/missing-keyword': 'error',
      'spec/keyword-outside-body': 'error',
      'change/missing-keyword': 'error',
    },
  },
  {
    version: '1.2',
    levels: {
      'spec/delta-header': null,
      'spec/stray-requirement': null,
      'spec/keyword-in-header': null,
      'spec/keyword-outside-body': null,
    },
  },
  { version: '0.23', levels: {} },
  { version: '0.20', levels: {} },
];
