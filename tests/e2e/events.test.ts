/** Steps tell domain events and wait for them: of other runs, and from outside; also where nobody drove the run meanwhile. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { git, makeFolder, makeRepository, removeFolder, startWs, ws, wsJson, type StatusJson } from '../rig/ws.ts';

let folder = '';
let repository = '';
const AT_ONCE = { WS_WAIT__FOREGROUND: '1s' };

const tells = {
  version: 1,
  id: 'tells',
  inputs: { id: { type: 'number', required: true } },
  steps: [
    {
      id: 'order',
      run: 'echo \'{"id": ${{ inputs.id }}, "lines": ["a", "b"]}\' > "$WS_OUTPUT"',
      emit: [
        {
          type: 'order.created',
          payload: { id: '${{ steps.order.outputs.id }}' },
          schema: { properties: { id: { maximum: 9 } } },
        },
        { type: 'line.added', each: '${{ steps.order.outputs.lines }}', payload: { name: '${{ each.value }}' } },
      ],
    },
  ],
};
const waits = (where: string, more: object = {}): object => ({
  version: 1,
  id: 'waits',
  steps: [
    { id: 'wait', on: { event: 'order.created', where, ...more } },
    { id: 'ship', needs: 'wait', run: 'test "${{ steps.wait.outputs.id }}" = 7' },
  ],
});

beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'repo'), {
    'tells.json': tells,
    'waits.json': waits('event.payload.id == 7'),
    'late.json': waits('event.payload.id == 8', { timeout: '1s' }),
  });
});
afterEach(() => removeFolder(folder));

test('a step goes on with the first event that fits, of a run beside it, and gives its payload', async () => {
  let parked = (): void => undefined;
  const isParked = new Promise<void>((settle) => {
    parked = settle;
  });
  const waiting = startWs(repository, ['run', 'waits.json', '--json'], {
    onLine: (line) => {
      if (line.includes('step.parked')) parked();
    },
  });
  await isParked;
  expect((await ws(repository, ['run', 'tells.json', '--input', 'id=6'])).code).toBe(0);
  expect((await ws(repository, ['run', 'tells.json', '--input', 'id=7', '--json'])).stdout).toContain(
    '"emits":[{"type":"order.created","payload":{"id":7}},{"type":"line.added","payload":{"name":"a"}},{"type":"line.added","payload":{"name":"b"}}]',
  );
  const ended = await waiting.ended;
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  expect(ended.stdout).toMatch(/"heard":\{"position":\d+,"type":"order.created","run":"\w+","step":"order"\}/);
});

test('a run that waits lets go of its process, and goes on with what came meanwhile; what is no event is refused and kept', async () => {
  const left = await ws(repository, ['run', 'waits.json'], { env: AT_ONCE });
  expect(left.code, left.stdout + left.stderr).toBe(3);
  expect(left.stdout).toContain('waits for an event');
  expect((await ws(repository, ['emit', 'order.created', '--payload', '{"id": 1}'])).code).toBe(0);
  const refused = await ws(repository, ['emit', 'order.created', '--payload', '[7]']);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('the payload of an event is a JSON object');
  expect((await ws(repository, ['failures'])).stdout).toContain('event order.created of');
  writeFileSync(join(folder, 'payload.json'), '{"id": 7}');
  expect((await ws(repository, ['emit', 'order.created', '--payload', '@../payload.json'])).code).toBe(0);
  const ended = await ws(repository, ['resume']);
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  const audited = await ws(repository, ['audit', 'verify']);
  expect(audited.code, audited.stdout + audited.stderr).toBe(0);
});

test('a payload that does not fit its schema fails the step, whose work is not committed; who waits too long fails', async () => {
  const failed = await ws(repository, ['run', 'tells.json', '--input', 'id=10']);
  expect(failed.code).toBe(1);
  expect(failed.stdout).toContain('the event order.created cannot be told: payload/id');
  const { branch } = await wsJson<StatusJson>(repository, ['status']);
  expect(git(repository, 'log', '--format=%s', `main..${branch}`)).toBe('');
  const late = await ws(repository, ['run', 'late.json']);
  expect(late.code, late.stdout).toBe(1);
  expect(late.stdout).toContain('timeout');
});
