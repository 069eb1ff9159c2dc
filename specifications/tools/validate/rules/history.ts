/** What earlier versions of the official tool judged and read otherwise. */
import type { Level } from './rule.ts';

type Change = Readonly<Record<string, Level | null>>;

/** How versions before 1.7 read: a reader of their own, of the files directly below `specs/` alone. */
export type EarlyReading = {
  /** Whether what stands in a code fence is no heading; structure is checked by versions that see them. */
  readonly seesFences: boolean;
  /** Whether `### requirement:` is a header, too. */
  readonly ignoresCase: boolean;
  /** Whether the whole body of a requirement is looked at, not only its first line. */
  readonly readsWholeBody: boolean;
  /** Whether deltas in folders of folders are read. */
  readonly looksDeeper: boolean;
  /** Whether a change without a proposal is passed over. */
  readonly needsProposal: boolean;
};

/** How a version reads a project. */
export type Reading = {
  /** Whether delta sections of one title count as one; else the last one counts. */
  readonly mergesSections: boolean;
  /** Whether `*` and `+` begin a bullet of a removal or rename, and not only `-`. */
  readonly takesAnyBullet: boolean;
  /** Whether a delta in a file that nobody reads is told, instead of a change without deltas. */
  readonly findsMisplaced: boolean;
  /** Whether what archiving would refuse is told. */
  readonly asksArchive: boolean;
  /** Whether a placeholder is known from a Purpose that is merely short. */
  readonly knowsPlaceholders: boolean;
  /** Whether every level-4 heading names a scenario that a change may lose, not only `#### Scenario:`. */
  readonly namesAnyScenario: boolean;
  /** null for versions that read as the newest one does, but for the above. */
  readonly early: EarlyReading | null;
};

/** How the newest version reads. */
export const newestReading: Reading = {
  mergesSections: true,
  takesAnyBullet: true,
  findsMisplaced: true,
  asksArchive: true,
  knowsPlaceholders: true,
  namesAnyScenario: true,
  early: null,
};

/** Versions, and what they judged and read otherwise than the next newer ones here. */
export type Earlier = {
  readonly versions: readonly string[];
  readonly levels: Change;
  readonly reading: Partial<Reading>;
};

const wholeBodies: EarlyReading = {
  seesFences: true,
  ignoresCase: true,
  readsWholeBody: true,
  looksDeeper: true,
  needsProposal: false,
};
const firstLines: EarlyReading = { ...wholeBodies, readsWholeBody: false, looksDeeper: false, needsProposal: true };

/** The newest first. */
export const earlier: readonly Earlier[] = [
  {
    versions: ['1.12'],
    levels: {
      'change/stray-requirement': null,
      'change/empty-scenario': null,
      'change/unpaired-rename': null,
      'change/unread-delta': null,
      'tasks/no-checkbox': null,
    },
    reading: { mergesSections: false, takesAnyBullet: false, findsMisplaced: false },
  },
  { versions: ['1.11'], levels: {}, reading: { asksArchive: false } },
  {
    versions: ['1.10', '1.9'],
    levels: { 'spec/placeholder-purpose': null },
    reading: { knowsPlaceholders: false },
  },
  {
    versions: ['1.8'],
    levels: { 'tasks/wrong-group': null, 'tasks/duplicate-id': null },
    reading: { namesAnyScenario: false },
  },
  {
    versions: ['1.7'],
    levels: {
      'change/lost-scenario': null,
      'change/unreadable-spec': null,
      'spec/duplicate-requirement': null,
      'spec/missing-keyword': 'error',
      'spec/keyword-outside-body': 'error',
      'change/missing-keyword': 'error',
    },
    reading: {},
  },
  { versions: ['1.6'], levels: {}, reading: { early: wholeBodies } },
  { versions: ['1.5', '1.4'], levels: {}, reading: { early: firstLines } },
  { versions: ['1.3'], levels: {}, reading: { early: { ...firstLines, ignoresCase: false } } },
  {
    versions: ['1.2', '1.1', '1.0', '0.23', '0.20', '0.19', '0.17', '0.16'],
    levels: {},
    reading: { early: { ...firstLines, ignoresCase: false, seesFences: false } },
  },
];
