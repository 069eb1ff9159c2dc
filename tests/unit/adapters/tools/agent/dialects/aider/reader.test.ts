/** Lines as aider/coders/base_coder.py prints them: the CLI itself cannot be had here. */
import { expect, test } from 'vitest';
import { aiderReader } from '../../../../../../../adapters/tools/agent/dialects/aider/reader.ts';
import type { AgentEvent } from '../../../../../../../adapters/tools/agent/event.ts';

const eventsOf = (text: string): readonly AgentEvent[] => {
  const reader = aiderReader();
  return [...text.split('\n').flatMap((line) => reader.read(line)), ...(reader.end?.() ?? [])];
};

test('edits, tokens and the answer', () => {
  const events = eventsOf(
    'Aider v0.86.2\nMain model: gpt-5 with diff edit format\nI change the greeting.\nTokens: 2.1k sent, 1.2k cache hit, 300 received. Cost: $0.01 message, $0.03 session.\nApplied edit to src/a.ts',
  );
  expect(events.map(({ kind }) => kind)).toEqual(['usage', 'tool', 'tool-end', 'file', 'message', 'end']);
  expect(events[0]).toMatchObject({ usage: { input: 2100, output: 300, cached: 1200, costUsd: 0.01 } });
  expect(events.at(-1)).toMatchObject({ isOk: true, text: 'I change the greeting.' });
});

test('an error of the provider ends it, though its exit code is 0', () => {
  const events = eventsOf('litellm.AuthenticationError: OpenAIException - Incorrect API key provided');
  expect(events[0]).toMatchObject({ kind: 'error', status: 401, isFatal: true });
  expect(events.at(-1)).toMatchObject({ kind: 'end', isOk: false });
});

test('who was never answered says no last word', () => {
  expect(eventsOf('Aider v0.86.2').filter(({ kind }) => kind === 'end')).toEqual([]);
});
