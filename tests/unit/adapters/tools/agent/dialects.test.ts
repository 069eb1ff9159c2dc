import { describe, expect, test } from 'vitest';
import { DIALECTS } from '../../../../../adapters/tools/agent/dialects.ts';
import {
  outcomeOf,
  type AgentOutcome,
  type Facts,
  type OutcomeRow,
} from '../../../../../adapters/tools/agent/outcome.ts';

const failed = (message: string, exitCode = 1, reason = ''): Facts => ({
  ...{ end: { kind: 'exited', exitCode }, cut: null, denials: [], tools: { ok: 0, failed: 0 } },
  ...{ changed: false, isToChange: true, stallMs: 1, limit: null, isAsking: false, over: null },
  last: { kind: 'end', isOk: false, text: message, reason },
  errors: [{ kind: 'error', status: null, message, isFatal: true }],
});

/** An end in which nothing holds but what the row names. */
const endsOf = ({ says, exit, reason }: OutcomeRow): readonly Facts[] =>
  (exit ?? [1]).map((code) => failed(says === undefined ? 'it ended' : `it said: ${says}.`, code, reason));

describe.each(DIALECTS.map((dialect) => [dialect.id, dialect.rows] as const))('the table of %s', (_, rows) => {
  test.each(rows.map((row) => [JSON.stringify(row), row] as const))('%s decides', (_said, row) => {
    expect(endsOf(row).map((facts) => outcomeOf(facts, rows))).toEqual(endsOf(row).map(() => row.then));
  });
});

/** What they print of faults, as the real ones were heard, or as their sources have it. */
const SAID: readonly (readonly [cli: string, message: string, outcome: AgentOutcome, exitCode?: number])[] = [
  ['claude', 'API Error: Unable to connect to API (ConnectionRefused)', 'unavailable'],
  ['claude', "You've hit your session limit · resets 3pm", 'quota'],
  ['claude', 'Invalid API key · Fix external API key', 'auth'],
  ['claude', 'Credit balance is too low', 'quota'],
  ['codex', 'unexpected status 401 Unauthorized: Incorrect API key provided', 'auth'],
  ['codex', "You've hit your usage limit. Try again at 4:05 PM.", 'quota'],
  ['codex', 'stream disconnected before completion: error sending request', 'unavailable'],
  ['gemini', 'no auth method is set', 'auth', 41],
  ['gemini', 'an HTTP status of 401 as an exit code', 'auth', 145],
  ['gemini', 'You have exhausted your daily quota on this model.', 'quota'],
  ['copilot', 'No authentication information found.', 'auth'],
  ['copilot', 'You have exceeded your premium request allowance.', 'quota'],
  ['opencode', 'You exceeded your current quota', 'quota'],
  ['aider', 'litellm.ContextWindowExceededError', 'context_too_long'],
  ['goose', 'the context length was exceeded', 'context_too_long'],
];

test.each(SAID.map((said) => ({ said, name: `${said[0]}: ${said[1]}` })))('$name', ({ said }) => {
  const [cli, message, outcome, exitCode = 1] = said;
  const rows = DIALECTS.find(({ id }) => id === cli)?.rows ?? [];
  expect(outcomeOf(failed(message, exitCode), rows)).toBe(outcome);
});
