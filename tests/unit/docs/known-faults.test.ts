/** What systems that plan, review, vote and count with models get wrong, and the test that holds that this one does not. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const lib = (name: string): string => `tests/unit/workstreams/lib/${name}.test.ts`;
const e2e = (name: string): string => `tests/e2e/${name}.test.ts`;

/** The fault; the file of the test; words that stand in the test alone. */
const FAULTS: readonly (readonly [fault: string, file: string, words: string])[] = [
  ['what cannot be parsed is dressed as a result', e2e('devplan'), 'has no design by %s'],
  [
    'approval of a stage begins the whole pipeline anew',
    e2e('devplan'),
    'is drafted again with what a reviewer and a person had to say',
  ],
  ['a plan is written over when it is made again', e2e('devplan'), 'a second run keeps what people wrote'],
  [
    'words are found within words ("send email" is machine learning)',
    lib('time-audit'),
    'what a whole word of it says',
  ],
  [
    'a key of ten characters is shown whole',
    'tests/unit/adapters/machine/vault.test.ts',
    'shows 4 characters of at least 16, and nothing of fewer',
  ],
  [
    'no agent is there, no step runs, and that is success',
    e2e('implement-review-refine'),
    'without any coding CLI a person is asked, and nothing has succeeded',
  ],
  ['praise counts as suggestions', lib('converged'), 'neither taste nor praise'],
  ['a review that cannot be read has no findings', e2e('implement-review-refine'), 'takes none for no findings'],
  ['lines of prose are taken for findings', lib('review'), 'praise in prose, however many lines of it'],
  [
    'reviews never end: what was there before is found anew each round',
    lib('converged'),
    'a medium finding where nothing changed comes too late',
  ],
  ['a reviewer changes what it reviews', e2e('implement-review-refine'), 'lets no reviewer change a file'],
  ['a follow-up is found by parts of words ("address" holds "add")', lib('follow-up'), 'Address book'],
  ['conflicts are invented where a model claims them', lib('conflicts'), 'does not make a conflict of %s'],
  ['a tie raises an error', 'tests/unit/adapters/tools/tally/tally.test.ts', 'stays one where nobody can break it'],
  ['a council of one goes on', e2e('council-build'), 'has no plan where fewer than two have one'],
  ['who votes sees whose option it is', e2e('council-build'), 'nobody who votes sees a name'],
  [
    'files are written that nobody named',
    'tests/unit/adapters/tools/write/write.test.ts',
    'and a sentence above names none',
  ],
  ['"2.5" of a text and 2.5 of a cell are two times', lib('work-rows'), 'the same number is the same time'],
  [
    'the column that says what recurs is looked for under another name',
    lib('work-rows'),
    'columns are found by whole words',
  ],
  ['50 minutes at 100 cost 83.00', lib('time-audit'), 'hours are not rounded before'],
  ['a week is taken for a month', lib('time-audit'), 'of a week: 52 of them are a year'],
  ['members of a team that is sequential do not see each other', e2e('team'), 'with what was found before'],
  ['an answer that does not fit becomes a finding with some confidence', e2e('team'), 'is never a finding'],
  [
    'what is missing is not looked at before an order is approved',
    e2e('order-intake'),
    'and nothing is exported before',
  ],
  ['cells of a CSV are formulas', e2e('order-intake'), 'its cells no formulas'],
  ['a model says numbers of its own', e2e('time-audit'), 'a number of its own is told to it'],
  [
    'what changed since it was approved is published',
    e2e('publish'),
    'work that changed after it was approved does not leave',
  ],
];

test.each(FAULTS)('%s: no', (_, file, words) => {
  expect(readFileSync(file, 'utf8')).toContain(words);
});
