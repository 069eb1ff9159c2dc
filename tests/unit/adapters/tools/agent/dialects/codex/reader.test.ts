import { expect, test } from 'vitest';
import { codexReader } from '../../../../../../../adapters/tools/agent/dialects/codex/reader.ts';
import { describeRecorded, describeUnusable, readsBy } from '../../reader.contract.ts';

const eventsOf = readsBy(codexReader);

describeRecorded(eventsOf, 'codex-0.169', ['session', 'retry', 'tool', 'tool-end', 'message', 'usage', 'end']);

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

describeUnusable(eventsOf);
