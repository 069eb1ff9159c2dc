/** What an adapter's error says of its cause: HTTP status, headers, system error codes. */
import { isJsonObject } from '../../../core/json.ts';
import type { Instant } from '../../../core/id.ts';
import type { HttpAnswer } from '../../../core/tool.ts';
import type { FaultCode } from './fault-code.ts';
import { readRetryAfter, type RetryWish } from './retry-after.ts';
import { codeOfText } from './shapes.ts';

export type ThrownCause = {
  readonly code: FaultCode;
  readonly message: string;
  readonly wish: RetryWish | null;
};

const SYSTEM_CODES: ReadonlyMap<string, FaultCode> = new Map([
  ['ENOSPC', 'disk-full'],
  ['EDQUOT', 'disk-full'],
  ['ENOMEM', 'out-of-memory'],
  ['EACCES', 'permission-denied'],
  ['EPERM', 'permission-denied'],
  ['EROFS', 'permission-denied'],
  ['ECONNREFUSED', 'network'],
  ['ECONNRESET', 'network'],
  ['ECONNABORTED', 'network'],
  ['ETIMEDOUT', 'network'],
  ['ENOTFOUND', 'network'],
  ['EAI_AGAIN', 'network'],
  ['ENETUNREACH', 'network'],
  ['EHOSTUNREACH', 'network'],
  ['EPIPE', 'network'],
]);

/** What may tell more than the status: a 429 can mean an empty purse, a 400 a prompt that is too long. */
const BY_BODY: ReadonlySet<FaultCode> = new Set<FaultCode>([
  'quota-exceeded',
  'budget-exceeded',
  'context-too-long',
  'rate-limited',
  'unauthenticated',
]);

const codeOfStatus = (status: number): FaultCode | null => {
  if (status === 401) return 'unauthenticated';
  if (status === 402) return 'quota-exceeded';
  if (status === 403) return 'permission-denied';
  if (status === 408 || status === 425) return 'unavailable';
  if (status === 413) return 'context-too-long';
  if (status === 429) return 'rate-limited';
  return status >= 500 ? 'unavailable' : null;
};

const HEADERS = [
  'retry-after-ms',
  'retry-after',
  'x-ratelimit-reset-requests',
  'x-ratelimit-reset',
  'anthropic-ratelimit-requests-reset',
];

const wishOfHeaders = (given: Readonly<Record<string, string>>, now: Instant): RetryWish | null => {
  const headers = headersOf(given);
  for (const name of HEADERS) {
    const value = headers[name];
    const wish = value === undefined ? null : readRetryAfter(name === 'retry-after-ms' ? `${value}ms` : value, now);
    if (wish !== null) return wish;
  }
  return null;
};

/** The cause that an HTTP answer names; a status that no remedy is known for is `bad-input` from 400 on. */
export const causeOfHttp = (answer: HttpAnswer, now: Instant): ThrownCause => {
  const { status, headers, body } = answer;
  const told = codeOfText(body.slice(0, 4000));
  const byStatus = codeOfStatus(status);
  const isTold = told !== null && status < 500 && BY_BODY.has(told);
  const code = (isTold ? told : byStatus) ?? 'bad-input';
  const said = body.replace(/\s+/g, ' ').trim().slice(0, 300);
  const wish = code === 'rate-limited' || code === 'unavailable' ? wishOfHeaders(headers, now) : null;
  return { code, message: said === '' ? `HTTP ${status}` : `HTTP ${status}: ${said}`, wish };
};

const headersOf = (value: unknown): Readonly<Record<string, string>> => {
  const pairs: readonly (readonly [string, unknown])[] =
    value instanceof Headers ? [...value.entries()] : isJsonObject(value) ? Object.entries(value) : [];
  return Object.fromEntries(
    pairs.flatMap(([name, text]) => (typeof text === 'string' ? [[name.toLowerCase(), text]] : [])),
  );
};

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (Reflect.get(value, name) as unknown) : undefined;

/** The cause that a thrown value names, looking through `cause` up to five deep; null where it names none. */
export const causeOfThrown = (thrown: unknown, now: Instant): ThrownCause | null => {
  let value = thrown;
  for (let depth = 0; depth < 5 && value !== undefined && value !== null; depth += 1) {
    const status = field(value, 'status') ?? field(value, 'statusCode');
    const text = field(value, 'message');
    const message = typeof text === 'string' ? text : typeof value === 'string' ? value : '';
    if (typeof status === 'number' && status >= 400) {
      const { code, wish } = causeOfHttp({ status, headers: headersOf(field(value, 'headers')), body: message }, now);
      return { code, message, wish };
    }
    const system = field(value, 'code');
    const syscall = field(value, 'syscall');
    if (system === 'ENOENT' && typeof syscall === 'string' && syscall.startsWith('spawn')) {
      return { code: 'tool-missing', message, wish: null };
    }
    const known = typeof system === 'string' ? SYSTEM_CODES.get(system) : undefined;
    const code = known ?? (message === '' ? null : codeOfText(message.slice(0, 4000)));
    if (code !== null && message !== 'fetch failed') return { code, message, wish: null };
    if (message === 'fetch failed' && field(value, 'cause') === undefined)
      return { code: 'network', message, wish: null };
    value = field(value, 'cause');
  }
  return null;
};
