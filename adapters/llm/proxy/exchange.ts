/**
 * One call of a model through a door: the request goes on with the real key, the answer comes back as it is, read on the way.
 *
 *   E1. An answer is passed on as it comes, no faster than it is taken, and never kept.
 *   E2. Half an answer is never given a clean end.
 *   E3. Where either side leaves, the other is let go at once.
 *   E4. It is settled once, whatever happens; what nobody counted is guessed.
 *   E5. What would be more than the budget is cut where it is.
 */
import {
  request as plainRequest,
  type Agent,
  type ClientRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { request as safeRequest } from 'node:https';
import { NO_TOKENS, type TokenCount } from '../../../core/token-count.ts';
import type { ModelUpstream } from '../../../core/model-proxy.ts';
import { codeOf } from '../../../core/thrown.ts';
import { textHeaders } from '../../../core/text-headers.ts';
import type { HttpAnswer } from '../../../core/tool.ts';
import { tokensIn } from '../token-sums.ts';
import type { Entry } from './account.ts';
import { headersBack, headersOutward, type RawHeaders } from './headers.ts';
import type { Passed } from './judge-request.ts';
import { createKeyWatch } from './key-watch.ts';
import { lastEvent, refuse } from './refusals.ts';
import { createUsageHider } from './usage-hider.ts';
import { createUsageReader, type UsageReader } from './usage-reader.ts';

export type Exchange = {
  readonly upstream: ModelUpstream;
  readonly passed: Passed;
  readonly method: string;
  readonly query: string;
  readonly headers: RawHeaders;
  readonly response: ServerResponse;
  /** null where nothing is generated. */
  readonly entry: Entry | null;
  /** Whether the answer may have to be cut. */
  readonly isClose: boolean;
  /** Keeps connections to the provider. */
  readonly agent: Agent;
  /** Called where the budget is spent: why. */
  readonly onOver: (sentence: string) => void;
  /** The answer of the provider where it was no success; null where it was. */
  readonly onAnswer: (refusal: HttpAnswer | null) => void;
  /** All of an answer that came to its end; not there where nobody keeps it. */
  readonly onWhole?: (answer: { readonly status: number; readonly headers: RawHeaders; readonly body: Buffer }) => void;
};

/** What is kept of an answer that was no success, to read its cause from. */
const KEPT = 64 << 10;

const isEventStream = (answer: IncomingMessage): boolean => /event-stream/i.test(answer.headers['content-type'] ?? '');

/** E4: what a call that generated something used. */
const usedOf = (
  reader: UsageReader | null,
  status: number,
  requestBytes: number,
): { readonly tokens: TokenCount; readonly isEstimated: boolean } | null => {
  if (reader === null || status < 200 || status > 299) return null;
  const { tokens, isLast } = reader.said();
  if (isLast) return { tokens, isEstimated: false };
  const input = tokens.input === 0 ? tokensIn(requestBytes) : tokens.input;
  return { tokens: { ...tokens, input, output: Math.max(tokens.output, reader.guessed()) }, isEstimated: true };
};

/** Makes the call; gives a function that ends it from outside. */
export const exchange = (given: Exchange): (() => void) => {
  const { upstream, passed, response, entry } = given;
  const { format, body } = passed;
  const target = new URL(`${upstream.baseUrl.replace(/\/+$/, '')}${passed.path}${given.query}`);
  let reader: UsageReader | null = null;
  let status = 0;
  let isOver = false;

  const settle = (): void => {
    reader?.end();
    const used = usedOf(reader, status, body.length);
    entry?.settle(used?.tokens ?? NO_TOKENS, { isEstimated: used?.isEstimated ?? false });
  };

  const out: ClientRequest = (target.protocol === 'https:' ? safeRequest : plainRequest)(target, {
    ...{ method: given.method, agent: given.agent },
    headers: headersOutward(given.headers, upstream, target.host, body.length),
  });

  /** E3 */
  const leave = (): void => {
    isOver = true;
    out.destroy();
    settle();
  };

  /** E2 */
  const tear = (): void => {
    leave();
    response.destroy();
  };

  const refused = (sentence: string): void => {
    refuse(response, upstream.wire, 502, `ws: ${sentence}`);
    leave();
  };

  /** E5 */
  const cut = (sentence: string): void => {
    leave();
    const last = format === null ? null : lastEvent(format, `ws: ${sentence}`);
    if (last === null) response.destroy();
    else response.end(last);
    given.onOver(sentence);
  };

  const take = (answer: IncomingMessage): void => {
    status = answer.statusCode ?? 0;
    const isStream = isEventStream(answer);
    const isGood = status >= 200 && status <= 299;
    if ((answer.headers['content-encoding'] ?? 'identity') !== 'identity')
      return refused('the provider packed its answer, which then cannot be counted');
    const head = [answer.statusMessage ?? '', ...answer.rawHeaders].join('\n');
    if (createKeyWatch(upstream.key).pass(Buffer.from(head)) === null)
      return refused('the provider sent the key back, and its answer was not passed on');
    const watch = createKeyWatch(upstream.key);
    const hideUsage = passed.asksUsage && isStream ? createUsageHider() : null;
    reader = format === null ? null : createUsageReader(format, { isStream, isClose: given.isClose });
    const kept: Buffer[] = [];
    let keptBytes = 0;
    response.writeHead(status, answer.statusMessage, headersBack(answer.rawHeaders));
    response.flushHeaders();
    const write = (bytes: Buffer): void => {
      if (bytes.length === 0) return;
      if (given.onWhole !== undefined || (!isGood && keptBytes < KEPT)) kept.push(bytes);
      keptBytes += bytes.length;
      // E1
      if (!response.write(bytes)) {
        answer.pause();
        response.once('drain', () => answer.resume());
      }
    };
    answer.on('data', (chunk: Buffer) => {
      if (isOver) return;
      const bytes = watch.pass(chunk);
      if (bytes === null) return tear();
      reader?.push(chunk);
      write(hideUsage?.pass(bytes) ?? bytes);
      if (!isStream || !given.isClose || reader === null || reader.said().isLast) return;
      const spent = entry?.grow(reader.guessed()) ?? null;
      if (spent !== null) cut(spent);
    });
    answer.once('end', () => {
      if (isOver) return;
      isOver = true;
      const rest = watch.rest();
      write(hideUsage === null ? rest : Buffer.concat([hideUsage.pass(rest), hideUsage.rest()]));
      response.end();
      settle();
      const all = Buffer.concat(kept);
      given.onAnswer(
        isGood ? null : { status, headers: textHeaders(answer.headers), body: all.subarray(0, KEPT).toString() },
      );
      given.onWhole?.({ status, headers: answer.rawHeaders, body: all });
    });
    answer.once('aborted', () => {
      if (!isOver) tear();
    });
    answer.on('error', () => undefined);
  };

  response.on('error', () => undefined);
  response.once('close', () => {
    if (!isOver) tear();
  });
  out.once('response', take);
  out.on('error', (error) => {
    if (!isOver) refused(`${target.host} cannot be reached (${codeOf(error) ?? error.message})`);
  });
  out.end(body);
  return () => {
    if (!isOver) tear();
  };
};
