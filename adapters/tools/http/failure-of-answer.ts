/** The failure that an answer is: one code per remedy. */
import type { Failure } from '../../../core/failure.ts';
import { instant, type Instant } from '../../../core/id.ts';
import type { Answered } from './exchange.ts';

/** A header `Retry-After`, in seconds or as a date; null where there is none that can be read. */
export const retryAfterMs = (headers: Answered['headers'], now: number): number | null => {
  const text = headers['retry-after']?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return text === '' || Number.isNaN(date) ? null : Math.max(0, date - now);
};

const resetOf = ({ headers }: Answered, now: number): Instant | null => {
  const after = retryAfterMs(headers, now);
  return after === null ? null : instant(now + after);
};

/** Of an answer that was not expected. `what`: the request, for people. */
export const failureOfAnswer = (answer: Answered, what: string, now: number): Failure => {
  const { status, statusText } = answer;
  const message = `${what} was answered with ${status}${statusText === '' ? '' : ` ${statusText}`}`;
  switch (true) {
    case status === 401 || status === 407:
      return { code: 'unauthenticated', message };
    case status === 402:
      return { code: 'quota-exceeded', resetsAt: resetOf(answer, now), message };
    case status === 403:
      return { code: 'permission-denied', message };
    case status === 429:
      return { code: 'rate-limited', resetsAt: resetOf(answer, now), message };
    case status === 408 || status === 425 || status >= 500:
      return { code: 'unavailable', resetsAt: resetOf(answer, now), message };
    default:
      return { code: 'tool-exit', status, message };
  }
};
