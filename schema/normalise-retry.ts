/** Fills the defaults of durations and retries in. */
import type { DiagnosisCode } from '../core/failure.ts';
import { invariant } from '../core/result.ts';
import type { Backoff, Retry } from '../core/retry.ts';
import { parseDuration } from './duration.ts';
import type { WrittenBackoff, WrittenRetry } from './written.ts';

/** Of a duration that the validator let through; null where none was written. */
export const milliseconds = (written: string | undefined): number | null => {
  if (written === undefined) return null;
  const ms = parseDuration(written);
  invariant(ms !== null, `the validator let the duration "${written}" through`);
  return ms;
};

/** The retries that were written, and for what was not, those of `fallback`. */
export const normalRetry = (written: WrittenRetry | undefined, fallback: Retry): Retry => {
  if (written === undefined) return fallback;
  if (typeof written === 'number') return { ...fallback, limit: written };
  const models = written.models ?? fallback.models;
  return {
    limit: written.limit ?? fallback.limit,
    // Cannot lie: the validator lets no other words through.
    on: written.on === undefined ? fallback.on : (retryCodes([written.on].flat()) as readonly DiagnosisCode[]),
    repeats: written.repeats ?? fallback.repeats,
    ...(models === undefined ? {} : { models }),
    backoff: written.backoff === undefined ? fallback.backoff : normalBackoff(written.backoff, fallback.backoff),
  };
};

const TRANSIENT = ['rate-limited', 'unavailable', 'network'];

/** `transient` stands for the codes of what goes away by itself. */
const retryCodes = (written: readonly string[]): readonly string[] => [
  ...new Set(written.flatMap((code) => (code === 'transient' ? TRANSIENT : [code]))),
];

const normalBackoff = (written: WrittenBackoff, fallback: Backoff): Backoff => {
  const initialMs = milliseconds(written.initial);
  return {
    initialMs: initialMs ?? fallback.initialMs,
    factor: written.factor ?? fallback.factor,
    // Who asks for a first wait is not given less because of a ceiling that stands elsewhere.
    maxMs: milliseconds(written.max) ?? Math.max(fallback.maxMs, initialMs ?? 0),
    jitter: written.jitter ?? fallback.jitter,
  };
};
