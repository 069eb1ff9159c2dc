/**
 * One request and its answer over HTTP/1.1, within limits of size and time.
 *
 *   E1. Nothing is sent before the address that is connected to has been judged (reach.ts).
 *   E2. What is larger than it may be, packed or unpacked, is given up where that is seen.
 */
import { lookup as lookUp, type LookupAddress } from 'node:dns';
import { request as requestPlain, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestSecure } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Reach } from './reach.ts';
import { through } from './proxy.ts';
import { textHeaders } from '../../../core/text-headers.ts';

export type Wanted = {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
};

export type Answered = {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
};

export type Bounds = {
  readonly reach: Reach;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** Through whom; null: directly. */
  readonly proxy: URL | null;
  /** Left out: that of the system. */
  readonly lookup?: typeof lookUp;
};

/** What is refused before or while it is done, and would be again. */
export class Refused extends Error {
  readonly kind: 'address' | 'size' | 'redirect';
  constructor(kind: Refused['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

const portOf = ({ port, protocol }: URL): number => (port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port));
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

const judged = (url: URL, address: string, { reach }: Bounds): Refused | null => {
  const objection = reach.objectionTo(address, hostOf(url), portOf(url));
  return objection === null ? null : new Refused('address', `${hostOf(url)} ${objection}`);
};

/** E1: every address that is handed on has been judged. */
const lookupFor =
  (url: URL, bounds: Bounds): LookupFunction =>
  (host, options, done) => {
    (bounds.lookup ?? lookUp)(host, { ...options, all: true }, (error, found: readonly LookupAddress[]) => {
      const refused =
        error ?? found.map(({ address }) => judged(url, address, bounds)).find((each) => each !== null) ?? null;
      const [first] = found ?? [];
      if (refused !== null) done(refused, '', 0);
      else if (options.all === true) done(null, [...found]);
      else done(null, first?.address ?? '', first?.family);
    });
  };

/** The addresses of a host that a proxy is to reach are judged as far as they are known here. */
const judgeBehindProxy = async (url: URL, bounds: Bounds): Promise<void> => {
  const host = hostOf(url);
  const literal = isIP(host) === 0 ? null : host;
  const addresses =
    literal !== null
      ? [literal]
      : await new Promise<readonly string[]>((resolve) => {
          (bounds.lookup ?? lookUp)(host, { all: true }, (error, found) =>
            resolve(error === null ? found.map(({ address }) => address) : []),
          );
        });
  const refused = addresses.map((address) => judged(url, address, bounds)).find((each) => each !== null);
  if (refused !== undefined && refused !== null) throw refused;
};

/** By the name of their coding, which is the server's word: a map, so that no word finds what every object has. */
const UNPACKERS: ReadonlyMap<string, () => Transform> = new Map<string, () => Transform>([
  ...(['gzip', 'x-gzip'] as const).map((name) => [name, () => createGunzip()] as const),
  ['deflate', () => createInflate()],
  ['br', () => createBrotliDecompress()],
]);

const unpacking = (answer: IncomingMessage): NodeJS.ReadableStream => {
  const unpack = UNPACKERS.get((answer.headers['content-encoding'] ?? '').trim().toLowerCase());
  if (unpack === undefined) return answer;
  const unpacked = unpack();
  answer.on('error', (error) => unpacked.destroy(error));
  return answer.pipe(unpacked);
};

/** E2 */
const bodyOf = async (answer: IncomingMessage, maxBytes: number): Promise<Buffer> => {
  const parts: Buffer[] = [];
  let size = 0;
  const tooLarge = new Refused('size', `the answer is larger than ${maxBytes} bytes`);
  if (Number(answer.headers['content-length'] ?? 0) > maxBytes) throw tooLarge;
  for await (const part of unpacking(answer)) {
    const bytes = Buffer.from(part as Uint8Array);
    size += bytes.length;
    if (size > maxBytes) throw tooLarge;
    parts.push(bytes);
  }
  return Buffer.concat(parts);
};

const start = async ({ url, method, headers }: Wanted, bounds: Bounds): Promise<ClientRequest> => {
  const { signal, proxy } = bounds;
  const host = hostOf(url);
  const options: RequestOptions = { method, headers: { ...headers, host: url.host }, signal, agent: false };
  const path = `${url.pathname}${url.search}`;
  const isSecure = url.protocol === 'https:';
  if (proxy === null) {
    const refused = isIP(host) === 0 ? null : judged(url, host, bounds);
    if (refused !== null) throw refused;
    const direct = { ...options, host, port: portOf(url), path, lookup: lookupFor(url, bounds) };
    return isSecure
      ? requestSecure({ ...direct, ...(isIP(host) === 0 ? { servername: host } : {}) })
      : requestPlain(direct);
  }
  await judgeBehindProxy(url, bounds);
  const way = through({ url, port: portOf(url), proxy, signal });
  if (!isSecure) {
    const { headers: said, ...at } = way.plain;
    return requestPlain({ ...options, ...at, headers: { ...headers, host: url.host, ...said }, path: url.href });
  }
  const socket = await way.open();
  // The socket is secure already, and takes the place of an agent.
  const { agent: _, ...rest } = options;
  return requestPlain({ ...rest, host, path, createConnection: () => socket });
};

/** Gives the answer, whatever its status; throws `Refused`, and what the network says. */
export const exchange = async (wanted: Wanted, bounds: Bounds): Promise<Answered> => {
  const request = await start(wanted, bounds);
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', reject);
    request.end(wanted.body ?? undefined);
  });
  try {
    const headers = textHeaders(answer.headers);
    const body = await bodyOf(answer, bounds.maxBytes);
    return { status: answer.statusCode ?? 0, statusText: answer.statusMessage ?? '', headers, body };
  } finally {
    request.destroy();
  }
};
