import { expect, test } from 'vitest';
import { opencodeReader } from '../../../../../../../adapters/tools/agent/dialects/opencode/reader.ts';
import { describeRecorded, describeUnusable, readsBy } from '../../reader.contract.ts';

const eventsOf = readsBy(opencodeReader);

describeRecorded(eventsOf, 'opencode-1.18', ['session', 'tool', 'tool-end', 'usage', 'message', 'usage', 'end']);

test('an error carries the status of the provider', () => {
  const events = eventsOf([
    '{"type":"error","sessionID":"s","error":{"name":"APIError","data":{"message":"no","statusCode":429}}}',
  ]);
  expect(events).toContainEqual({ kind: 'error', status: 429, message: 'no', isFatal: true });
});

describeUnusable(eventsOf);
