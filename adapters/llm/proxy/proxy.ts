/**
 * The metering proxy: one listener of the process that drives, between coding CLIs and their models.
 *
 *   P1. A token belongs to one attempt and one provider, and is dead with the attempt. The key stays here.
 *   P2. A request is read whole before it is judged; what is not allowed reaches no provider.
 *   P3. What is over stays over: after the verdict nothing of the attempt goes through.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Agent as SafeAgent } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  RELAY_PORT,
  type ModelPass,
  type ModelProxy,
  type ModelUpstream,
  type ModelWire,
  type PassTerms,
} from '../../../core/model-proxy.ts';
import { invariant } from '../../../core/result.ts';
import type { HttpAnswer } from '../../../core/tool.ts';
import { tokensIn } from '../token-sums.ts';
import { createAccount, type Account } from './account.ts';
import { exchange } from './exchange.ts';
import { tokenIn } from './headers.ts';
import { judgeRequest } from './judge-request.ts';
import { refuse } from './refusals.ts';

/** Pictures and long contexts included. */
const MOST_BYTES = 64 << 20;
/** Of all requests of an attempt that are under way: they lie in the memory of who drives its run. */
const MOST_BYTES_TOGETHER = 256 << 20;

/** What belongs to one attempt. */
type Pass = {
  readonly terms: PassTerms;
  readonly account: Account;
  verdict: string | null;
  refusal: HttpAnswer | null;
  /** Ends each request and call under way. */
  readonly calls: Set<() => void>;
  /** Of the bodies of those. */
  bytes: number;
  isClosed: boolean;
};

type Door = { readonly upstream: ModelUpstream; readonly pass: Pass };

export type RunningProxy = ModelProxy & Disposable;

const WIRES: readonly ModelWire[] = ['anthropic', 'openai', 'google'];

/** P2; null where it is larger than any request of a model, there is no room for it, or its sender has gone. */
const readWhole = async (request: IncomingMessage, hasRoom: (bytes: number) => boolean): Promise<Buffer | null> => {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    // Who sends too much is told so, and not only cut off.
    for await (const part of request.iterator({ destroyOnReturn: false })) {
      // A request without an encoding gives bytes.
      const bytes = part as Buffer;
      size += bytes.length;
      if (size > MOST_BYTES || !hasRoom(bytes.length)) return null;
      parts.push(bytes);
    }
  } catch {
    return null;
  }
  return Buffer.concat(parts);
};

/** What of a query is another key, or leaves out of an answer what it is counted by. */
const NOT_ASKED = ['key', 'access_token', 'oauth_token', 'fields', '$fields'];

/** The query as it came, but for those. */
const queryOf = ({ search, searchParams }: URL): string => {
  if (!NOT_ASKED.some((name) => searchParams.has(name))) return search;
  const query = new URLSearchParams(searchParams);
  for (const name of NOT_ASKED) query.delete(name);
  return query.size === 0 ? '' : `?${query.toString()}`;
};

type Listener = { readonly base: string; readonly socket: string | null; readonly server: Server };

/** Nothing waits for it when all else has ended. */
const listen = async (server: Server, socket: string | null): Promise<Listener> => {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket === null ? { port: 0, host: '127.0.0.1' } : { path: socket }, resolve);
  });
  server.unref();
  const address: AddressInfo | string | null = server.address();
  invariant(address !== null, 'a server that listens has an address');
  const port = typeof address === 'string' ? RELAY_PORT : address.port;
  return { base: `http://127.0.0.1:${port}`, socket, server };
};

