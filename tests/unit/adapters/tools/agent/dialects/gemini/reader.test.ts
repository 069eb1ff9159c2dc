import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { geminiReader } from '../../../../../../../adapters/tools/agent/dialects/gemini/reader.ts';
import type { AgentEvent } from '../../../../../../../adapters/tools/agent/event.ts';

const eventsOf = (lines: readonly string[]): readonly AgentEvent[] => {
  const reader = geminiReader();
  return lines.flatMap((line) => reader.read(line));
};

test('reads a recorded run', () => {
  const events = eventsOf(readFileSync('tests/fixtures/agents/gemini-0.61.jsonl', 'utf8').split('\n'));
  expect(events.map(({ kind }) => kind)).toEqual(['session', 'tool', 'tool-end', 'message', 'usage', 'end']);
  const tool = events.find(({ kind }) => kind === 'tool');
  expect(tool?.kind === 'tool' && tool.subject).toContain('echo hello-from-mock');
  expect(events.findLast(({ kind }) => kind === 'end')).toMatchObject({ isOk: true, text: 'MOCK-FINAL: done.' });
});

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

test.each([
  '',
  'plain text',
  '{"half":',
  '[]',
  '{}',
  '{"type":"result"}',
  '{"type":"error"}',
  '{"type":"item.completed","item":7}',
])('passes over what it cannot use: %s', (line) => {
  expect(() => eventsOf([line])).not.toThrow();
});
