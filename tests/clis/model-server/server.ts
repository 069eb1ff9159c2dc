/** A model server on the loopback interface that says what a script tells it to. Real CLIs speak to it as to their provider. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { anthropic } from './anthropic.ts';
import { chat } from './chat.ts';
import { google } from './google.ts';
import { COMMAND_TOOLS, type Reply, type Script } from './replies.ts';
import { responses } from './responses.ts';
import type { Said, Wire, Writing } from './wire.ts';

const WIRES: readonly Wire[] = [anthropic, responses, chat, google];

export type ModelServer = {
  readonly url: string;
  /** How many answers of a model were asked for. */
  readonly count: () => number;
  readonly close: () => Promise<void>;
};

const bodyOf = async (request: IncomingMessage): Promise<JsonObject> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  try {
    const value = JSON.parse(Buffer.concat(parts).toString('utf8')) as Json;
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
};

const sendJson = (response: ServerResponse, status: number, body: JsonObject, headers = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};

/** The kind and the words of a provider's answer; those of OpenAI. */
const REFUSALS: Readonly<Record<number, readonly [kind: string, message: string]>> = {
  401: ['authentication_error', 'Incorrect API key provided'],
  429: ['rate_limit_error', 'Rate limit reached for requests'],
};

const refuse = (response: ServerResponse, { status, headers }: Extract<Reply, { readonly kind: 'status' }>): void => {
  const [type, message] = REFUSALS[status] ?? ['api_error', 'The server had an error while processing your request'];
  const error = { type, code: status, status: type.toUpperCase(), message };
  sendJson(response, status, { type: 'error', error }, headers);
};

const keyOf = ({ headers }: IncomingMessage): string =>
  [headers.authorization, headers['x-api-key'], headers['x-goog-api-key']]
    .flatMap((value) => value ?? [])
    .map((value) => value.replace(/^Bearer /, ''))
    .join(' ');

/** The reply as a model may give it: a command where the CLI offers no tool for it is said in words. */
const saidOf = (
  reply: Extract<Reply, { readonly kind: 'text' | 'command' | 'tool' }>,
  tools: readonly string[],
): Said => {
  if (reply.kind === 'text') return reply;
  if (reply.kind === 'tool') {
    const called = tools.find((name) => name.endsWith(reply.name));
    return called === undefined
      ? { kind: 'text', text: `There is no tool ${reply.name} among ${tools.join(', ')}.` }
      : { kind: 'call', tool: called, input: reply.input };
  }
  const tool = COMMAND_TOOLS.find((name) => tools.includes(name));
  return tool === undefined ? { kind: 'text', text: 'There is no tool for it.' } : { ...reply, tool };
};

/** Listens on a free port of 127.0.0.1; `script` gives the answer to each request. */
export const openModelServer = async (script: Script): Promise<ModelServer> => {
  let count = 0;
  let names = 0;
  const writing: Writing = {
    id: (prefix) => `${prefix}${(names += 1).toString().padStart(12, '0')}`,
    event: (name, data) =>
      `${name === null ? '' : `event: ${name}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`,
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = new URL(request.url ?? '/', 'http://model').pathname;
    const body = await bodyOf(request);
    if (path.endsWith('/count_tokens')) return sendJson(response, 200, { input_tokens: 100 });
    if (path.endsWith(':countTokens')) return sendJson(response, 200, { totalTokens: 100 });
    if (path.endsWith('/models')) return sendJson(response, 200, { object: 'list', data: [{ id: 'test-model' }] });
    const wire = WIRES.find(({ takes }) => takes(path));
    if (request.method !== 'POST' || wire === undefined) return sendJson(response, 404, { error: { message: path } });
    count += 1;
    const asked = wire.asked(body);
    const reply = script({ ...asked, text: JSON.stringify(body), key: keyOf(request) });
    if (reply.kind === 'silence') return;
    if (reply.kind === 'status') return refuse(response, reply);
    if (reply.kind === 'garbage') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end('event: message_start\ndata: {"type":"mess\n\ndata: \u0000\n\n: \n');
      return;
    }
    const told = wire.answer(body, saidOf(reply, asked.tools), writing, path);
    if (!Array.isArray(told)) return sendJson(response, 200, told as JsonObject);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const isTorn = reply.kind === 'text' && reply.end === 'torn';
    if (!isTorn) return void response.end(told.join(''));
    response.write(told.slice(0, -2).join(''), () => response.destroy());
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    count: () => count,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
