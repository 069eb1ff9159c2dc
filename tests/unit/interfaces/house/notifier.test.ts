import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Hook, Notice } from '../../../../core/hook.ts';
import { runId } from '../../../../core/id.ts';
import { err, ok, type Result } from '../../../../core/result.ts';
import { openMemoryStore, type MemoryStore } from '../../../../core/state/memory/store.ts';
import type { Tail } from '../../../../core/tail.ts';
import { openNotifier, type NotifierParts } from '../../../../interfaces/house/notifier.ts';
import { workstreamOf } from '../cli/example.ts';
import * as script from '../cli/script.ts';

const run = runId('k3f9');
const events = script.recorded(run, [
  script.created(workstreamOf({ build: [] })),
  script.started,
  script.readied('build'),
  script.begun('build'),
  script.failed('build'),
  script.runFailed('build'),
]);
const hook = (on: Hook['on']): Hook => ({ on, command: ['tell'], timeoutMs: 1000 });

let folder = '';
let store: MemoryStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ws-hooks-'));
  store = openMemoryStore((text) => createHash('sha256').update(text).digest('hex'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const append = async (from: number, to: number): Promise<void> =>
  void (await store.append(run, events.slice(from, to)));

/** A notifier, what it told and what it complained of. */
const open = async (
  hooks: readonly Hook[],
  tell: (notice: Notice) => Promise<Result<void, string>> = async () => ok(undefined),
  openTail: NotifierParts['openTail'] = async () => ok(store.openTail()),
) => {
  const told: Notice[] = [];
  const troubles: string[] = [];
  const parts: NotifierParts = {
    run,
    hooks,
    repository: '/repo',
    cursorFile: join(folder, 'k3f9', 'told'),
    store,
    openTail,
    failpoint: () => undefined,
    redact: (notice) => notice,
    tell: (_, notice) => {
      told.push(notice);
      return tell(notice);
    },
    onTrouble: (message) => void troubles.push(message),
  };
  return { notifier: await openNotifier(parts), told, troubles };
};
const ids = (told: readonly Notice[]): readonly string[] => told.map(({ id, topic }) => `${id} ${topic}`);

test('hooks are told of what they asked for, in order, with how the run stands', async () => {
  await append(0, 1);
  const { notifier, told } = await open([hook(['escalated', 'failed']), hook(['failed'])]);
  notifier.begin();
  await append(1, 6);
  await notifier.settled();
  expect(ids(told)).toEqual(['k3f9#5 escalated', 'k3f9#6 failed', 'k3f9#6 failed']);
  expect(told[0]).toMatchObject({ step: 'build', repository: '/repo', event: { type: 'step.failed' } });
  expect(told[1]?.run).toMatchObject({
    status: 'failed',
    failed: [{ step: 'build', code: 'tool-exit' }],
    steps: { failed: 1 },
  });
});

test('what could not be told is told by the next who opens it, though later events were told meanwhile', async () => {
  await append(0, 1);
  const hooks = [hook(['escalated', 'failed'])];
  const first = await open(hooks, async ({ topic }) => {
    if (topic === 'escalated') throw new Error('no room');
    return ok(undefined);
  });
  first.notifier.begin();
  await append(1, 6);
  await first.notifier.settled();
  expect(ids(first.told)).toEqual(['k3f9#5 escalated', 'k3f9#6 failed']);
  expect(first.troubles).toEqual(['the hooks for event 5 were not run: no room']);
  const next = await open(hooks);
  await next.notifier.settled();
  expect(ids(next.told)).toEqual(['k3f9#5 escalated', 'k3f9#6 failed']);
});

test('what was told is not told again, what was not is', async () => {
  await append(0, 1);
  const first = await open([hook(['started', 'escalated', 'failed'])]);
  await append(1, 2);
  await first.notifier.settled();
  // Here the first process dies: it has committed more than it told.
  await append(2, 6);
  const second = await open([hook(['started', 'escalated', 'failed'])]);
  await second.notifier.settled();
  expect(ids(second.told)).toEqual(['k3f9#5 escalated', 'k3f9#6 failed']);
  const third = await open([hook(['started', 'escalated', 'failed'])]);
  await third.notifier.settled();
  expect(third.told).toEqual([]);
});

test('a hook that was under way when the process died is told again under the same id', async () => {
  await append(0, 1);
  const first = await open([hook(['failed'])], () => new Promise(() => undefined));
  first.notifier.begin();
  await append(1, 6);
  while (first.told.length === 0) await new Promise((resolve) => setImmediate(resolve));
  const second = await open([hook(['failed'])]);
  await second.notifier.settled();
  expect(ids(first.told)).toEqual(ids(second.told));
});

test('who begins to watch a run late hears nothing of its past', async () => {
  await append(0, 6);
  const { notifier, told } = await open([hook(['started', 'failed'])]);
  await notifier.settled();
  expect(told).toEqual([]);
  expect(readFileSync(join(folder, 'k3f9', 'told'), 'utf8')).toBe('6\n');
});

test('a hook that fails is complained of, and counts as told', async () => {
  await append(0, 1);
  const { notifier, troubles } = await open([hook(['escalated', 'failed'])], async () => err('exited with 3: no'));
  await append(1, 6);
  await notifier.settled();
  expect(troubles).toEqual([
    'the hook tell for escalated (k3f9#5) exited with 3: no',
    'the hook tell for failed (k3f9#6) exited with 3: no',
  ]);
  const again = await open([hook(['escalated', 'failed'])]);
  await again.notifier.settled();
  expect(again.told).toEqual([]);
});

test('hooks are told while the run goes on, and of no other run', async () => {
  await append(0, 1);
  const waiting = new Map<string, () => void>();
  const once = (what: string): Promise<void> => new Promise((resolve) => void waiting.set(what, resolve));
  const [follows, started, failed] = [once('follows'), once('started'), once('failed')];
  const tell = async ({ topic }: Notice): Promise<Result<void, string>> => {
    waiting.get(topic)?.();
    return ok(undefined);
  };
  const { notifier, told } = await open([hook(['started', 'failed'])], tell, async () => {
    const tail = store.openTail();
    const after = (position: number): ReturnType<Tail['after']> => {
      waiting.get('follows')?.();
      return tail.after(position);
    };
    return ok({ ...tail, after });
  });
  notifier.begin();
  await follows;
  await append(1, 2);
  await started;
  const other = runId('other');
  await store.append(
    other,
    events.map((event) => ({ ...event, run: other })),
  );
  await append(2, 6);
  // Nobody has asked for the rest.
  await failed;
  await notifier.settled();
  expect(told.map(({ event }) => `${event.run}#${event.seq}`)).toEqual(['k3f9#2', 'k3f9#6']);
});

test('who does not drive the run tells nothing', async () => {
  await append(0, 1);
  const { told } = await open([hook(['started', 'failed'])]);
  await append(1, 6);
  const driver = await open([hook(['started', 'failed'])]);
  driver.notifier.begin();
  await driver.notifier.settled();
  expect(told).toEqual([]);
  expect(ids(driver.told)).toEqual(['k3f9#2 started', 'k3f9#6 failed']);
});

test('a tail that cannot be had is complained of, and everything is told in the end', async () => {
  await append(0, 1);
  const { notifier, told, troubles } = await open([hook(['failed'])], undefined, async () => err('no connection'));
  notifier.begin();
  await append(1, 6);
  await notifier.settled();
  expect(troubles).toEqual(['hooks are told late: no connection']);
  expect(ids(told)).toEqual(['k3f9#6 failed']);
});
