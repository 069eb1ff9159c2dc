/** What every store promises, whatever it keeps its log in: the log, the tables and the failures. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Diagnosis } from '../../../../core/diagnosis.ts';
import type { RecordedEvent, WsEvent } from '../../../../core/event.ts';
import { instant, runId, stepId, type RunId } from '../../../../core/id.ts';
import { failureStatsOf } from '../../../../core/state/failure-stats.ts';
import { verifyChain } from '../../../../core/state/audit.ts';
import { STEP_MACHINE } from '../../../../core/state/machine.ts';
import { countsAsFailure } from '../../../../core/state/retrying.ts';
import { sha256 } from '../../../../core/state/sqlite/store.ts';
import type { Labels } from '../../../../core/run.ts';
import type { RunFilter, RunRow, StepRow } from '../../../../core/run-tables.ts';
import type { Store } from '../../../../core/store.ts';
import type { Tail } from '../../../../core/tail.ts';
import {
  aWorkstream,
  created,
  escalated,
  firstAt,
  placed,
  readied,
  started,
  startedStep,
  succeeded,
  type Told,
} from './example-log.ts';
import { logs } from './random-log.ts';

/** A place where a store can be opened; `reopen` is null where nothing outlives the store. */
export type Ground = {
  open(): Promise<Store>;
  /** The tail of the store that was opened last. */
  openTail(): Promise<Tail>;
  readonly keeps: boolean;
  clear(): void;
};

const run = runId('r123456789');
const everything: RunFilter = { statuses: null, workstream: null, limit: 1000 };

const collect = async (events: AsyncIterable<RecordedEvent>): Promise<RecordedEvent[]> => {
  const all: RecordedEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
};

const append = async (store: Store, of: RunId, told: readonly Told[], firstSeq = 1): Promise<void> => {
  expect(await store.append(of, placed(of, told, firstSeq))).toEqual({ ok: true, value: undefined });
};

const withoutChain = ({ previousHash: _, ...event }: RecordedEvent): unknown => ({ ...event, hash: null });

/** The step's row by another way: each column by its own search through the log. */
const stepOracle = (events: readonly WsEvent[], step: string): StepRow | null => {
  const own = events.filter((event) => 'step' in event && event.step === step);
  const last = own.findLast((event) => 'step' in event && STEP_MACHINE[event.type].to !== null);
  if (last === undefined || !('step' in last)) return null;
  const starts = own.filter((event) => event.type === 'step.started');
  const ended = own.findLast((event) =>
    ['step.started', 'step.succeeded', 'step.retrying', 'step.failed'].includes(event.type),
  );
  const told =
    last.type === 'step.failed' || last.type === 'step.retrying'
      ? last
      : last.type === 'step.parked' || last.type === 'step.answered'
        ? (own.findLast((event) => event.type === 'step.parked')?.cause ?? null)
        : null;
  const asking =
    last.type === 'step.parked' || last.type === 'step.answered'
      ? (own.findLast((event) => event.type === 'step.parked') ?? null)
      : null;
  const endedBadly = ended?.type === 'step.failed' || ended?.type === 'step.retrying' ? ended.failure : null;
  const done = ['succeeded', 'failed', 'skipped', 'cancelled'];
  return {
    step: last.step,
    status: STEP_MACHINE[last.type].to ?? 'blocked',
    // A refresh is an attempt, too, and moves nothing else.
    attempts: starts.length + own.filter((event) => event.type === 'step.refreshed').length,
    failures: own.filter(
      (event) => event.type === 'step.failed' || (event.type === 'step.retrying' && countsAsFailure(event)),
    ).length,
    exitCode:
      ended?.type === 'step.succeeded' ? ended.exitCode : endedBadly?.code === 'tool-exit' ? endedBadly.status : null,
    startedAt: starts.at(-1)?.at ?? null,
    finishedAt: done.includes(STEP_MACHINE[last.type].to ?? '') ? last.at : null,
    checkpoint: last.type === 'step.succeeded' ? last.checkpoint : null,
    outputs: last.type === 'step.succeeded' ? last.outputs : null,
    failure: told?.failure ?? null,
    diagnosis: told?.diagnosis ?? null,
    decision: told?.decision ?? null,
    question: asking === null ? null : { ...asking.wait, seq: asking.seq },
  };
};

