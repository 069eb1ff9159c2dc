import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createRateLimits } from '../../../../../adapters/llm/rate-limits.ts';
import { sharedAnswers, sharedBuckets } from '../../../../../adapters/llm/shared-rows.ts';
import { instant, type Instant } from '../../../../../core/id.ts';
import type { ModelRows } from '../../../../../core/state/model-row.ts';
import { openModelRows } from '../../../../../core/state/sqlite/model-rows.ts';
import { aFolder } from './scratch.ts';

const open = async (folder: string, mostAnswers = 100): Promise<ModelRows> => {
  const opened = await openModelRows({ folder, mostAnswers });
  if (!opened.ok) throw new Error(opened.error);
  onTestFinished(() => opened.value[Symbol.asyncDispose]());
  return opened.value;
};

const LIMIT = { requests: 10, tokens: null, windowMs: 60_000, burst: null };
const CLAIM = { name: 'provider p', limit: LIMIT, tokens: 0 };

/** A clock that goes on only when somebody sleeps. */
const aSleepersClock = () => {
  let now = 1_000_000;
  const slept: number[] = [];
  return {
    slept,
    now: (): Instant => instant(now),
    sleepUntil: async (at: Instant): Promise<void> => {
      slept.push(at - now);
      now = Math.max(now, at);
    },
  };
};

describe('limits', () => {
  test('are used up by all who share them together', async () => {
    const folder = aFolder();
    const [one, other] = [await open(folder), await open(folder)];
    const clock = aSleepersClock();
    const { signal } = new AbortController();
    const sides = [one, other].map((rows) => createRateLimits(sharedBuckets(rows), clock));
    for (let at = 0; at < 11; at += 1) await sides[at % 2]?.acquire([CLAIM], signal);
    expect(clock.slept).toEqual([6_000]);
  });

  test('that a provider set hold for the others, too', async () => {
    const folder = aFolder();
    const [one, other] = [await open(folder), await open(folder)];
    const clock = aSleepersClock();
    await createRateLimits(sharedBuckets(one), clock).block(CLAIM, clock.now() + 5_000);
    await createRateLimits(sharedBuckets(other), clock).acquire([CLAIM], new AbortController().signal);
    expect(clock.slept).toEqual([5_000]);
  });

  test('begin anew where somebody else wrote what is no bucket', async () => {
    const rows = await open(aFolder());
    await rows.change(['provider p requests'], () => ({ kept: ['{"level":"much"}'], gives: null }));
    const clock = aSleepersClock();
    const limits = createRateLimits(sharedBuckets(rows), clock);
    expect(await limits.acquire([CLAIM], new AbortController().signal)).toBe(true);
    expect(clock.slept).toEqual([]);
  });

  test('that cannot be shared hold in this process', async () => {
    const rows = await open(aFolder());
    await rows[Symbol.asyncDispose]();
    const broken: ModelRows = { ...rows, change: async () => ({ ok: false, error: 'the disk is full' }) };
    const clock = aSleepersClock();
    const limits = createRateLimits(sharedBuckets(broken), clock);
    for (let at = 0; at < 11; at += 1) await limits.acquire([CLAIM], new AbortController().signal);
    expect(clock.slept).toEqual([6_000]);
  });
});

describe('answers', () => {
  const answer = { text: 'yes', value: null, warnings: [] };
  const at = (ms: number): Instant => instant(ms);

  test('of one process are there for another, until they are too old', async () => {
    const folder = aFolder();
    const now = (): Instant => at(0);
    const one = sharedAnswers(await open(folder), now);
    await one.set('k', answer, { at: at(0), until: at(1_000) });
    const other = sharedAnswers(await open(folder), now);
    for (const answers of [one, other]) {
      expect(await answers.get('k', at(500), 500), 'for who takes none so old').toBeNull();
      expect(await answers.get('k', at(999), 1_000)).toEqual(answer);
      expect(await answers.get('k', at(1_000), 10_000)).toBeNull();
    }
  });

  test('of too many the oldest go', async () => {
    const rows = await open(aFolder(), 2);
    for (const [key, until] of [
      ['a', 10],
      ['b', 20],
      ['c', 30],
    ] as const)
      await rows.keepAnswer(key, '{}', { now: at(0), until: at(until) });
    const kept = await Promise.all(['a', 'b', 'c'].map((key) => rows.answer(key, at(0))));
    expect(kept.map((each) => each.ok && each.value)).toEqual([null, '{}', '{}']);
  });
});

test('a file that is no database is a sentence, and stays as it is', async () => {
  const folder = aFolder();
  writeFileSync(join(folder, 'models.db'), 'this is no database, and long enough to be seen as none of ours');
  const opened = await openModelRows({ folder });
  expect(opened.ok ? '' : opened.error).toContain('models.db');
});
