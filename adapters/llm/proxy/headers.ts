/** What of the headers goes on to a provider, and what comes back. */
import type { ModelUpstream } from '../../../core/model-proxy.ts';

/** Pairs of names and values, as node has them raw: order, case and twins kept. */
export type RawHeaders = readonly string[];

/** What belongs to one connection (RFC 9110, section 7.6.1), and what ws says itself. */
const OF_A_HOP = [
  ...['connection', 'keep-alive', 'proxy-authorization', 'proxy-connection', 'te', 'trailer', 'transfer-encoding'],
  ...['upgrade', 'expect', 'host', 'content-length', 'accept-encoding'],
];
const OF_KEYS = ['authorization', 'x-api-key', 'x-goog-api-key', 'cookie'];
/** They would make another request of the one that was judged, or leave out of its answer what it is counted by. */
const OF_ANOTHER = ['x-http-method-override', 'x-http-method', 'x-method-override', 'x-goog-fieldmask'];
const OUTWARD: ReadonlySet<string> = new Set([...OF_A_HOP, ...OF_KEYS, ...OF_ANOTHER]);
const BACK: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'transfer-encoding', 'set-cookie']);

const but = (raw: RawHeaders, left: ReadonlySet<string>): readonly string[] =>
  raw.flatMap((each, at) => (at % 2 === 0 && !left.has(each.toLowerCase()) ? [each, raw[at + 1] ?? ''] : []));

const keyHeader = ({ wire, key, keyAs }: ModelUpstream): readonly string[] => {
  if (wire === 'anthropic' && keyAs === 'key') return ['x-api-key', key];
  return wire === 'google' ? ['x-goog-api-key', key] : ['Authorization', `Bearer ${key}`];
};

/** Those of a request with the real key in place of the token. An answer that is packed could not be read on the way. */
export const headersOutward = (raw: RawHeaders, upstream: ModelUpstream, host: string, length: number): string[] => [
  ...but(raw, OUTWARD),
  ...['Host', host, 'Accept-Encoding', 'identity'],
  ...keyHeader(upstream),
  ...(length > 0 ? ['Content-Length', String(length)] : []),
];

/** Those of an answer. */
export const headersBack = (raw: RawHeaders): string[] => [...but(raw, BACK)];

/** The token that a request shows, wherever its CLI puts it; null where it shows none. */
export const tokenIn = (
  headers: Readonly<Record<string, string | string[] | undefined>>,
  query: URLSearchParams,
): string | null => {
  const own = headers['x-api-key'] ?? headers['x-goog-api-key'];
  if (typeof own === 'string') return own;
  const { authorization } = headers;
  const bearer = typeof authorization === 'string' ? /^bearer (?<token>\S+)$/i.exec(authorization) : null;
  return bearer?.groups?.['token'] ?? query.get('key');
};
