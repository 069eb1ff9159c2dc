/** What holds of every reader of a CLI that prints a JSON document a line. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { AgentReader } from '../../../../../adapters/tools/agent/dialect.ts';
import type { AgentEvent } from '../../../../../adapters/tools/agent/event.ts';

/** What a new reader makes of lines. */
export type Reads = (lines: readonly string[]) => readonly AgentEvent[];

export const readsBy =
  (makeReader: () => AgentReader): Reads =>
  (lines) => {
    const reader = makeReader();
    return lines.flatMap((line) => reader.read(line));
  };

/** A recorded run of `echo hello-from-mock > …`; `kinds` are those of its events. */
export const describeRecorded = (eventsOf: Reads, recording: string, kinds: readonly AgentEvent['kind'][]): void =>
  test('reads a recorded run', () => {
    const events = eventsOf(readFileSync(`tests/fixtures/agents/${recording}.jsonl`, 'utf8').split('\n'));
    expect(events.map(({ kind }) => kind)).toEqual(kinds);
    const tool = events.find(({ kind }) => kind === 'tool');
    expect(tool?.kind === 'tool' && tool.subject).toContain('echo hello-from-mock');
    expect(events.findLast(({ kind }) => kind === 'end')).toMatchObject({ isOk: true, text: 'MOCK-FINAL: done.' });
  });

export const describeUnusable = (eventsOf: Reads): void =>
  test.each([
    ...['', 'plain text', '{"half":', '[]', 'null', '{}', '{"type":"result"}', '{"type":"error"}'],
    ...['{"type":"item.completed","item":7}', '{"type":"assistant","message":7}'],
  ])('passes over what it cannot use: %s', (line) => {
    expect(() => eventsOf([line])).not.toThrow();
  });
