import { expect, test } from 'vitest';
import { createUpdates } from '../../../../../adapters/tools/acp/updates.ts';

const begin = { sessionUpdate: 'tool_call', toolCallId: 't', title: 'a test', kind: 'execute' } as const;
const tool = (subject: string) => ({ kind: 'tool', id: 't', name: 'execute', subject });

test('a command is told as it is, whatever its title', () => {
  const rawInput = { command: 'npm test', description: 'a test' };
  expect(createUpdates().take({ ...begin, status: 'pending', rawInput })).toEqual([tool('npm test')]);
});

test('one that is announced before its command is known is told when it is', () => {
  const updates = createUpdates();
  expect(updates.take({ ...begin, status: 'pending', rawInput: {} })).toEqual([]);
  const running = { ...begin, sessionUpdate: 'tool_call_update', status: 'in_progress' } as const;
  expect(updates.take({ ...running, rawInput: { command: 'npm test' } })).toEqual([tool('npm test')]);
  expect(updates.take({ ...running, status: 'completed' })).toMatchObject([{ kind: 'tool-end', isOk: true }]);
});

test('one of which nothing more is told is told by its title', () => {
  const updates = createUpdates();
  updates.take({ ...begin, status: 'pending' });
  const ended = updates.take({ ...begin, sessionUpdate: 'tool_call_update', status: 'failed' });
  expect(ended).toMatchObject([tool('a test'), { kind: 'tool-end', isOk: false }]);
});