export const describeStore = (name: string, ground: () => Ground): void => {
  describe(`a store ${name}`, () => {
    let here: Ground;
    let store: Store;
    beforeEach(async () => {
      here = ground();
      store = await here.open();
    });
    afterEach(async () => {
      await store[Symbol.asyncDispose]();
      here.clear();
    });

    test('gives back what was appended, with its chain', async () => {
      const told = [
        created(),
        started,
        readied('a'),
        startedStep('a'),
        succeeded('a', { z: 1, a: { 2: 'x', 1: 'ä' } }),
      ];
      await append(store, run, told);
      const events = await collect(store.events(run, 0));
      expect(events.map(withoutChain)).toEqual(placed(run, told).map((event) => ({ ...event, hash: null })));
      expect(events.map(({ previousHash }) => previousHash)).toEqual([
        '0'.repeat(64),
        ...events.slice(0, -1).map(({ hash }) => hash),
      ]);
      expect(new Set(events.map(({ hash }) => hash)).size).toBe(5);
      expect(await store.head(run)).toEqual({ seq: 5, hash: events.at(-1)?.hash });
    });

    test('begins after the event that is named', async () => {
      await append(store, run, [created(), started, readied('a')]);
      expect((await collect(store.events(run, 1))).map(({ seq }) => seq)).toEqual([2, 3]);
      expect(await collect(store.events(run, 3))).toEqual([]);
    });

    test('reads a long log in order', async () => {
      const steps = Array.from({ length: 1200 }, (_, place) => readied(`s${place}`));
      await append(store, run, [created(), ...steps]);
      const seqs = (await collect(store.events(run, 0))).map(({ seq }) => seq);
      expect(seqs).toEqual(Array.from({ length: 1201 }, (_, place) => place + 1));
    });

    test('knows nothing of a run that was never made', async () => {
      expect(await store.head(run)).toBeNull();
      expect(await store.run(run)).toBeNull();
      expect(await store.steps(run)).toEqual([]);
      expect(await store.signals(run)).toEqual([]);
      expect(await collect(store.events(run, 0))).toEqual([]);
    });

    test.each([
      ['number that is taken', 1],
      ['number that leaves a gap', 4],
    ])('refuses a %s, and writes nothing', async (_, seq) => {
      await append(store, run, [created(), started]);
      const late = placed(run, seq === 1 ? [created(), readied('a')] : [readied('a'), startedStep('a')], seq);
      expect(await store.append(run, late)).toEqual({ ok: false, error: { code: 'conflict', seq: 2 } });
      expect((await collect(store.events(run, 0))).length).toBe(2);
      expect(await store.steps(run)).toEqual([]);
      await append(store, run, [readied('a')], 3);
    });

    test('refuses to go on with a run that was never made', async () => {
      const appended = await store.append(run, placed(run, [readied('a')], 2));
      expect(appended).toEqual({ ok: false, error: { code: 'conflict', seq: 0 } });
      expect(await store.runs(everything)).toEqual([]);
    });

    test.each([
      ['of another run', (): WsEvent[] => placed(runId('other'), [created()])],
      ['with a gap inside', (): WsEvent[] => [...placed(run, [created()]), ...placed(run, [started], 3)]],
      ['that do not begin with run.created', (): WsEvent[] => placed(run, [started])],
      ['at a time that is no whole millisecond', (): WsEvent[] => placed(run, [{ ...created(), at: 1.5 }])],
    ])('calls events %s a bug', async (_, events) => {
      await expect((async () => store.append(run, events()))()).rejects.toThrow('invariant:');
      expect(await store.run(run)).toBeNull();
    });

    test('commits what arrives together, and a conflict harms nobody else', async () => {
      const runs = Array.from({ length: 20 }, (_, place) => runId(`run${place}`));
      await Promise.all(runs.map((id) => append(store, id, [created(), started])));
      const results = await Promise.all(
        runs.map((id, place) =>
          store.append(id, placed(id, [readied('a'), startedStep('a')], place % 2 === 0 ? 3 : 2)),
        ),
      );
      for (const [place, id] of runs.entries()) {
        const isGood = place % 2 === 0;
        expect(results[place]).toEqual(
          isGood ? { ok: true, value: undefined } : { ok: false, error: { code: 'conflict', seq: 2 } },
        );
        expect((await store.head(id))?.seq).toBe(isGood ? 4 : 2);
        expect((await store.steps(id)).length).toBe(isGood ? 1 : 0);
        expect((await verifyChain(store.events(id, 0), sha256)).ok).toBe(true);
      }
    });

    test('keeps the order of appends of one run that are not waited for', async () => {
      const appends = [created(), started, readied('a'), startedStep('a')].map((told, place) =>
        store.append(run, placed(run, [told], place + 1)),
      );
      expect((await Promise.all(appends)).every(({ ok }) => ok)).toBe(true);
      expect((await store.head(run))?.seq).toBe(4);
    });

    test('of two appends with the same number takes the first', async () => {
      await append(store, run, [created()]);
      const both = [started, { type: 'run.cancelling', by: 'me', compensate: false } as const].map((told) =>
        store.append(run, placed(run, [told], 2)),
      );
      expect((await Promise.all(both)).map(({ ok }) => ok)).toEqual([true, false]);
      expect((await store.run(run))?.status).toBe('running');
    });

    test('keeps domain events of runs and from outside in one order, and those that are refused beside them', async () => {
      const telling = {
        ...succeeded('a'),
        emits: [
          { type: 't', payload: { n: 1 } },
          { type: 'other', payload: {} },
        ],
      };
      await append(store, run, [created(), started, readied('a'), startedStep('a'), telling]);
      const from = { by: 'ann', at: instant(firstAt + 9_000_000) };
      await store.emit({ type: 't', payload: { n: 2 }, ...from });
      await store.refuseEvent({ type: '9', payload: '{}', message: 'no type', ...from });
      const all = await store.emitted({ type: 't', after: 0, since: instant(0) });
      expect(all.map(({ payload, step, by }) => [payload, step, by])).toEqual([
        [{ n: 1 }, 'a', run],
        [{ n: 2 }, null, 'ann'],
      ]);
      expect(await store.emitted({ type: 't', after: all[0]?.position ?? 0, since: instant(0) })).toEqual([all[1]]);
      expect(await store.emitted({ type: 't', after: 0, since: instant(firstAt + 9_000_001) })).toEqual([]);
      expect(await store.refusedEvents(instant(0), 9)).toEqual([
        { type: '9', payload: '{}', message: 'no type', ...from },
      ]);
    });

    test('keeps a domain event that its teller tells once but once', async () => {
      const told = { type: 't', by: 'ann', at: instant(firstAt), isOnce: true };
      const first = await store.emit({ ...told, payload: { n: 1 } });
      expect(await store.emit({ ...told, payload: { n: 2 } })).toBe(first);
      expect(await store.emit({ ...told, payload: { n: 3 }, by: 'bob' })).not.toBe(first);
      const all = await store.emitted({ type: 't', after: 0, since: instant(0) });
      expect(all.map(({ payload }) => payload)).toEqual([{ n: 1 }, { n: 3 }]);
    });

    test('shows a run as its events left it', async () => {
      await append(store, run, [created(), started]);
      const row: RunRow = {
        id: run,
        workstream: 'build',
        title: 'Title of build',
        status: 'running',
        hash: 'f'.repeat(64),
        source: '/w/build.json',
        branch: 'ws/build/r',
        base: 'abc',
        seq: 2,
        createdAt: instant(firstAt + 1000),
        startedAt: instant(firstAt + 2000),
        finishedAt: null,
        discardedAt: null,
        isArchived: false,
      };
      expect(await store.run(run)).toEqual(row);
      await append(store, run, [{ type: 'run.succeeded', outputs: {} }], 3);
      expect(await store.run(run)).toEqual({ ...row, status: 'succeeded', seq: 3, finishedAt: firstAt + 3000 });
    });

    test('shows when a run was thrown away, until it is brought back, and leaves its log alone', async () => {
      await append(store, run, [created(), started]);
      const head = await store.head(run);
      await store.mark(run, 'discarded', instant(firstAt + 7));
      expect((await store.run(run))?.discardedAt).toBe(firstAt + 7);
      const [row] = await store.runs({ statuses: null, workstream: null, limit: 1 });
      expect(row?.discardedAt).toBe(firstAt + 7);
      await store.mark(run, 'restored', instant(firstAt + 9));
      expect((await store.run(run))?.discardedAt).toBe(null);
      expect(await store.head(run)).toEqual(head);
    });

    test('shows steps that were taken over as succeeded', async () => {
      const taken = { step: stepId('b'), outputs: { o: 1 }, exitCode: 0, checkpoint: 'abc' };
      const whole = created();
      if (whole.type !== 'run.created') throw new Error('invariant: made so above');
      const options = { ...whole.options, inherits: { run: runId('before'), steps: [taken] } };
      await append(store, run, [{ ...whole, options }]);
      expect(await store.steps(run)).toEqual([
        {
          ...taken,
          diagnosis: null,
          decision: null,
          question: null,
          status: 'succeeded',
          attempts: 0,
          failures: 0,
          startedAt: null,
          finishedAt: null,
          failure: null,
        },
      ]);
    });

    test('shows runs and steps as a search through any log finds them, however it was cut into appends', async () => {
      let made = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.nat(),
          fc.array(fc.nat({ max: 4 }), { minLength: 1 }),
          logs(runId('x')),
          async (_, cuts, log) => {
            const id = runId(`gen${made++}`);
            const events = log.map((event) => ({ ...event, run: id }));
            let at = 0;
            for (let turn = 0; at < events.length; turn++) {
              const size = (cuts[turn % cuts.length] ?? 0) + 1;
              const part = events.slice(at, at + size);
              expect((await store.append(id, part)).ok).toBe(true);
              at += size;
            }
            const read = await collect(store.events(id, 0));
            expect(read.map(withoutChain)).toEqual(events.map((event) => ({ ...event, hash: null })));
            expect(await verifyChain(store.events(id, 0), sha256)).toMatchObject({ ok: true, count: events.length });
            const rows = ['a', 'b', 'c'].map((step) => stepOracle(events, step)).filter((row) => row !== null);
            expect(await store.steps(id)).toEqual(rows);
            expect((await store.run(id))?.seq).toBe(events.length);
          },
        ),
        // Shrinking a whole walk takes longer than reading it.
        { numRuns: 60, endOnFailure: true },
      );
    });

    test('lists runs newest first, by status, by workstream and no more than asked for', async () => {
      // The clock went back between the second and the third.
      for (const [place, id] of ['one', 'two', 'three'].entries())
        await append(store, runId(id), [
          { ...created(aWorkstream(place === 1 ? 'deploy' : 'build')), at: firstAt - place },
          ...(place === 2 ? [started] : []),
        ]);
      const ids = async (filter: Partial<RunFilter>) =>
        (await store.runs({ ...everything, ...filter })).map(({ id }) => id);
      expect(await ids({})).toEqual(['three', 'two', 'one']);
      expect(await ids({ limit: 2 })).toEqual(['three', 'two']);
      expect(await ids({ statuses: ['running', 'paused'] })).toEqual(['three']);
      expect(await ids({ statuses: [] })).toEqual([]);
      const [deploy] = await store.runs({ ...everything, workstream: 'deploy' });
      expect(deploy).toMatchObject({ id: 'two', seq: 1, createdAt: firstAt - 1 });
      expect(await ids({ before: runId('three') })).toEqual(['two', 'one']);
      expect(await ids({ before: runId('three'), limit: 1 })).toEqual(['two']);
      expect(await ids({ before: runId('four') })).toEqual([]);
      expect(await ids({ text: 'DEPLOY' })).toEqual(['two']);
      expect(await ids({ text: 'th' })).toEqual(['three']);
      expect(await ids({ text: '%' })).toEqual([]);
      expect(await ids({ since: instant(firstAt - 1) })).toEqual(['two', 'one']);
    });

    test('lists runs that have all labels asked for', async () => {
      for (const [id, labels] of [
        ['one', { ticket: '42', who: "o'b" }],
        ['two', { ticket: '43' }],
        ['three', null],
      ] as const) {
        const event = created();
        if (event.type !== 'run.created') throw new Error('a run begins with run.created');
        const options = { ...event.options, ...(labels === null ? {} : { labels }) };
        await append(store, runId(id), [{ ...event, options }]);
      }
      const ids = async (labels: Labels) => (await store.runs({ ...everything, labels })).map(({ id }) => id);
      expect(await ids({})).toEqual(['three', 'two', 'one']);
      expect(await ids({ ticket: '43' })).toEqual(['two']);
      expect(await ids({ ticket: '42', who: "o'b" })).toEqual(['one']);
      expect(await ids({ ticket: '42', who: 'eve' })).toEqual([]);
    });

    test('finds runs by the beginning of their id, letter by letter', async () => {
      for (const id of ['abc1', 'abd2', 'a%c3', 'ABc4']) await append(store, runId(id), [created()]);
      expect(await store.runsLike('ab', 10)).toEqual(['abd2', 'abc1']);
      expect(await store.runsLike('ab', 1)).toEqual(['abd2']);
      expect(await store.runsLike('a%', 10)).toEqual(['a%c3']);
      expect(await store.runsLike('', 10)).toHaveLength(4);
    });

    test('counts the attempts that were none because a breaker let nobody through', async () => {
      const open = { code: 'breaker-open', breaker: 'api', reopensAt: instant(9), message: 'open' } as const;
      const waited = (kind: 'wait' | 'retry'): Told => ({
        ...{ type: 'step.retrying', step: stepId('a'), attempt: 1, diagnosis: null },
        failure: kind === 'wait' ? open : { code: 'tool-exit', status: 1, message: 'exit 1' },
        decision:
          kind === 'wait' ? { kind, at: instant(9), reason: 'r' } : { kind, at: instant(9), counts: true, reason: 'r' },
      });
      const ask = { prompt: '?', choices: [], until: instant(9), breaker: 'api' } as const;
      const parked: Told = {
        ...{ type: 'step.parked', step: stepId('b'), attempt: 1, wait: { kind: 'question', ...ask } },
        cause: { failure: open, diagnosis: null, decision: { kind: 'ask', ...ask, reason: 'r' } },
      };
      await append(store, run, [
        ...[created(), started, readied('a'), startedStep('a'), waited('wait')],
        ...[readied('a'), startedStep('a'), waited('wait'), readied('a'), startedStep('a'), waited('retry')],
        ...[readied('b'), startedStep('b'), parked],
      ]);
      expect(await store.breakerWaits(run)).toEqual(
        new Map([
          ['a', 2],
          ['b', 1],
        ]),
      );
      expect(await store.breakerWaits(runId('none'))).toEqual(new Map());
    });

    test('tells which ids no run has', async () => {
      for (const id of ['abc1', "a'b2"]) await append(store, runId(id), [created()]);
      expect(await store.unknownOf(['abc1', 'abc', "a'b2", 'ABC1', 'ü"x'])).toEqual(['abc', 'ABC1', 'ü"x']);
      expect(await store.unknownOf([])).toEqual([]);
    });

    test('gives the median duration of successes in the newest twenty runs of a workstream', async () => {
      const timed = async (id: string, workstream: string, tookMs: number): Promise<void> =>
        append(store, runId(id), [
          created(aWorkstream(workstream)),
          { ...readied('a'), at: firstAt },
          { ...startedStep('a'), at: firstAt },
          { ...succeeded('a'), at: firstAt + tookMs },
          { ...startedStep('b'), at: firstAt },
          { type: 'step.failed', step: stepId('b'), attempt: 1, ...escalated, at: firstAt + 5 },
        ]);
      await timed('ancient', 'build', 1_000_000);
      for (let place = 1; place <= 19; place++) await timed(`r${place}`, 'build', place * 10);
      await timed('other', 'deploy', 77);
      // 10, 20, … 190 and the ancient one: the middle two of twenty are 100 and 110.
      expect(await store.stepDurations('build')).toEqual(new Map([['a', 105]]));
      await timed('r20', 'build', 200);
      // The ancient one is no longer asked.
      expect(await store.stepDurations('build')).toEqual(new Map([['a', 105]]));
      await timed('r21', 'build', 210);
      expect(await store.stepDurations('build')).toEqual(new Map([['a', 115]]));
      expect(await store.stepDurations('nothing')).toEqual(new Map());
    });

    describe('counts failures', () => {
      const failing = (
        step: string,
        attempt: number,
        at: number,
        kind: 'fix' | 'escalate' | 'log',
        over: Partial<Diagnosis> = {},
      ): Told => {
        const failure = { code: 'tool-exit', status: 1, message: 'exited with 1' } as const;
        const diagnosis: Diagnosis = {
          ...{ code: 'tool-exit', severity: 'error', plugin: null, signature: 'tool-exit/-/1', message: `at ${at}` },
          ...{ issues: [], fix: null, retryAt: null, problems: [] },
          ...over,
        };
        const rest = { step: stepId(step), attempt, failure, diagnosis, at: firstAt + at };
        if (kind !== 'fix') return { type: 'step.failed', ...rest, decision: { kind, reason: 'so' } };
        const decision = { kind, reason: 'so', fix: { title: 'Mend', argv: ['mend'], cwd: null } } as const;
        return { type: 'step.retrying', ...rest, decision };
      };
      const lint = { code: 'check-failed', plugin: 'eslint', signature: 'check-failed/eslint/2' } as const;
      const again = (step: string): Told => ({ type: 'step.started', step: stepId(step), attempt: 2 });
      const mended = (step: string): Told => ({
        ...{ type: 'step.succeeded', step: stepId(step), attempt: 2 },
        ...{ outputs: {}, exitCode: 0, checkpoint: null },
      });
      const none = { failures: 0, escalated: 0, fixes: 0, helped: 0, understood: 0, pending: 0 };
      const nothing = {
        ...none,
        ...{ runs: 0, steps: 0, escalatedSteps: 0, byCode: [], byPlugin: [], byStep: [], repeats: [] },
      };

      test('none where there are none', async () => {
        expect(await store.failureStats(instant(0))).toEqual(nothing);
      });

      test('by code, plugin, step and signature, from a moment on', async () => {
        await append(store, runId('one'), [
          created(aWorkstream('build')),
          started,
          readied('a'),
          startedStep('a'),
          failing('a', 1, 10, 'fix', lint),
          readied('a'),
          again('a'),
          mended('a'),
          readied('b'),
          startedStep('b'),
          failing('b', 1, 20, 'escalate'),
        ]);
        await append(store, runId('two'), [
          created(aWorkstream('deploy')),
          started,
          readied('a'),
          startedStep('a'),
          failing('a', 1, 30, 'fix', lint),
          readied('a'),
          again('a'),
          failing('a', 2, 40, 'escalate', lint),
          readied('b'),
          startedStep('b'),
          failing('b', 1, 50, 'log', { code: 'network', signature: 'network/-/3' }),
        ]);
        const all = await store.failureStats(instant(0));
        expect(all).toEqual({
          ...{ failures: 5, escalated: 2, fixes: 2, helped: 1, understood: 4, pending: 0 },
          ...{ runs: 2, steps: 4, escalatedSteps: 2 },
          byCode: [
            { code: 'check-failed', failures: 3, escalated: 1, fixes: 2, helped: 1 },
            { code: 'network', failures: 1, escalated: 0, fixes: 0, helped: 0 },
            { code: 'tool-exit', failures: 1, escalated: 1, fixes: 0, helped: 0 },
          ],
          byPlugin: [
            { plugin: 'eslint', failures: 3, escalated: 1, fixes: 2, helped: 1 },
            { plugin: null, failures: 2, escalated: 1, fixes: 0, helped: 0 },
          ],
          byStep: [
            { workstream: 'deploy', step: 'a', failures: 2, escalated: 1, fixes: 1, helped: 0 },
            { workstream: 'build', step: 'a', failures: 1, escalated: 0, fixes: 1, helped: 1 },
            { workstream: 'build', step: 'b', failures: 1, escalated: 1, fixes: 0, helped: 0 },
            { workstream: 'deploy', step: 'b', failures: 1, escalated: 0, fixes: 0, helped: 0 },
          ],
          repeats: [
            {
              ...{ signature: 'check-failed/eslint/2', count: 3, runs: 2, message: 'at 40' },
              ...{ firstAt: firstAt + 10, lastAt: firstAt + 40 },
            },
          ],
        });
        const late = await store.failureStats(instant(firstAt + 35));
        expect(late).toMatchObject({ failures: 2, escalated: 1, fixes: 0, understood: 2, repeats: [] });
      });

      test('as one who counts them one by one, in any log', async () => {
        let made = 0;
        await fc.assert(
          fc.asyncProperty(
            fc.array(logs(runId('x')), { minLength: 1, maxLength: 4 }),
            fc.nat(50),
            async (all, from) => {
              for (const log of all) {
                const id = runId(`gen${made++}`);
                expect(
                  (
                    await store.append(
                      id,
                      log.map((event) => ({ ...event, run: id })),
                    )
                  ).ok,
                ).toBe(true);
              }
              const since = instant(firstAt + from);
              const filter = { run: null, decisions: null, since, isOpen: false, limit: 100_000 };
              const rows = await Promise.all(
                (await store.failures(filter)).map(async (row) => ({
                  row,
                  workstream: (await store.run(row.run))?.workstream ?? '',
                })),
              );
              expect(await store.failureStats(since)).toEqual(failureStatsOf(rows));
            },
          ),
          { numRuns: 30, endOnFailure: true },
        );
      });
    });

    test('is the same store when it is opened again, if it keeps anything', async () => {
      await append(store, run, [created(), started, readied('a'), startedStep('a')]);
      const before = [await store.run(run), await store.steps(run), await collect(store.events(run, 0))];
      await store[Symbol.asyncDispose]();
      store = await here.open();
      const after = [await store.run(run), await store.steps(run), await collect(store.events(run, 0))];
      expect(after).toEqual(here.keeps ? before : [null, [], []]);
      if (!here.keeps) return;
      await append(store, run, [succeeded('a', { o: 1 })], 5);
      expect(await store.steps(run)).toMatchObject([{ status: 'succeeded', attempts: 1, outputs: { o: 1 } }]);
      expect((await verifyChain(store.events(run, 0), sha256)).ok).toBe(true);
    });
  });
};
