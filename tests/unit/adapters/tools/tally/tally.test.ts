import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../../core/json.ts';
import { callTool } from '../bench.ts';

const tally = (args: JsonObject) => callTool('tally', args);
const votes = (...choices: readonly (string | null)[]): JsonObject[] =>
  choices.map((choice, at) => ({ voter: `v${at + 1}`, choice }));
const AB = { options: ['A', 'B'] };
const ABC = { options: ['A', 'B', 'C'] };
const ranked = (...rankings: readonly string[]): JsonObject[] =>
  rankings.map((ranking, at) => ({ voter: `v${at + 1}`, ranking: [...ranking] }));

describe('the rules', () => {
  test.each<[string, JsonObject, JsonObject]>([
    [
      'the most win',
      { ...ABC, ballots: votes('A', 'B', 'B') },
      {
        winner: 'B',
        decided: true,
        scores: [
          { option: 'A', score: 1 },
          { option: 'B', score: 2 },
          { option: 'C', score: 0 },
        ],
      },
    ],
    [
      'A 1, B 1 are tied',
      { ...AB, ballots: votes('A', 'B') },
      { winner: null, decided: false, tied: ['A', 'B'], reason: 'A and B are tied' },
    ],
    [
      'a majority is more than half',
      { ...ABC, rule: 'majority', ballots: votes('A', 'A', 'B', 'C') },
      { decided: false, reason: 'no option has more than half of 4' },
    ],
    ['three of four are a majority', { ...ABC, rule: 'majority', ballots: votes('A', 'A', 'A', 'C') }, { winner: 'A' }],
    [
      'two of three are a supermajority',
      { ...AB, rule: 'supermajority', ballots: votes('A', 'A', 'B') },
      { winner: 'A' },
    ],
    [
      'three of five are none',
      { ...AB, rule: 'supermajority', ballots: votes('A', 'A', 'A', 'B', 'B') },
      { decided: false },
    ],
    [
      'all that vote are unanimous',
      { ...AB, rule: 'unanimity', ballots: votes('A', 'A', null) },
      { winner: 'A', abstained: ['v3'] },
    ],
    ['one against is not', { ...AB, rule: 'unanimity', ballots: votes('A', 'A', 'B') }, { decided: false }],
    [
      'Borda ABC, BCA, BAC',
      { ...ABC, rule: 'borda', ballots: ranked('ABC', 'BCA', 'BAC') },
      {
        winner: 'B',
        scores: [
          { option: 'A', score: 3 },
          { option: 'B', score: 5 },
          { option: 'C', score: 1 },
        ],
      },
    ],
    [
      'approval takes several',
      {
        ...ABC,
        rule: 'approval',
        ballots: [
          { voter: 'x', approves: ['A', 'C'] },
          { voter: 'y', approves: ['C'] },
        ],
      },
      { winner: 'C' },
    ],
    [
      'weights 2 and 3',
      { ...AB, ballots: votes('A', 'B'), weights: { v1: 2, v2: 3 } },
      { winner: 'B', scores: [{ score: 2 }, { score: 3 }] },
    ],
  ])('%s', async (_, args, outputs) => {
    expect(await tally(args)).toMatchObject({ failure: null, outputs });
  });
});

describe('a tie', () => {
  const ballots = [...votes('A', 'A', 'B'), { voter: 'gpt', choice: 'B' }];
  test('is broken by the voter who may', async () => {
    expect(await tally({ ...AB, ballots, tieBreak: ['gpt'] })).toMatchObject({
      outputs: { winner: 'B', reason: 'tie broken by gpt', tied: ['A', 'B'] },
    });
  });

  test('is broken by the next where the first says none of the tied, and by order at last', async () => {
    const more = [...ballots, { voter: 'chair', choice: 'C' }];
    expect(await tally({ ...ABC, ballots: more, tieBreak: ['chair', 'nobody', 'order'] })).toMatchObject({
      outputs: { winner: 'A', reason: 'tie broken by order' },
    });
  });

  test('stays one where nobody can break it', async () => {
    expect(await tally({ ...AB, ballots, tieBreak: ['chair'] })).toMatchObject({ outputs: { decided: false } });
  });
});

describe('a ballot', () => {
  test('is the last of its voter', async () => {
    const ballots = [...votes('A'), { voter: 'v1', choice: 'B' }];
    expect(await tally({ ...AB, ballots })).toMatchObject({ outputs: { winner: 'B', present: 1, voted: 1 } });
  });

  test('that names no option, or one twice, is told and is no vote', async () => {
    const ballots = [...votes('A', 'Z'), { voter: 'v3', choice: ' a ' }];
    expect(await tally({ ...AB, ballots })).toMatchObject({
      outputs: { winner: 'A', voted: 2, present: 3, invalid: [{ voter: 'v2', message: '"Z" is no option' }] },
    });
    expect(await tally({ ...AB, rule: 'borda', ballots: ranked('AA') })).toMatchObject({
      outputs: { decided: false, invalid: [{ message: 'it names an option twice' }] },
    });
    expect(await tally({ ...AB, ballots: [{ voter: 'x', approves: ['A', 'B'] }] })).toMatchObject({
      outputs: { invalid: [{ message: 'it names more than one option' }] },
    });
  });

  test('of another poll, and one that is not there, are passed over', async () => {
    const ballots = [{ voter: 'a', choice: 'A', conflict: 'x' }, { voter: 'b', choice: 'B', conflict: 'y' }, null];
    expect(await tally({ ...AB, ballots, where: { conflict: 'y' } })).toMatchObject({
      outputs: { winner: 'B', present: 1 },
    });
  });
});

test('the quorum counts who is present, abstaining or not', async () => {
  expect(await tally({ ...AB, ballots: votes('A', null), quorum: 2 })).toMatchObject({ outputs: { winner: 'A' } });
  expect(await tally({ ...AB, ballots: votes('A'), quorum: 2 })).toMatchObject({
    outputs: { decided: false, reason: '1 were present, and 2 must be' },
  });
  expect(await tally({ ...AB, ballots: [] })).toMatchObject({ outputs: { decided: false, reason: 'nobody voted' } });
});

test.each([
  ['/with/options', { options: ['A', 'A'], ballots: [] }],
  ['/with/options', { options: [1], ballots: [] }],
  ['/with/ballots', { ...AB, ballots: 'A' }],
  ['/with/ballots/0', { ...AB, ballots: [{ choice: 'A' }] }],
  ['/with/weights', { ...AB, ballots: [], weights: { a: 0.5 } }],
  ['/with/quorum', { ...AB, ballots: [], quorum: 'some' }],
])('%s is told', async (pointer, args) => {
  expect(await tally(args)).toMatchObject({ failure: { code: 'bad-input', pointer } });
});
