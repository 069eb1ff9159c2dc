/**
 * How ws says no to a coding CLI, in the words of its provider. 400 with `x-should-retry: false` is the one answer that all five CLIs
 * take for final after one request, and show; they try again at 402, 403, 429 and shapes of quota, some of them for ever.
 */
import type { ServerResponse } from 'node:http';
import type { JsonObject } from '../../../core/json.ts';
import type { ModelWire } from '../../../core/model-proxy.ts';
import type { AnswerFormat } from './routes.ts';

const ANTHROPIC_TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  404: 'not_found_error',
  413: 'request_too_large',
};

const GOOGLE_STATUSES: Readonly<Record<number, string>> = {
  400: 'FAILED_PRECONDITION',
  401: 'UNAUTHENTICATED',
  404: 'NOT_FOUND',
};

const bodyOf = (wire: ModelWire, status: number, message: string): JsonObject => {
  switch (wire) {
    case 'anthropic':
      return { type: 'error', error: { type: ANTHROPIC_TYPES[status] ?? 'api_error', message } };
    case 'openai':
      return { error: { message, type: 'invalid_request_error', param: null, code: null } };
    case 'google':
      return { error: { code: status, message, status: GOOGLE_STATUSES[status] ?? 'UNAVAILABLE' } };
  }
};

/** Answers with an error of that provider; where an answer has begun it is torn. */
export const refuse = (response: ServerResponse, wire: ModelWire, status: number, message: string): void => {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  response.writeHead(status, { 'content-type': 'application/json', 'x-should-retry': 'false' });
  response.end(JSON.stringify(bodyOf(wire, status, message)));
};

const event = (data: JsonObject, name: string | null = null): string =>
  `\n\n${name === null ? '' : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`;

/** What stops a CLI in the middle of a stream; null where only a torn connection does: Gemini takes an error for a happy end. */
export const lastEvent = (format: AnswerFormat, message: string): string | null => {
  switch (format) {
    case 'messages':
      return event({ type: 'error', error: { type: 'invalid_request_error', message } }, 'error');
    case 'responses': {
      const error = { code: 'insufficient_quota', message };
      const response = { object: 'response', status: 'failed', error };
      return event({ type: 'response.failed', response }, 'response.failed');
    }
    case 'chat':
      return event({ error: { message, type: 'insufficient_quota', code: 'insufficient_quota' } });
    case 'content':
      return null;
  }
};
