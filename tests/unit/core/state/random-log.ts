/** Logs as a run could have written them, made by walking the transition tables at random. */
import fc from 'fast-check';
import type { Happening, WsEvent } from '../../../../core/event.ts';
import type { Wait } from '../../../../core/attempt.ts';
import type { Diagnosis, Fix } from '../../../../core/diagnosis.ts';
import type { Failure } from '../../../../core/failure.ts';
import { instant, runId, stepId, type RunId, type StepId } from '../../../../core/id.ts';
import type { Issue } from '../../../../core/issue.ts';
import type { JsonObject } from '../../../../core/json.ts';
import type { Again, Ask, GiveUp } from '../../../../core/policy.ts';
import type { RunStatus, StepKind } from '../../../../core/run.ts';
import { isRunDone, RUN_MACHINE, STEP_MACHINE } from '../../../../core/state/machine.ts';
import { aWorkstream, created, firstAt, placed, started, type Told } from './example-log.ts';

/** JSON as it comes from outside: odd keys, odd texts, numbers of every size. */
const jsonObject: fc.Arbitrary<JsonObject> = fc
  .dictionary(fc.string({ unit: 'binary', maxLength: 6 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 })
  // Cannot lie: a dictionary of JSON values, copied through JSON as the log will.
  .map((value) => JSON.parse(JSON.stringify(value)) as JsonObject);

const text = fc.string({ unit: 'binary', maxLength: 12 });

const failures: fc.Arbitrary<Failure> = fc.oneof(
  text.map((message): Failure => ({ code: 'tool-exit', message, status: 3 })),
  text.map((message): Failure => ({ code: 'tool-signal', message, signal: 'SIGKILL' })),
  text.map((message): Failure => ({ code: 'tool-missing', message, tool: 'make' })),
  text.map((message): Failure => ({ code: 'timeout', message, afterMs: 10 })),
  jsonObject.map((check): Failure => ({ code: 'acceptance-failed', message: 'm', check })),
  text.map((message): Failure => ({ code: 'bad-output', message, pointer: '/a' })),
  text.map((message): Failure => ({ code: 'bad-input', message, pointer: '' })),
  text.map((message): Failure => ({ code: 'sandbox-missing', message })),
  text.map((message): Failure => ({ code: 'git-conflict', message, paths: ['a', 'b'] })),
  text.map((message): Failure => ({ code: 'workspace', message })),
  text.map((message): Failure => ({ code: 'disk-full', message })),
  fc.constantFrom('crash', 'cancel', 'stop').map((by): Failure => ({ code: 'interrupted', message: 'm', by })),
  text.map((breaker): Failure => ({ code: 'breaker-open', message: 'm', breaker, reopensAt: instant(firstAt) })),
  fc.constant<Failure>({ code: 'interrupted', message: 'm', by: 'crash', atWork: true }),
  text.map((message): Failure => ({ code: 'quarantined', message, deaths: 3 })),
  text.map((by): Failure => ({ code: 'rejected', message: 'm', by })),
  text.map((stack): Failure => ({ code: 'bug', message: 'm', stack })),
);

const issues: fc.Arbitrary<Issue> = fc.record({
  tool: text,
  path: fc.option(text),
  line: fc.option(fc.integer({ min: 1, max: 9999 })),
  column: fc.constant(null),
  code: fc.option(text),
  category: fc.constantFrom('lint', 'test', 'other'),
  severity: fc.constantFrom('info', 'warning', 'error', 'critical'),
  message: text,
});

const fixes: fc.Arbitrary<Fix> = fc.record({
  title: text,
  argv: fc.array(text, { minLength: 1 }).map(([first = 'x', ...rest]): Fix['argv'] => [first, ...rest]),
  cwd: fc.option(text),
});

const diagnoses: fc.Arbitrary<Diagnosis> = fc.record({
  code: fc.constantFrom('check-failed', 'network', 'tool-exit'),
  severity: fc.constantFrom('error', 'critical'),
  plugin: fc.option(text),
  signature: text,
  message: text,
  issues: fc.array(issues, { maxLength: 2 }),
  fix: fc.option(fixes),
  retryAt: fc.constantFrom(null, instant(firstAt)),
  problems: fc.array(fc.record({ plugin: text, message: text }), { maxLength: 1 }),
});

const again: fc.Arbitrary<Again> = fc.oneof(
  fc
    .tuple(text, fc.boolean())
    .map(([reason, counts]): Again => ({ kind: 'retry', at: instant(firstAt), counts, reason })),
  fixes.map((fix): Again => ({ kind: 'fix', fix, reason: 'r' })),
  text.map((reason): Again => ({ kind: 'fallback', to: 1, reason })),
  text.map((reason): Again => ({ kind: 'wait', at: instant(firstAt), reason })),
);
/** With and without a time and a breaker that let the step go on by itself. */
const waits: fc.Arbitrary<Wait> = fc.tuple(text, fc.boolean()).map(([prompt, isTimed]) => ({
  ...{ kind: 'question', prompt, choices: ['accept', 'again'] },
  ...(isTimed ? { until: instant(firstAt), breaker: 'api' } : {}),
}));
const ask: fc.Arbitrary<Ask> = waits.map(({ kind: _, ...asked }) => ({ kind: 'ask', ...asked, reason: 'r' }));
const giveUp: fc.Arbitrary<GiveUp> = fc.record({ kind: fc.constantFrom('log', 'escalate'), reason: text });

const trouble = { failure: failures, diagnosis: fc.option(diagnoses) };

type Draw = <T>(arbitrary: fc.Arbitrary<T>) => T;

/** The happening of one type, its own fields drawn; `attempt` counts the starts and refreshes of the step so far. */
const drawHappening = (type: Happening['type'], step: StepId, attempt: number, draw: Draw): Told => {
  const of = { step, attempt: attempt === 0 ? null : attempt };
  switch (type) {
    case 'run.created':
      return created();
    case 'step.opened':
      return { type, ...of, items: null, round: null };
    case 'run.started':
      return started;
    case 'run.waiting':
    case 'run.woken':
    case 'run.cancelled':
      return { type };
    case 'run.paused':
      return { type, by: draw(text), reason: draw(fc.constantFrom('request', 'interrupt', 'disk-full')) };
    case 'run.resumed':
      return { type, by: draw(text) };
    case 'run.cancelling':
      return { type, by: draw(text), compensate: draw(fc.boolean()) };
    case 'run.compensating':
      return {
        type,
        cause: draw(fc.constantFrom('failed', 'cancelled')),
        ...draw(fc.constantFrom({}, { order: 'success' } as const)),
      };
    case 'run.damaged':
      return { type, reason: draw(text) };
    case 'run.amended':
      return { type, workstream: aWorkstream('build', ['a', 'b']), planHash: 'e'.repeat(64) };
    case 'run.tidied':
      return {
        type,
        upTo: draw(fc.nat()),
        left: [step],
        salvaged: draw(fc.option(text)),
        unexplained: draw(fc.array(text)),
        readers: draw(fc.boolean()) ? [step] : [],
        trouble: draw(fc.option(text)),
        ...(draw(fc.boolean()) ? { taken: [{ step, by: [step] }] } : {}),
      };
    case 'run.succeeded':
      return { type, outputs: draw(jsonObject) };
    case 'run.failed':
      return { type, failed: [step], message: draw(text) };
    case 'step.readied':
      return { type, step, attempt: null };
    case 'step.started':
      return { type, step, attempt: attempt + 1 };
    case 'step.validating':
      return { type, ...of };
    case 'step.succeeded':
      return { type, ...of, outputs: draw(jsonObject), exitCode: draw(fc.constantFrom(0, null)), checkpoint: null };
    case 'step.retrying':
      return { type, ...of, ...draw(fc.record({ ...trouble, decision: again })) };
    case 'step.parked':
      return {
        type,
        ...of,
        wait: draw(waits),
        cause: draw(fc.option(fc.record({ ...trouble, decision: ask }))),
      };
    case 'step.answered':
      return {
        type,
        ...of,
        by: draw(text),
        answer: draw(fc.constantFrom('accept', 'again', 'skip', 'reject')),
        outputs: draw(jsonObject),
      };
    case 'step.failed':
      return { type, ...of, ...draw(fc.record({ ...trouble, decision: giveUp })) };
    case 'step.skipped':
      return { type, step, attempt: null, reason: draw(fc.constantFrom('condition', 'upstream', 'policy')) };
    case 'step.cancelled':
      return { type, step, attempt: null };
    case 'step.used': {
      const count = fc.option(fc.nat({ max: 1_000_000 }), { nil: null });
      const numbers = { input: draw(count), output: draw(count), cached: draw(count), reasoning: draw(count) };
      const usage = {
        ...{
          tool: 'claude',
          provider: draw(fc.constantFrom('anthropic', null)),
          model: draw(fc.constantFrom('m', null)),
        },
        ...{ calls: draw(fc.nat({ max: 9 })), ...numbers, costMicroUsd: draw(count), source: 'reported' as const },
      };
      return { type, step, attempt, usage };
    }
    case 'step.refreshed':
      return { type, step, attempt: attempt + 1, why: draw(fc.constantFrom('new-worktree', 'missing', 'interrupted')) };
  }
};

/** A walk through the transition tables: every log it gives is one that a run could have written. */
export const logs = (run: RunId = runId('generated'), maxLength = 40): fc.Arbitrary<WsEvent[]> =>
  fc.tuple(fc.gen(), fc.nat({ max: maxLength })).map(([generate, length]) => {
    const draw: Draw = (arbitrary) => generate(() => arbitrary);
    const told: Told[] = [created()];
    let status: RunStatus = 'created';
    const steps = new Map<StepId, { kind: StepKind; attempts: number }>(
      ['a', 'b', 'c'].map((name) => [stepId(name), { kind: 'blocked', attempts: 0 }]),
    );
    while (told.length < length && !isRunDone(status)) {
      const name = draw(fc.constantFrom(...steps.keys()));
      const step = steps.get(name);
      if (step === undefined) break;
      const runMoves = Object.entries(RUN_MACHINE).filter(([, rule]) => rule.from.includes(status));
      // None of these steps is a composite.
      const stepMoves = Object.entries(STEP_MACHINE).filter(
        ([, rule]) => rule.from.includes(step.kind) && rule.to !== 'open',
      );
      const isOfRun = stepMoves.length === 0 || draw(fc.nat({ max: 5 })) === 0;
      const [type] = draw(fc.constantFrom(...(isOfRun ? runMoves : stepMoves)));
      // Cannot lie: the keys of the tables are types of events.
      const happening = drawHappening(type as Happening['type'], name, step.attempts, draw);
      told.push(happening);
      if ('step' in happening) {
        step.kind = STEP_MACHINE[happening.type].to ?? step.kind;
        if (happening.type === 'step.started' || happening.type === 'step.refreshed') step.attempts++;
      } else status = RUN_MACHINE[happening.type].to ?? status;
    }
    return placed(run, told);
  });

/** One event of every type, with own fields drawn. */
export const eventOfType = (type: Happening['type']): fc.Arbitrary<WsEvent> =>
  fc.gen().map((generate) => {
    const told = drawHappening(type, stepId('a'), 1, (arbitrary) => generate(() => arbitrary));
    const [event] = placed(runId('generated'), [told]);
    if (event === undefined) throw new Error('invariant: one happening makes one event');
    return event;
  });
