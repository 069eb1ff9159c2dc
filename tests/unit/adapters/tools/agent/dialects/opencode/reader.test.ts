import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { opencodeReader } from '../../../../../../../adapters/tools/agent/dialects/opencode/reader.ts';
import type { AgentEvent } from '../../../../../../../adapters/tools/agent/event.ts';

const eventsOf = (lines: readonly string[]): readonly AgentEvent[] => {
  const reader = opencodeReader();
  return lines.flatMap((line) => reader.read(line));
};

test('reads a recorded run', () => {
  const events = eventsOf(readFileSync('tests/fixtures/agents/opencode-1.18.jsonl', 'utf8').split('\n'));
  expect(events.map(({ kind }) => kind)).toEqual(['session', 'tool', 'tool-end', 'usage', 'message', 'usage', 'end']);
  const tool = events.find(({ kind }) => kind === 'tool');
  expect(tool?.kind === 'tool' && tool.subject).toContain('echo hello-from-mock');
  expect(events.findLast(({ kind }) => kind === 'end')).toMatchObject({ isOk: true, text: 'MOCK-FINAL: done.' });
});

test('an error carries the status of the provider', () => {
  const events = eventsOf([
    '{"type":"error","sessionID":"s","error":{"name":"APIError","data":{"message":"no","statusCode":429}}}',
  ]);
  expect(events).toContainEqual({ kind: 'error', status: 429, message: 'no', isFatal: true });
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
