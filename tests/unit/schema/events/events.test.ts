import { readdirSync, readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EventType, RecordedEvent, WsEvent } from '../../../../core/event.ts';
import { instant, runId, stepId } from '../../../../core/id.ts';
import type { Again, Decided } from '../../../../core/policy.ts';
import { openMemoryStore } from '../../../../core/state/memory/store.ts';
import { sha256 } from '../../../../core/state/sqlite/store.ts';
import { created, escalated, failure, placed, started, succeeded } from '../../core/state/example-log.ts';
import { loadWorkstream } from '../../../../schema/load-workstream.ts';
import { reading } from '../../../rig/step.ts';
import { eventOfType, logs } from '../../core/state/random-log.ts';

const folder = new URL('../../../../schema/events/', import.meta.url);
const ending = '.schema.json';
const files = readdirSync(folder).filter((name) => name.endsWith(ending));

// One entry a type: a type that is forgotten here is a type error, and then a test that is missing.
const typed: Readonly<Record<EventType, readonly string[]>> = {
  'run.created': ['workstream', 'planHash', 'options'],
  'run.started': ['base', 'branch'],
  'run.waiting': [],
  'run.woken': [],
  'run.paused': ['by', 'reason'],
  'run.resumed': ['by'],
  'run.amended': ['workstream', 'planHash'],
  'run.cancelling': ['by', 'compensate'],
  'run.compensating': ['cause'],
  'run.damaged': ['reason'],
  'run.tidied': ['upTo', 'left', 'salvaged', 'unexplained', 'readers', 'trouble'],
  'run.succeeded': ['outputs'],
  'run.failed': ['failed', 'message'],
  'run.cancelled': [],
  'step.readied': [],
  'step.opened': ['items', 'round'],
  'step.started': [],
  'step.validating': [],
  'step.succeeded': ['outputs', 'exitCode', 'checkpoint'],
  'step.retrying': ['failure', 'diagnosis', 'decision'],
  'step.parked': ['wait', 'cause'],
  'step.answered': ['by', 'answer', 'outputs'],
  'step.failed': ['failure', 'diagnosis', 'decision'],
  'step.skipped': ['reason'],
  'step.cancelled': [],
  'step.used': ['usage'],
  'step.refreshed': ['why'],
};
// Cannot lie: the keys of the record above.
const types = Object.keys(typed) as EventType[];

const ajv = new Ajv({ strict: true, allowUnionTypes: true });
for (const name of files) ajv.addSchema(JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as object);

const schemaOf = (name: string): ValidateFunction => {
  const validate = ajv.getSchema(`${name}${ending}`);
  if (validate === undefined) throw new Error(`there is no ${name}${ending}`);
  return validate;
};

const faults = (name: string, event: unknown): unknown => {
  const validate = schemaOf(name);
  // Through JSON, as readers of the log see it.
  return validate(JSON.parse(JSON.stringify(event))) ? null : validate.errors;
};

test('every type of event has a schema of its own, and there is no other', () => {
  const named = files.map((name) => name.slice(0, -ending.length));
  expect(named.sort()).toEqual([...types, 'event', 'shapes'].sort());
});

test('what a run begins with may hold bodies of every kind, in each other', async () => {
  const written = `
version: 1
id: nested
lanes: { max: 2, recheck: always }
steps:
  - id: all
    isolation: step
    foreach: { items: "\${{ inputs.list }}", key: "\${{ each.value }}", concurrency: 2, minSuccess: 1, needs: [] }
    steps:
      - { id: one, run: "true" }
      - { id: two, needs: { step: one, when: finished }, loop: { max: 3, until: success() }, run: "true" }
    outputs: { last: "\${{ steps.two.rounds }}" }
    timeout: 1h
    acceptance: [{ run: "true" }]
inputs: { list: { type: json, default: [] } }
`;
  const loaded = await loadWorkstream(written, 'nested.yaml', reading);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  const { workstream } = loaded.value.plan;
  const [beginning] = placed(runId('r'), [created(workstream)]);
  expect(faults('event', beginning)).toBeNull();
});

test('every file is named by its $id', () => {
  for (const name of files) {
    // Cannot lie: a schema is an object.
    const schema = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as { readonly $id?: unknown };
    expect(schema.$id).toBe(name);
  }
});

