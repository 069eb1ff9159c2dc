import { expect, test } from 'vitest';
import { faultIn } from '../../../../../adapters/tools/acp/faults.ts';
import { createUpdates } from '../../../../../adapters/tools/acp/updates.ts';

// As Copilot CLI 1.0.102 told them.
const REFUSED =
  'Error: Authentication failed with provider at http://127.0.0.1:45567/v1 (HTTP 401).\n  Check your COPILOT_PROVIDER_API_KEY.';
const GIVES_UP =
  'Error: Failed to get response from the AI model; retried 5 times (total retry wait time: 5.32 seconds) Last error: 500 the test refuses with 500';

test.each([
  [REFUSED, { kind: 'error', status: 401, isFatal: true }],
  [GIVES_UP, { kind: 'error', status: 500, isFatal: true }],
  ['Info: Request failed due to a transient API error. Retrying...', { kind: 'retry', status: null }],
])('%s is a fault, and no answer', (text, told) => {
  expect(faultIn(text)).toMatchObject(told);
});

test.each(['Error: the test expects 404, and got 500.', 'I saw "Error: Failed to get response from the AI model".'])(
  'what a model says of errors stays its answer: %s',
  (text) => {
    expect(faultIn(text)).toBeNull();
  },
);

test('a turn that ended with one did not end well, whatever it says', () => {
  const updates = createUpdates();
  const told = updates.take({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: REFUSED } });
  expect(told).toMatchObject([{ kind: 'error', status: 401 }]);
  expect(updates.end({ stopReason: 'end_turn' })).toMatchObject([{ kind: 'end', isOk: false }]);
});
