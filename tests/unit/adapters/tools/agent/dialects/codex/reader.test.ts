import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { codexReader } from '../../../../../../../adapters/tools/agent/dialects/codex/reader.ts';
import type { AgentEvent } from '../../../../../../../adapters/tools/agent/event.ts';

const eventsOf = (lines: readonly string[]): readonly AgentEvent[] => {
  const reader = codexReader();
  return lines.flatMap((line) => reader.read(line));
};

test('reads a recorded run', () => {
  const events = eventsOf(readFileSync('tests/fixtures/agents/codex-0.169.jsonl', 'utf8').split('\n'));
  expect(events.map(({ kind }) => kind)).toEqual(['session', 'retry', 'tool', 'tool-end', 'message', 'usage', 'end']);
  const tool = events.find(({ kind }) => kind === 'tool');
  expect(tool?.kind === 'tool' && tool.subject).toContain('echo hello-from-mock');
  expect(events.findLast(({ kind }) => kind === 'end')).toMatchObject({ isOk: true, text: 'MOCK-FINAL: done.' });
});

test('a turn that failed is told with the status that its message names; reconnecting is no failure yet', () => {
  const events = eventsOf([
    '{"type":"error","message":"Reconnecting... 1/5 (unexpected status 503)"}',
    '{"type":"turn.failed","error":{"message":"unexpected status 401 Unauthorized: no key"}}',
  ]);
  expect(events.map(({ kind }) => kind)).toEqual(['retry', 'error', 'end']);
  expect(events[1]).toMatchObject({ status: 401, isFatal: true });
});

test('a changed file is told by its path, a declined one as denied', () => {
  const change = (status: string): string =>
    `{"type":"item.completed","item":{"id":"${status}","type":"file_change","status":"${status}","changes":[{"path":"a.ts","kind":"update"}]}}`;
  expect(eventsOf([change('completed')])).toContainEqual({ kind: 'file', path: 'a.ts' });
  expect(eventsOf([change('declined')])).toContainEqual({ kind: 'denied', name: 'edit', subject: 'a.ts' });
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
