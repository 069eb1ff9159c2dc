import { expect, test } from 'vitest';
import { copilotReader } from '../../../../../../../adapters/tools/agent/dialects/copilot/reader.ts';
import { describeRecorded, describeUnusable, readsBy } from '../../reader.contract.ts';

const eventsOf = readsBy(copilotReader);

describeRecorded(eventsOf, 'copilot-1.0', ['tool', 'tool-end', 'message', 'session', 'end']);

test('what was denied is told, and an error ends it whatever the exit code says', () => {
  const events = eventsOf([
    '{"type":"tool.execution_start","data":{"toolCallId":"1","toolName":"bash","arguments":{"command":"rm x"}}}',
    '{"type":"tool.execution_complete","data":{"toolCallId":"1","success":false,"error":{"code":"denied","message":"no"}}}',
    '{"type":"session.error","data":{"errorType":"query","statusCode":401,"message":"no token"}}',
    '{"type":"result","sessionId":"s","exitCode":0}',
  ]);
  expect(events).toContainEqual({ kind: 'denied', name: 'bash', subject: 'rm x' });
  expect(events.at(-1)).toMatchObject({ kind: 'end', isOk: false });
});

describeUnusable(eventsOf);
