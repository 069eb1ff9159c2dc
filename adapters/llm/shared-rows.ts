/** Limits and answers that all processes of the machine share; where they cannot be kept, this process keeps its own. */
import { instant, type Instant } from '../../core/id.ts';
import { isJsonObject, type Json } from '../../core/json.ts';
import type { ModelRows } from '../../core/state/model-row.ts';
import { answersInMemory, isFresh, type AnswerLevel, type KeptAnswer } from './answer-cache.ts';
import { bucketsInMemory, type BucketRows } from './rate-limits.ts';
import type { TokenBucket } from './token-bucket.ts';

const FIELDS = ['rate', 'windowMs', 'capacity', 'level', 'atMs', 'blockedUntilMs'] as const;

const parsed = (text: string): Json => {
  try {
    // JSON.parse gives JSON and nothing else.
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
};

/** null for what is none, which somebody else wrote: it begins full again. */
const bucketIn = (text: string | null): TokenBucket | null => {
  const value = text === null ? null : parsed(text);
  if (!isJsonObject(value)) return null;
  const [rate, windowMs, capacity, level, atMs, blockedUntilMs] = FIELDS.map((field) => value[field]);
  const isWhole = [rate, windowMs, capacity, level, atMs, blockedUntilMs].every((each) => typeof each === 'number');
  // Cannot lie: each of them is a number.
  return isWhole ? ({ rate, windowMs, capacity, level, atMs, blockedUntilMs } as TokenBucket) : null;
};

/** Buckets of the machine. A limit that cannot be shared holds in this process. */
export const sharedBuckets = (rows: ModelRows): BucketRows => {
  const own = bucketsInMemory();
  return {
    change: async (names, change) => {
      const changed = await rows.change(names, (kept) => {
        const { buckets, gives } = change(kept.map(bucketIn));
        return { kept: buckets.map((bucket) => JSON.stringify(bucket)), gives };
      });
      return changed.ok ? changed.value : await own.change(names, change);
    },
  };
};

/** null for what is none, which somebody else wrote, or does not say when it was given. */
const answerIn = (text: string | null): (KeptAnswer & { readonly at: Instant }) | null => {
  const kept = text === null ? null : parsed(text);
  if (!isJsonObject(kept) || typeof kept['text'] !== 'string' || !Array.isArray(kept['warnings'])) return null;
  const { text: said, value = null, warnings, at } = kept;
  if (typeof at !== 'number') return null;
  return { text: said, value, warnings: warnings.filter((each) => typeof each === 'string'), at: instant(at) };
};

/** How long an answer is kept for others at most, whoever asked for longer. */
const DAY_MS = 86_400_000;

/** Answers in this process first, then those of the machine. */
export const sharedAnswers = (rows: ModelRows, now: () => Instant): AnswerLevel => {
  const own = answersInMemory();
  return {
    get: async (key, when, maxAgeMs) => {
      const mine = await own.get(key, when, maxAgeMs);
      if (mine !== null) return mine;
      const found = await rows.answer(key, when);
      const kept = found.ok ? answerIn(found.value) : null;
      if (kept === null) return null;
      const { at, ...answer } = kept;
      // The rows know when it is too old for everybody.
      return isFresh({ at, until: instant(when + 1) }, when, maxAgeMs) ? answer : null;
    },
    set: async (key, answer, { at, until }) => {
      await own.set(key, answer, { at, until });
      const last = instant(Math.min(until, at + DAY_MS));
      await rows.keepAnswer(key, JSON.stringify({ ...answer, at }), { now: now(), until: last });
    },
  };
};