describe.each(types)('the schema of %s', (type) => {
  test('takes every such event, and so does the schema of all events', () => {
    fc.assert(
      fc.property(eventOfType(type), (event) => {
        expect(faults(type, event)).toBeNull();
        expect(faults('event', event)).toBeNull();
      }),
      { numRuns: 40, endOnFailure: true },
    );
  });

  test('refuses what lacks a field, has one too many, or is of another type', () => {
    const [event] = fc.sample(eventOfType(type), { numRuns: 1, seed: 1 });
    const frame = ['type', 'run', 'seq', 'at', 'correlationId', 'causationId'];
    const ofStep = type.startsWith('step.') ? ['step', 'attempt'] : [];
    for (const field of [...frame, ...ofStep, ...typed[type]]) {
      expect(faults(type, { ...event, [field]: undefined }), field).not.toBeNull();
      expect(faults(type, { ...event, [field]: { wrong: true } }), field).toEqual(
        field === 'outputs' ? null : expect.anything(),
      );
    }
    expect(faults(type, { ...event, extra: 1 })).not.toBeNull();
    expect(faults(type, { ...event, seq: 0 })).not.toBeNull();
    for (const other of types) if (other !== type) expect(faults(other, event)).not.toBeNull();
  });
});

const again: Decided<Again> = {
  ...{ failure, diagnosis: null },
  decision: { kind: 'retry', at: instant(1_750_000_009_000), counts: true, reason: 'failure 1 of 3' },
};

const handmade: readonly WsEvent[] = placed(runId('r123456789'), [
  created(),
  started,
  {
    type: 'step.retrying',
    step: stepId('a'),
    attempt: 1,
    ...again,
  },
  succeeded('a', { nested: { deep: [1, null, 'x'] } }, 2),
  { type: 'run.succeeded', outputs: { all: 'done' } },
]);

test.each(handmade)('a hand-made $type is valid', (event) => {
  expect(faults('event', event)).toBeNull();
});

test('the worktree of a run, which 0.1.0 wrote into its log, is valid still', () => {
  const [begun] = placed(runId('r'), [started]);
  expect(faults('event', { ...begun, worktree: '/w/r' })).toBeNull();
});

test('step.retrying as 0.1.0 wrote it, with what now follows from the decision, is valid', () => {
  const [event] = placed(runId('r'), [{ type: 'step.retrying', step: stepId('a'), attempt: 1, ...again }]);
  expect(faults('event', { ...event, wakeAt: 1_750_000_009_000, counts: true })).toBeNull();
});

test.each([
  ['step.retrying', { kind: 'escalate', reason: 'r' }],
  ['step.retrying', { kind: 'ask', prompt: 'p', choices: ['again'], reason: 'r' }],
  ['step.failed', again.decision],
] as const)('%s holds no decision that leads elsewhere: %o', (type, decision) => {
  const [event] = placed(runId('r'), [{ type: 'step.retrying', step: stepId('a'), attempt: 1, ...again }]);
  expect(faults(type, { ...event, type, decision })).not.toBeNull();
});

test.each([
  ['an unknown failure code', { ...failure, code: 'gone' }],
  ['a failure without what its code asks for', { code: 'timeout', message: 'm' }],
  ['a failure with more than its code asks for', { ...failure, extra: 1 }],
])('%s is refused', (_, wrong) => {
  const [event] = placed(runId('r'), [{ type: 'step.failed', step: stepId('a'), attempt: 1, ...escalated }]);
  expect(faults('step.failed', event)).toBeNull();
  expect(faults('step.failed', { ...event, failure: wrong })).not.toBeNull();
});

test('whole logs are valid as a store gives them back, hashes included', async () => {
  await fc.assert(
    fc.asyncProperty(logs(), async (log) => {
      const store = openMemoryStore(sha256);
      const run = log[0]?.run ?? runId('none');
      await store.append(run, log);
      const recorded: RecordedEvent[] = [];
      for await (const event of store.events(run, 0)) recorded.push(event);
      expect(recorded.map((event) => faults(event.type, event))).toEqual(log.map(() => null));
    }),
    { numRuns: 40, endOnFailure: true },
  );
});
