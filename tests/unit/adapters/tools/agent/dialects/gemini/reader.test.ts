import { expect, test } from 'vitest';
import { geminiReader } from '../../../../../../../adapters/tools/agent/dialects/gemini/reader.ts';
import { describeRecorded, describeUnusable, readsBy } from '../../reader.contract.ts';

const eventsOf = readsBy(geminiReader);

describeRecorded(eventsOf, 'gemini-0.61', ['session', 'tool', 'tool-end', 'message', 'usage', 'end']);

test('parts of a text are one message', () => {
  const part = (text: string): string => `{"type":"message","role":"assistant","content":"${text}","delta":true}`;
  const events = eventsOf([part('one '), part('two'), '{"type":"result","status":"success"}']);
  expect(events[0]).toEqual({ kind: 'message', text: 'one two' });
  expect(events.at(-1)).toMatchObject({ kind: 'end', text: 'one two' });
});

test('an end that is an error is told with its status', () => {
  const events = eventsOf(['{"type":"result","status":"error","error":{"message":"got status: 429"}}']);
  expect(events).toContainEqual({ kind: 'error', status: 429, message: 'got status: 429', isFatal: true });
});

describeUnusable(eventsOf);
