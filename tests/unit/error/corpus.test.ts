/** The mixed corpora: most failing logs are understood, and the page that says so is true. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isMatched, isPlaced, matchCorpus, rateOf } from '../../../scripts/match-corpus.ts';
import { MATCH_RATE_PATH, matchSets, pageOf } from '../../../scripts/match-rate.ts';
import { CORPORA, fixturesIn } from './fixture.ts';

const LEAST_LOGS: Readonly<Record<string, number>> = {
  corpus: 100,
  'unseen-1': 100,
  'unseen-2': 40,
  'unseen-3': 40,
  'unseen-4': 40,
  'unseen-5': 100,
  'unseen-6': 40,
  'unseen-7': 40,
  'unseen-8': 20,
  'unseen-9': 20,
  'unseen-10': 40,
  'unseen-11': 20,
  'unseen-12': 30,
  'unseen-13': 70,
  'unseen-14': 30,
  'unseen-15': 40,
  'unseen-16': 20,
  'unseen-17': 60,
  'unseen-18': 20,
  'unseen-19': 30,
  'unseen-20': 20,
};

describe.each(CORPORA)('%s', (folder) => {
  const logs = fixturesIn(folder);

  test('holds enough logs, each of a command that failed', () => {
    expect(logs.length).toBeGreaterThanOrEqual(LEAST_LOGS[folder] ?? 0);
    expect(logs.filter(({ exitCode }) => !(exitCode > 0)).map(({ name }) => name)).toEqual([]);
  });

  test('gets the right code and the right plugin for at least 95 %, and the right place for nearly as many', async () => {
    const matches = await matchCorpus(folder);
    expect(rateOf(matches, isMatched)).toBeGreaterThanOrEqual(0.95);
    expect(rateOf(matches, isPlaced)).toBeGreaterThanOrEqual(0.9);
    const quoted = matches.filter(({ isQuoted }) => isQuoted !== null);
    expect(quoted.filter(({ isQuoted }) => isQuoted === false).length).toBeLessThanOrEqual(quoted.length * 0.05);
  });

  test('holds no path of the machine it was recorded on, and no log is large', () => {
    const foreign = logs.filter(({ log }) => /(?<!\/home\/runner)\/work\/|\/tmp\/|\/root\//.test(log));
    expect(foreign.map(({ name }) => name)).toEqual([]);
    expect(logs.filter(({ log }) => log.length > 40_000).map(({ name }) => name)).toEqual([]);
  });
});

test('the page about the match rate is up to date (npx tsx scripts/match-rate.ts)', async () => {
  expect(readFileSync(MATCH_RATE_PATH, 'utf8')).toBe(pageOf(await matchSets()));
});
