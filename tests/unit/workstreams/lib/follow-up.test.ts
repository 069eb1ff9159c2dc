import { expect, test } from 'vitest';
import { shippedFunction } from '../../../rig/shipped-function.ts';

const followUp = await shippedFunction('follow-up');

test.each([
  ['/followup write docs', 'follow'],
  ['/new fix it', 'new'],
  ['New task: fix the login', 'new'],
  ['Fix it from scratch', 'new'],
  ['Add tests', 'follow'],
  ['also, the README', 'follow'],
  ['now run the linter', 'follow'],
  ['fix the typo', 'follow'],
  ['Does it work on Windows?', 'follow'],
  ['Do the same for the other page and for all of the pages behind that one', 'follow'],
  ['Address book with import and export', 'ask'],
  ['Fixtures for the parser', 'ask'],
  ['Add a parser for the whole format with errors, places, hints and a fuzzer', 'ask'],
  ['Nowhere is the limit documented', 'ask'],
])('%j is %s', (text, kind) => {
  expect(followUp({ text })).toMatchObject({ kind });
});

test('a command is taken out of what is said', () => {
  expect(followUp({ text: ' /new  write docs ' })).toMatchObject({ kind: 'new', text: 'write docs' });
});

test('nothing follows where nothing was', () => {
  expect(followUp({ text: 'fix it', hasPrevious: false })).toMatchObject({ kind: 'new' });
});
