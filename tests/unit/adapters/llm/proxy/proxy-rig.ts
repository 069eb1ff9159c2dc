/** A provider on the loopback address, a proxy in front of it, and requests as CLIs make them. */
import { once } from 'node:events';
import { createServer, request, type ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { createProxy } from '../../../../../adapters/llm/proxy/proxy.ts';
import type { ModelPass, ModelUpstream, PassTerms } from '../../../../../core/model-proxy.ts';

/** The key that must never reach a CLI. */
export const KEY = 'sk-real-0123456789abcdef';

export type Seen = { readonly url: string; readonly body: string; readonly headers: IncomingMessage['headers'] };

/** Answers as `reply` says; tells what it was asked, and how many answers are under way. */
export const aProvider = async (
  reply: (response: ServerResponse, seen: Seen) => void,
): Promise<{ readonly url: string; readonly seen: readonly Seen[]; readonly open: () => number }> => {
  const seen: Seen[] = [];
  let open = 0;
  const server = createServer((asked, response) => {
    const parts: Buffer[] = [];
    open++;
    response.on('close', () => open--);
    asked.on('data', (part: Buffer) => parts.push(part));
    asked.on('end', () => {
      const each = { url: asked.url ?? '', body: Buffer.concat(parts).toString(), headers: asked.headers };
      seen.push(each);
      reply(response, each);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  // A server that listens on a port has such an address.
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, open: () => open };
};

export const TERMS: PassTerms = {
  ...{ budget: { tokens: null, microUsd: null }, models: null, map: {}, reach: 'all' as const },
  ...{ priceOf: () => null, unpriced: 'refuse' as const, onUse: () => undefined, onVerdict: () => undefined },
};

export const aPass = async (upstream: Partial<ModelUpstream>, terms: Partial<PassTerms> = {}): Promise<ModelPass> => {
  const proxy = createProxy();
  onTestFinished(() => proxy[Symbol.dispose]());
  return await proxy.issue(
    [{ wire: 'openai', baseUrl: '', key: KEY, keyAs: 'key', ...upstream }],
    {
      ...TERMS,
      ...terms,
    },
    'port',
  );
};

export type Got = {
  readonly status: number;
  readonly text: string;
  readonly headers: IncomingMessage['headers'];
  /** Whether the answer came to its end. */
  readonly isWhole: boolean;
};

/** Asks at the first door of a pass. */
export const ask = async (
  pass: Pick<ModelPass, 'doors'>,
  path: string,
  body: unknown = {},
  how: {
    readonly method?: string;
    readonly token?: string;
    readonly headers?: Record<string, string>;
    readonly hear?: (text: string, asked: ClientRequest) => void;
  } = {},
): Promise<Got> => {
  const [door] = pass.doors;
  if (door === undefined) throw new Error('the pass has no door');
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const asked = request(`${door.url}${path}`, {
    method: how.method ?? 'POST',
    headers: {
      authorization: `Bearer ${how.token ?? door.token}`,
      ...{ 'content-length': bytes.length, 'content-type': 'application/json', ...how.headers },
    },
  });
  return await new Promise((resolve) => {
    asked.on('error', () => resolve({ status: 0, text: '', headers: {}, isWhole: false }));
    asked.on('response', (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => {
        text += part;
        how.hear?.(text, asked);
      });
      answer.on('error', () => undefined);
      answer.on('close', () =>
        resolve({ status: answer.statusCode ?? 0, text, headers: answer.headers, isWhole: answer.complete }),
      );
    });
    asked.end(bytes);
  });
};

/** A server-sent event. */
export const event = (data: unknown): string => `data: ${JSON.stringify(data)}\n\n`;
