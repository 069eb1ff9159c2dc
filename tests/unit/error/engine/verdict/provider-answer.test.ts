/** Providers and coding CLIs, by the structure of what they say. */
import { expect, test } from 'vitest';
import { answerAt, codeOfAnswer, codeOfSentence } from '../../../../../error/engine/verdict/provider-answer.ts';
import { findServiceShape } from '../../../../../error/engine/verdict/shapes.ts';

test.each([
  ['unavailable', 'API Error: 529 {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}'],
  ['rate-limited', 'Error: 429 {\\"type\\":\\"error\\",\\"error\\":{\\"type\\":\\"rate_limit_error\\"}}'],
  ['quota-exceeded', '{"error":{"code":402,"message":"This request requires more credits, or fewer max_tokens."}}'],
  ['quota-exceeded', 'CAPIError: 402 You have no quota'],
  ['quota-exceeded', '{"error":{"type":"usage_limit_reached","resets_in_seconds":13872},"status_code":429}'],
  ['context-too-long', "litellm.BadRequestError: OpenAIException - This model's maximum context length is 8192 tokens"],
  ['unauthenticated', "openai.AuthenticationError: Error code: 401 - {'error': {'code': 'invalid_api_key'}}"],
  ['permission-denied', "openai.PermissionDeniedError: Error code: 403 - {'error': {'code': 'unsupported_country'}}"],
  ['rate-limited', 'rpc error: code = ResourceExhausted desc = slow down'],
  ['unavailable', 'grpc._channel._InactiveRpcError: status = StatusCode.UNAVAILABLE'],
  ['bad-input', "Error code: 400 - {'error': {'code': 'content_filter'}}"],
  ['bad-input', 'ValidationException: The provided model identifier is invalid.'],
  [
    'rate-limited',
    '{"code":429,"status":"RESOURCE_EXHAUSTED","quotaId":"PerMinute","message":"exceeded your current quota"}',
  ],
])('is %s: %s', (code, text) => {
  expect(codeOfAnswer(text)).toBe(code);
});

test.each([
  ['quota-exceeded', "You've hit your usage limit. Upgrade to Pro or try again in 3 days 2 hours."],
  ['quota-exceeded', '5-hour limit reached ∙ resets 3pm'],
  ['unauthenticated', 'Invalid API key · Please run /login'],
  ['context-too-long', "ERROR: Codex ran out of room in the model's context window."],
  ['unavailable', 'Selected model is at capacity. Please try a different model.'],
  ['network', 'ERROR: stream disconnected before completion: error sending request for url (https://x)'],
  ['bad-input', "There's an issue with the selected model (x). It may not exist or you may not have access to it."],
])('a command line says %s: %s', (code, line) => {
  expect(codeOfSentence(line)).toBe(code);
});

test.each(['the limit of the cart is 3 goods', 'all 429 tests passed', 'const limit = 3;'])(
  '%s says nothing',
  (line) => {
    expect([codeOfAnswer(line), codeOfSentence(line)]).toEqual([null, null]);
  },
);

test('an answer of many lines, wrapped and escaped, is one', () => {
  const lines = [
    '✕ [API Error: {"error":{"message":"{\\n \\"error\\": {\\n \\"code\\": 503,',
    '  \\"status\\": \\"UNAVAILABLE\\"\\n }\\n}\\n","code":503}}]',
    'after',
  ];
  expect(answerAt(lines, 0)).toMatchObject({ code: 'unavailable', until: 2 });
});

test('the head of a block says more than a status in it', () => {
  const lines = [
    'RequestError [HttpError]: API rate limit exceeded for installation ID 1.',
    '    at x (/repo/a.js:1:2) {',
    '  status: 403,',
    '}',
  ];
  expect(findServiceShape(lines)).toMatchObject({ code: 'rate-limited', at: 0 });
});
