/** The mixed corpus: most failing logs are understood, and the page that says so is true. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MATCH_RATE_PATH, matchCorpus, matchRate, pageOf } from '../../../scripts/match-rate.ts';
import { fixturesIn } from './fixture.ts';

test('the corpus holds at least a hundred logs, each of a command that failed', () => {
  const logs = fixturesIn('corpus');
  expect(logs.length).toBeGreaterThanOrEqual(100);
  expect(logs.filter(({ exitCode }) => !(exitCode > 0)).map(({ name }) => name)).toEqual([]);
});

test('at least 95 % of the corpus gets the right code and the right plugin', async () => {
  expect(matchRate(await matchCorpus())).toBeGreaterThanOrEqual(0.95);
});

test('the page about the match rate is up to date (npx tsx scripts/match-rate.ts)', async () => {
  expect(readFileSync(MATCH_RATE_PATH, 'utf8')).toBe(pageOf(await matchCorpus()));
});

test('no log of the corpus holds a path of the machine it was recorded on', () => {
  const foreign = fixturesIn('corpus').filter(({ log }) => /\/work\/|\/tmp\/|\/root\//.test(log));
  expect(foreign.map(({ name }) => name)).toEqual([]);
});