/** Makes it; it listens, at a port or in a folder that nobody else sees, when it is first asked for a pass. */
export const createProxy = (): RunningProxy => {
  const doors = new Map<string, Door>();
  const agents = { plain: new Agent({ keepAlive: true }), safe: new SafeAgent({ keepAlive: true }) };

  const over = (pass: Pass, sentence: string): void => {
    if (pass.verdict !== null) return;
    pass.verdict = sentence;
    pass.terms.onVerdict();
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://ws');
    const place = /^\/(?<wire>[a-z]+)(?<path>\/.*)$/.exec(url.pathname)?.groups;
    const wire = WIRES.find((each) => each === place?.['wire']) ?? 'openai';
    const token = tokenIn(request.headers, url.searchParams);
    const door = token === null ? undefined : doors.get(token);
    const method = request.method ?? 'GET';
    // Claude Code asks whether anybody is there before it shows a key.
    if (door === undefined && method === 'HEAD') return void response.writeHead(200).end();
    if (door === undefined) return refuse(response, wire, 401, 'ws: that key opens nothing here, or no longer');
    const { upstream, pass } = door;
    const path = place?.['path'] ?? '';
    if (wire !== upstream.wire) return refuse(response, wire, 404, `ws: ${path} is not open to an attempt`);
    let [taken, end] = [0, (): void => void request.destroy()];
    const leave = (): void => end();
    pass.calls.add(leave);
    response.once('close', () => {
      pass.calls.delete(leave);
      pass.bytes -= taken;
    });
    const body = await readWhole(request, (bytes) => {
      taken += bytes;
      pass.bytes += bytes;
      return pass.bytes <= MOST_BYTES_TOGETHER;
    });
    if (body === null) return refuse(response, wire, 413, 'ws: the request is too large');
    // P1: it may have come in slowly.
    if (pass.isClosed) return void response.destroy();
    const judged = judgeRequest({ wire, method, path, query: url.searchParams, body }, pass.terms);
    if (!judged.ok) return refuse(response, wire, judged.error.status, `ws: ${judged.error.message}`);
    const passed = judged.value;
    // P3
    if (passed.format !== null && pass.verdict !== null) return refuse(response, wire, 400, `ws: ${pass.verdict}`);
    const reserve = { input: tokensIn(passed.body.length), output: passed.uncut };
    const opened = passed.format === null ? null : pass.account.open(passed.model, reserve);
    if (typeof opened === 'string') {
      over(pass, opened);
      return refuse(response, wire, 400, `ws: ${opened}`);
    }
    const { budget } = pass.terms;
    end = exchange({
      ...{ upstream, passed, method, response, entry: opened },
      ...{ query: queryOf(url), headers: request.rawHeaders },
      isClose: budget.tokens !== null || budget.microUsd !== null,
      agent: upstream.baseUrl.startsWith('https:') ? agents.safe : agents.plain,
      onOver: (sentence) => over(pass, sentence),
      onAnswer: (refusal) => {
        if (passed.format !== null) pass.refusal = refusal;
      },
    });
    response.once('close', () => {
      if (passed.format !== null) pass.terms.onUse();
    });
  };

  const newServer = (): Server =>
    createServer({ requestTimeout: 0, keepAliveTimeout: 60_000 }, (request, response) => {
      void serve(request, response).catch(() => response.destroy());
    });
  let folder: string | null = null;
  const atSocket = (): Promise<Listener> => {
    folder = mkdtempSync(join(tmpdir(), 'ws-models-'));
    return listen(newServer(), join(folder, 'models.sock'));
  };
  const listeners: Partial<Record<'port' | 'socket', Promise<Listener>>> = {};

  return {
    issue: async (upstreams, terms, via): Promise<ModelPass> => {
      const { base, socket } = await (listeners[via] ??= via === 'port' ? listen(newServer(), null) : atSocket());
      const account = createAccount(terms);
      const pass: Pass = {
        ...{ terms, account, verdict: null, refusal: null },
        ...{ calls: new Set(), bytes: 0, isClosed: false },
      };
      const issued = upstreams.map((upstream) => {
        // P1
        const token = `ws-${randomBytes(24).toString('base64url')}`;
        doors.set(token, { upstream, pass });
        return { url: `${base}/${upstream.wire}`, token };
      });
      return {
        ...{ doors: issued, socket },
        used: account.used,
        verdict: () => pass.verdict,
        lastRefusal: () => pass.refusal,
        close: () => {
          pass.isClosed = true;
          for (const { token } of issued) doors.delete(token);
          for (const end of [...pass.calls]) end();
        },
      };
    },
    [Symbol.dispose]: () => {
      doors.clear();
      for (const listener of Object.values(listeners))
        void listener.then(({ server }) => {
          server.close();
          server.closeAllConnections();
        });
      if (folder !== null) rmSync(folder, { recursive: true, force: true });
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
};
