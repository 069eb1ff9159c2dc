import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { claudeReader } from '../../../../../../../adapters/tools/agent/dialects/claude/reader.ts';
import { describeUnusable, readsBy } from '../../reader.contract.ts';

const eventsOf = readsBy(claudeReader);

test('reads a recorded run: session, tool, answer, usage, end', () => {
  const recorded = readFileSync('tests/fixtures/agents/claude-2.1.197.jsonl', 'utf8').split('\n');
  const events = eventsOf(recorded);
  expect(events.map(({ kind }) => kind)).toEqual([
    ...['session', 'tool', 'usage', 'tool-end', 'message', 'usage', 'usage', 'end'],
  ]);
  expect(events).toContainEqual({
    ...{ kind: 'tool', id: 'toolu_40620bc3d8e352b8', name: 'Bash' },
    subject: 'echo hello-from-mock > mock_out.txt',
  });
  expect(events.at(-1)).toEqual({ kind: 'end', isOk: true, text: 'MOCK-FINAL: done.', reason: 'completed' });
  expect(events.at(-2)).toEqual({
    kind: 'usage',
    of: 'run',
    usage: { model: 'claude-opus-4-8[1m]', input: 200, output: 40, cached: 0, reasoning: null, costUsd: 0.002 },
  });
});

test('success with is_error is none: the provider has refused', () => {
  const events = eventsOf([
    '{"subtype":"success","api_error_status":401,"type":"result","is_error":true,"result":"Failed to authenticate","session_id":"s"}',
  ]);
  expect(events).toContainEqual({
    ...{ kind: 'error', status: 401, message: 'Failed to authenticate', isFatal: true },
  });
  expect(events.at(-1)).toMatchObject({ kind: 'end', isOk: false });
});

test('what was denied is told, and a file only when it was written', () => {
  const use = (id: string, path: string): string =>
    `{"type":"assistant","message":{"content":[{"type":"tool_use","id":"${id}","name":"Edit","input":{"file_path":"${path}"}}]}}`;
  const result = (id: string, isError: boolean): string =>
    `{"type":"user","message":{"content":[{"type":"tool_result","tool_use_id":"${id}","is_error":${isError},"content":[{"type":"text","text":"t"}]}]}}`;
  const events = eventsOf([
    use('1', 'a.ts'),
    use('2', 'b.ts'),
    result('1', false),
    result('2', true),
    '{"type":"result","subtype":"success","is_error":false,"permission_denials":[{"tool_name":"Bash","tool_input":{"command":"rm -rf /"}}]}',
  ]);
  expect(events.filter(({ kind }) => kind === 'file')).toEqual([{ kind: 'file', path: 'a.ts' }]);
  expect(events).toContainEqual({ kind: 'denied', name: 'Bash', subject: 'rm -rf /' });
});

describeUnusable(eventsOf);
