import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { copilotReader } from '../../../../../../../adapters/tools/agent/dialects/copilot/reader.ts';
import type { AgentEvent } from '../../../../../../../adapters/tools/agent/event.ts';

const eventsOf = (lines: readonly string[]): readonly AgentEvent[] => {
  const reader = copilotReader();
  return lines.flatMap((line) => reader.read(line));
};

test('reads a recorded run', () => {
  const events = eventsOf(readFileSync('tests/fixtures/agents/copilot-1.0.jsonl', 'utf8').split('\n'));
  expect(events.map(({ kind }) => kind)).toEqual(['tool', 'tool-end', 'message', 'session', 'end']);
  const tool = events.find(({ kind }) => kind === 'tool');
  expect(tool?.kind === 'tool' && tool.subject).toContain('echo hello-from-mock');
  expect(events.findLast(({ kind }) => kind === 'end')).toMatchObject({ isOk: true, text: 'MOCK-FINAL: done.' });
});

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
