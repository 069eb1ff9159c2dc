/** Lines as `StreamEvent` in crates/goose-cli/src/session/mod.rs is written: the CLI itself cannot be had here. */
import { expect, test } from 'vitest';
import { gooseReader } from '../../../../../../../adapters/tools/agent/dialects/goose/reader.ts';
import { describeUnusable, readsBy } from '../../reader.contract.ts';

const readLines = readsBy(gooseReader);
const eventsOf = (documents: readonly object[]): ReturnType<typeof readLines> =>
  readLines(documents.map((document) => JSON.stringify(document)));
const message = (role: string, block: object): object => ({ type: 'message', message: { role, content: [block] } });

test('a tool, an answer, tokens', () => {
  const toolCall = { status: 'success', value: { name: 'developer__shell', arguments: { command: 'npm test' } } };
  const events = eventsOf([
    message('assistant', { type: 'toolRequest', id: '1', toolCall }),
    message('user', { type: 'toolResponse', id: '1', toolResult: { status: 'success', value: [] } }),
    message('assistant', { type: 'text', text: 'Done.' }),
    { type: 'complete', total_tokens: 120, input_tokens: 100, output_tokens: 20 },
  ]);
  expect(events.map(({ kind }) => kind)).toEqual(['tool', 'tool-end', 'message', 'usage', 'end']);
  expect(events[0]).toMatchObject({ name: 'developer__shell', subject: 'npm test' });
  expect(events.at(-1)).toMatchObject({ isOk: true, text: 'Done.' });
});

test('an error ends it', () => {
  const events = eventsOf([{ type: 'error', error: 'Request failed with status 401' }, { type: 'complete' }]);
  expect(events[0]).toMatchObject({ kind: 'error', status: 401, isFatal: true });
  expect(events.at(-1)).toMatchObject({ kind: 'end', isOk: false });
});

describeUnusable(readLines);
