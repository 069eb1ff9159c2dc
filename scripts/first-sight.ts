/** What each set of logs gave when it was classified for the first time: history, never written anew. */

/** What one set of logs gave when it was classified for the first time. */
export type Sight = {
  readonly title: string;
  /** The share of right codes, of right codes and plugins, and of right places as well. */
  readonly code: string;
  readonly verdict: string;
  readonly place: string;
  readonly kind: 'recorded' | 'pasted';
  /** The share of messages that were the sentence a person would quote; `–` where nobody had written it down. */
  readonly message?: string;
};

/** Of each set. */
export const FIRST_SIGHT: Readonly<Record<string, Sight>> = {
  corpus: { title: 'the first', code: '–', verdict: '80.0 %', place: '–', kind: 'recorded' },
  'unseen-1': {
    title: 'the second',
    code: '76.4 %',
    verdict: '74.9 % (152 of 203)',
    place: '69.0 % (140)',
    kind: 'recorded',
  },
  'unseen-2': {
    title: 'the third',
    code: '82.1 %',
    verdict: '82.1 % (69 of 84)',
    place: '67.9 % (57)',
    kind: 'recorded',
  },
  'unseen-3': {
    title: 'the fourth',
    code: '93.7 %',
    verdict: '88.6 % (70 of 79)',
    place: '82.3 % (65)',
    kind: 'recorded',
  },
  'unseen-4': {
    title: 'the fifth',
    code: '96.2 %',
    verdict: '96.2 % (50 of 52)',
    place: '92.3 % (48)',
    kind: 'recorded',
  },
  'unseen-5': {
    title: 'the sixth',
    code: '78.0 %',
    verdict: '74.3 % (81 of 109)',
    place: '61.5 % (67)',
    kind: 'recorded',
  },
  'unseen-6': {
    title: 'the seventh',
    code: '73.9 %',
    verdict: '71.7 % (33 of 46)',
    place: '63.0 % (29)',
    kind: 'recorded',
  },
  'unseen-7': {
    title: 'the eighth',
    code: '97.5 %',
    verdict: '95.0 % (38 of 40)',
    place: '92.5 % (37)',
    kind: 'recorded',
  },
  'unseen-8': {
    title: 'the ninth',
    code: '100.0 %',
    verdict: '96.2 % (25 of 26)',
    place: '92.3 % (24)',
    kind: 'recorded',
    message: '78.9 % (15 of 19)',
  },
  'unseen-9': {
    title: 'the tenth',
    code: '88.5 %',
    verdict: '88.5 % (23 of 26)',
    place: '84.6 % (22)',
    kind: 'pasted',
    message: '84.6 % (22 of 26)',
  },
  'unseen-10': {
    title: 'the eleventh',
    code: '87.0 %',
    verdict: '84.8 % (39 of 46)',
    place: '82.6 % (38)',
    kind: 'recorded',
    message: '60.9 % (28 of 46)',
  },
  'unseen-11': {
    title: 'the twelfth',
    code: '77.3 %',
    verdict: '72.7 % (16 of 22)',
    place: '59.1 % (13)',
    kind: 'pasted',
    message: '86.4 % (19 of 22)',
  },
  'unseen-12': {
    title: 'the thirteenth',
    code: '97.1 %',
    verdict: '97.1 % (34 of 35)',
    place: '85.7 % (30)',
    kind: 'recorded',
    message: '84.8 % (28 of 33)',
  },
  'unseen-13': {
    title: 'the fourteenth',
    code: '89.5 %',
    verdict: '77.6 % (59 of 76)',
    place: '60.5 % (46)',
    kind: 'pasted',
    message: '68.5 % (50 of 73)',
  },
  'unseen-14': {
    title: 'the fifteenth',
    code: '97.3 %',
    verdict: '97.3 % (36 of 37)',
    place: '97.3 % (36)',
    kind: 'recorded',
    message: '94.6 % (35 of 37)',
  },
  'unseen-15': {
    title: 'the sixteenth',
    code: '93.0 %',
    verdict: '83.7 % (36 of 43)',
    place: '79.1 % (34)',
    kind: 'pasted',
    message: '87.8 % (36 of 41)',
  },
  'unseen-16': {
    title: 'the seventeenth',
    code: '76.0 %',
    verdict: '76.0 % (19 of 25)',
    place: '64.0 % (16)',
    kind: 'pasted',
    message: '77.3 % (17 of 22)',
  },
  'unseen-17': {
    title: 'the eighteenth',
    code: '94.4 %',
    verdict: '87.5 % (63 of 72)',
    place: '84.7 % (61)',
    kind: 'pasted',
    message: '83.1 % (59 of 71)',
  },
  'unseen-18': {
    title: 'the nineteenth',
    code: '75.0 %',
    verdict: '75.0 % (21 of 28)',
    place: '64.3 % (18)',
    kind: 'pasted',
    message: '50.0 % (14 of 28)',
  },
  'unseen-19': {
    title: 'the twentieth',
    code: '84.6 %',
    verdict: '79.5 % (31 of 39)',
    place: '74.4 % (29)',
    kind: 'pasted',
    message: '86.8 % (33 of 38)',
  },
  'unseen-20': {
    title: 'the twenty-first',
    code: '90.0 %',
    verdict: '90.0 % (18 of 20)',
    place: '85.0 % (17)',
    kind: 'pasted',
    message: '85.0 % (17 of 20)',
  },
};
