import { expect, test } from 'vitest';
import { agentLog } from '../../../../../interfaces/house/view/agent-log.ts';

const lines = (...documents: readonly object[]): readonly string[] => documents.map((each) => JSON.stringify(each));
const said = (...content: readonly object[]): object => ({ type: 'assistant', message: { id: 'm', content } });

test('what an agent said is prose, and what it did one entry with what came of it', () => {
  const stream = lines(
    said(
      { type: 'text', text: 'I look.' },
      { type: 'tool_use', id: 't1', name: 'Bash', input: { command: 'npm test' } },
    ),
    {
      type: 'user',
      message: { content: [{ type: 'tool_result', tool_use_id: 't1', is_error: true, content: '1 failed' }] },
    },
    said({ type: 'tool_use', id: 't2', name: 'Edit', input: { file_path: 'src/a.ts' } }),
  );
  expect(agentLog(stream)).toEqual([
    { kind: 'message', text: 'I look.' },
    { kind: 'act', deed: 'run', name: 'Bash', subject: 'npm test', isOk: false, text: '1 failed' },
    { kind: 'act', deed: 'edit', name: 'Edit', subject: 'src/a.ts', isOk: null, text: '' },
  ]);
});

test('the last word is said once', () => {
  const stream = lines(said({ type: 'text', text: 'Done.' }), {
    type: 'result',
    subtype: 'success',
    is_error: false,
    result: 'Done.',
  });
  expect(agentLog(stream)).toEqual([{ kind: 'message', text: 'Done.' }]);
});

test.each([
  ['the output of a program', ['> test', 'ok 1', '{"level":"info"}']],
  ['nothing', ['']],
])('%s is no log of an agent', (_, stream) => expect(agentLog(stream)).toBeNull());
