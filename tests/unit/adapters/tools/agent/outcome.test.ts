import { describe, expect, test } from 'vitest';
import { claude } from '../../../../../adapters/tools/agent/dialects/claude/claude.ts';
import { outcomeOf, type AgentOutcome, type Facts } from '../../../../../adapters/tools/agent/outcome.ts';

const END = { kind: 'end', isOk: true, text: 'done', reason: 'completed' } as const;
const facts = (given: Partial<Facts>): Facts => ({
  ...{ end: { kind: 'exited', exitCode: 0 }, cut: null, last: END, errors: [], denials: [] },
  ...{ tools: { ok: 0, failed: 0 }, changed: true, isToChange: true, stallMs: 1 },
  ...{ limit: null, over: null, isAsking: false },
  ...given,
});
const DENIED: Partial<Facts> = { denials: [{ kind: 'denied', name: 'Bash', subject: 'x' }] };
const failed = (status: number | null, message: string): Partial<Facts> => ({
  end: { kind: 'exited', exitCode: 1 },
  last: { kind: 'end', isOk: false, text: message, reason: '' },
  errors: [{ kind: 'error', status, message, isFatal: true }],
});

describe('an exit code is one fact of many', () => {
  const rows: readonly (readonly [string, Partial<Facts>, AgentOutcome])[] = [
    ['a last word that is good', {}, 'ok'],
    ['exit code 0 without a last word', { last: null }, 'crashed'],
    ['something denied, and nothing done', { ...DENIED, changed: false }, 'denied'],
    ['something denied, and the work done all the same', DENIED, 'ok'],
    ['nothing changed', { changed: false }, 'no_change'],
    ['nothing changed, and nothing was to change', { changed: false, isToChange: false }, 'ok'],
    ['a question', { changed: false, last: { ...END, text: 'Which of the two?' } }, 'asks'],
    ['all that it tried failed', { changed: false, tools: { ok: 0, failed: 2 } }, 'tool_failed'],
    ['401', failed(401, 'no'), 'auth'],
    ['429', failed(429, 'slow down'), 'quota'],
    ['529', failed(529, 'overloaded'), 'unavailable'],
    ['a spent account, by its words', failed(400, 'Your credit balance is too low'), 'quota'],
    ['too long', failed(400, 'Prompt is too long'), 'context_too_long'],
    ['a fault of no kind', failed(null, 'something'), 'tool_failed'],
    ['our own cut for silence', { cut: 'stalled', end: { kind: 'aborted' }, last: null }, 'stalled'],
    ['ended by us after its last word', { cut: 'done', end: { kind: 'aborted' } }, 'ok'],
    ['called off', { end: { kind: 'aborted' }, last: null }, 'cancelled'],
    ['its time was up', { end: { kind: 'timeout', afterMs: 5 }, last: null }, 'timeout'],
    ['killed', { end: { kind: 'signalled', signal: 'SIGKILL' }, last: null }, 'crashed'],
  ];
  test.each(rows)('%s', (_what, given, outcome) => {
    expect(outcomeOf(facts(given), claude.rows)).toBe(outcome);
  });
});
