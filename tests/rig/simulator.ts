/**
 * A deterministic world for the engine's loop: a virtual clock, tools that do what a script says, a store that crashes
 * its driver before or after a commit, dead drivers whose attempts live on as zombies, outcomes that come twice,
 * people who pause the run.
 */
import { describeTool } from '../../adapters/tools/descriptions.ts';
import type { AttemptOutcome } from '../../core/dispatcher.ts';
import type { Input } from '../../core/engine/decide.ts';
import { createEvaluation } from '../../core/engine/evaluate.ts';
import { checkJson } from '../../schema/json-schema.ts';
import { drive } from '../../core/engine/loop.ts';
import { loadRun } from '../../core/engine/load-run.ts';
import { orderRefreshed } from '../../core/engine/order-refreshed.ts';
import { laneAt } from '../../core/lane.ts';
import type { Refresh, TidyOrder } from '../../core/order.ts';
import { Lacking, type Lack } from '../../core/planning/schedule/lacking.ts';
import type { RecordedEvent, WsEvent } from '../../core/event.ts';
import type { AttemptFailure } from '../../core/diagnosis.ts';
import type { Failure } from '../../core/failure.ts';
import { instant, runId, toolId, type Instant, type StepId } from '../../core/id.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Attempt, Success } from '../../core/attempt.ts';
import { hasBegun, type Run } from '../../core/run.ts';
import type { RunState } from '../../core/state/run-state.ts';
import { Frontier } from '../../core/planning/schedule/frontier.ts';
import { isInFlight, isRunDone, isStepDone } from '../../core/state/machine.ts';
import { countsAsFailure } from '../../core/state/retrying.ts';
import { tidiedUpTo } from '../../core/state/tidied.ts';
import type { AppendError } from '../../core/event-log.ts';
import { parentOf, partOf, type Adjacency, type Plan } from '../../core/plan.ts';
import type { Access, Step } from '../../core/workstream.ts';
import { createPolicy } from '../../error/engine/policy/policy.ts';
import { DEFAULT_POLICY_SETTINGS } from '../../error/engine/policy/policy-settings.ts';
import { checkCompensation, checkPoison, hasQuarantined, oracle } from './oracle.ts';
import { randomFrom, type Random } from './random.ts';
import { aPlan, aStep, aWorkstream, sha256 } from './step.ts';

/** `fails` failures first, then an end: what a step's tool will do, however often it is asked. */
export type Script = { readonly fails: number; readonly end: 'ok' | 'hopeless' };
export type World = {
  readonly plan: Plan;
  readonly scripts: ReadonlyMap<StepId, Script>;
  readonly concurrency: number;
};

const CALM: Script = { fails: 0, end: 'ok' };

class Crash extends Error {}

const RUN = runId('simulated');
const TRANSIENT: Failure = { code: 'tool-exit', status: 1, message: 'exit 1' };
const HOPELESS: Failure = { code: 'tool-missing', tool: 't', message: 'no such tool' };
const CONDITIONS: readonly (string | null)[] = [
  ...[null, null, null, null, null],
  ...['always()', 'failure()', 'false', 'success()'],
];

const ALTERNATIVE = { tool: toolId('shell'), with: { run: 'true' }, breakers: [] };
const BACKOFF = { initialMs: 1000, factor: 2, maxMs: 60_000, jitter: 0.25 };

const randomStep = (random: Random, id: string, earlier: readonly string[], inFinally: boolean): Step =>
  aStep(
    id,
    [...new Set(Array.from({ length: earlier.length === 0 ? 0 : random.below(4) }, () => random.pick(earlier)))],
    {
      condition: inFinally ? null : random.pick(CONDITIONS),
      continueOnError: random.chance(0.1),
      fallback: random.chance(0.2) ? Array.from({ length: 1 + random.below(2) }, () => ALTERNATIVE) : [],
      compensate: random.chance(0.4)
        ? {
            ...ALTERNATIVE,
            timeoutMs: 1000,
            retry: { limit: random.below(3), on: null, repeats: null, backoff: BACKOFF },
          }
        : null,
      access: random.pick<Access>(['read', 'shared', 'shared', 'exclusive']),
      retry: {
        limit: random.below(3),
        on: null,
        repeats: null,
        backoff: { initialMs: 1000, factor: 2, maxMs: 60_000, jitter: 0.25 },
      },
      onInterrupted: random.chance(0.15) ? 'ask' : 'retry',
      ...(random.chance(0.3) ? { leaves: ['made'] } : {}),
    },
  );

/** The world of a seed: always the same. */
export const worldOf = (seed: number): World => {
  const random = randomFrom(seed);
  const many = (count: number, prefix: string): Step[] => {
    const steps: Step[] = [];
    for (let at = 0; at < count; at++)
      steps.push(
        randomStep(
          random,
          `${prefix}${at}`,
          steps.map((step) => step.id),
          prefix === 'f',
        ),
      );
    return steps;
  };
  const steps = many(1 + random.below(10), 's');
  const last = many(random.below(3), 'f');
  const onFailure = random.pick(['keep', 'rollback'] as const);
  const plan = aPlan(aWorkstream(steps, { finally: last, onFailure }));
  const scripts = new Map(
    [...plan.steps, ...plan.compensation.map(({ step }) => step)].map((step): [StepId, Script] => [
      step.id,
      { fails: random.chance(0.3) ? 1 + random.below(3) : 0, end: random.chance(0.1) ? 'hopeless' : 'ok' },
    ]),
  );
  return { plan, scripts, concurrency: 1 + random.below(4) };
};

/** What crashes: the n-th append, before it is durable or after. null: nothing. */
export type CrashAt = { readonly append: number; readonly when: 'before' | 'after' } | null;

export type Simulated = {
  readonly run: Run;
  readonly log: readonly WsEvent[];
  readonly appends: number;
  readonly crashes: number;
};

/** An attempt under way. What it will come to is settled when it begins, as for a real process. */
type Pending = {
  readonly attempt: Attempt;
  readonly result: Result<Success, AttemptFailure>;
  /** Finished steps that it runs again first. */
  readonly refreshes: Refresh[];
  /** Its driver is dead. */
  isZombie: boolean;
};

/** Plays a world to its end, crashing where asked, and gives back what is in the log. Throws where a rule is broken. */
export const simulate = async (
  world: World,
  seed: number,
  crashAts: readonly CrashAt[],
  /** What is in the log already; nothing of it runs any more. */
  past: readonly WsEvent[] = [],
): Promise<Simulated> => {
  const random = randomFrom(seed ^ 0x5bd1e995);
  const log: RecordedEvent[] = past.map((event) => ({ ...event, hash: '', previousHash: '' }));
  const pending: Pending[] = [];
  /** What a look at the worktree will find, once it is delivered. */
  let looks: Input[] = [];
  const vouched: { attempt: Attempt; success: Success }[] = [];
  const crashesLeft = crashAts.filter((crash) => crash !== null);
  let appends = 0;
  let crashes = 0;
  let now = 1_000;
  const ended = new Set<string>();
  /** What lies in the worktree of what steps leave: gone with it, which happens between two drivers. */
  const left = new Set<StepId>();
  /** Of that, what came from zombies, of which the driver cannot know that it is there. */
  const unseen = new Set<StepId>();

  const append = async (_run: unknown, events: readonly WsEvent[]): Promise<Result<void, AppendError>> => {
    appends += 1;
    const crash = crashesLeft[0]?.append === appends ? crashesLeft.shift() : undefined;
    if (crash?.when === 'before') throw new Crash();
    const expected = (events[0]?.seq ?? 0) - 1;
    if (expected !== log.length) return err({ code: 'conflict', seq: log.length });
    for (const event of events) log.push({ ...event, hash: '', previousHash: '' });
    if (crash !== undefined) throw new Crash();
    return ok(undefined);
  };
  const store = {
    append,
    events: async function* (_run: unknown, after: number): AsyncIterable<RecordedEvent> {
      yield* log.slice(after);
    },
  };
  /** Of all generations: one that its composite lets begin anew goes on from where it failed. */
  const failuresOf = (step: StepId): number =>
    log.filter((event) => 'step' in event && event.step === step && isFailure(event)).length;

  const resultOf = (attempt: Attempt): Result<Success, AttemptFailure> => {
    const script = world.scripts.get(attempt.step) ?? CALM;
    if (failuresOf(attempt.step) < script.fails) return err({ failure: TRANSIENT, diagnosis: null });
    if (script.end === 'hopeless') return err({ failure: HOPELESS, diagnosis: null });
    return ok({
      outputs: { of: attempt.step, list: ['p', 'q', 'r'] },
      exitCode: 0,
      checkpoint: `commit of ${attempt.step}`,
    });
  };
  /** One outcome, now and then twice; after a success now and then a checkpoint that only a reconcile can find. */
  const deliver = (): readonly Input[] => {
    const at = random.below(pending.length);
    const [refresh] = pending[at]?.refreshes.splice(0, 1) ?? [];
    now += 1 + random.below(50);
    if (pending[at]?.isZombie === true) unseen.add(refresh?.attempt.step ?? pending[at].attempt.step);
    if (refresh !== undefined) {
      left.add(refresh.attempt.step);
      const refreshed: Input = { kind: 'refreshed', attempt: refresh.attempt, why: refresh.why };
      return random.chance(0.3) ? [refreshed, refreshed] : [refreshed];
    }
    const [taken] = pending.splice(at, 1);
    if (taken === undefined) return [];
    const { result } = taken;
    ended.add(`${taken.attempt.step}#${taken.attempt.attempt}`);
    if (result.ok) vouched.push({ attempt: taken.attempt, success: result.value });
    if (result.ok) left.add(taken.attempt.step);
    const input: Input = { kind: 'outcome', outcome: { attempt: taken.attempt, result } };
    return random.chance(0.3) ? [input, input] : [input];
  };
  /** Now and then somebody pauses the run; the next driver resumes it. */
  const pause = (): readonly Input[] =>
    random.chance(0.05) ? [{ kind: 'pause', by: 'test', reason: 'request', signal: null }] : [];
  const inboxOf = () => ({
    take: async (until: Instant | null): Promise<readonly Input[]> => {
      if (looks.length > 0 && (pending.length === 0 || random.chance(0.5))) {
        const [look, ...others] = looks;
        looks = others;
        // Now and then twice, as everything that comes from outside.
        return look === undefined ? [] : random.chance(0.3) ? [look, look] : [look];
      }
      if (pending.length > 0)
        return [...pause(), ...deliver(), ...(pending.length > 0 && random.chance(0.4) ? deliver() : [])];
      if (until === null) throw new Error('stuck: nothing runs and nothing will wake');
      now = Math.max(now, until);
      return pause();
    },
  });
  const reconcile = (inFlight: readonly Attempt[]): readonly AttemptOutcome[] =>
    inFlight.flatMap((attempt): AttemptOutcome[] => {
      const found = vouched.find(
        (known) => known.attempt.step === attempt.step && known.attempt.attempt === attempt.attempt,
      );
      return found === undefined ? [] : [{ attempt, result: ok(found.success) }];
    });
  const policy = createPolicy({ chance: random, settings: DEFAULT_POLICY_SETTINGS });
  const checkBusy = (run: Run): void => {
    const busy = run.plan.steps.filter((_, place) => isInFlight(run.steps[place]?.state.kind ?? 'blocked'));
    if (busy.length > world.concurrency) throw new Error(`${busy.length} at once, ${world.concurrency} allowed`);
    for (const [, together] of byLane(run, busy))
      if (together.length > 1 && together.some((step) => step.access === 'exclusive'))
        throw new Error('an exclusive step has company');
    if (busy.length > 1 && pending.some(({ refreshes }) => refreshes.length > 0))
      throw new Error('a refresh has company');
    const isMainDone = run.steps
      .slice(0, world.plan.workstream.steps.length)
      .every((step) => isStepDone(step.state.kind));
    const isLast = ({ id }: Step): boolean => partOf(run.plan, run.plan.index.get(id) ?? -1).kind === 'finally';
    if (!isMainDone && busy.some(isLast)) throw new Error('a finally step runs beside the others');
  };
  const mayWrite = ({ access, body }: Step): boolean => access !== 'read' && body === undefined;
  /** The steps that have begun in a worktree, may write, and are to go on. */
  const openIn = (run: Run, lane: number | null): readonly Step[] =>
    run.plan.steps.filter((step, place) => {
      const at = run.steps[place];
      if (at === undefined || laneAt(run.plan, place) !== lane) return false;
      return hasBegun(at) && mayWrite(step) && !isStepDone(at.state.kind);
    });
  /** Else work would be cleared away that somebody goes on with. */
  const checkQuiet = (run: Run, { lane }: TidyOrder): void => {
    const [open] = openIn(run, lane === null ? null : (run.plan.index.get(lane.path) ?? null));
    if (open !== undefined) throw new Error(`the worktree is cleared up, and ${open.id} is to go on`);
  };
  /** What ended without success is cleared up before anybody begins alone who may write, and before the run ends. */
  const checkTidy = (run: Run, events: readonly WsEvent[]): void => {
    const isOpen = ({ body }: Step, place: number): boolean =>
      body?.kind === 'group' && body.lane !== undefined && run.steps[place]?.state.kind === 'open';
    const lanes = run.plan.steps.flatMap((step, place) => (isOpen(step, place) ? [place] : []));
    for (const lane of [null, ...lanes]) checkTidyIn(run, events, lane);
  };
  const checkTidyIn = (run: Run, events: readonly WsEvent[], lane: number | null): void => {
    const left = run.plan.steps.find((step, place) => {
      const at = run.steps[place];
      if (at === undefined || laneAt(run.plan, place) !== lane) return false;
      if (!hasBegun(at) || at.lastSeq <= tidiedUpTo(run, lane)) return false;
      return mayWrite(step) && ['failed', 'cancelled'].includes(at.state.kind);
    });
    if (left === undefined) return;
    if (isRunDone(run.status)) throw new Error(`the run has ended, and nobody looked at what ${left.id} left`);
    const first = new Set(
      events.flatMap((event) => (event.type === 'step.started' && event.attempt === 1 ? event.step : [])),
    );
    const isWaiting = run.steps.some(({ state }) => state.kind === 'waiting');
    const open = openIn(run, lane);
    if (!isWaiting && open.length > 0 && open.every(({ id }) => first.has(id)))
      throw new Error(`${open[0]?.id} has begun over what ${left.id} left`);
  };
  const isComposite = (run: Run, id: StepId): boolean =>
    run.plan.steps[run.plan.index.get(id) ?? -1]?.body !== undefined;
  const checkEnds = (run: Run, events: readonly WsEvent[]): void => {
    for (const event of events)
      if ('step' in event && isComposite(run, event.step)) continue;
      else if (event.type === 'step.succeeded' || (event.type === 'step.retrying' && countsAsFailure(event)))
        if (!ended.has(event.correlationId)) throw new Error(`${event.correlationId} ended before it ended`);
  };

  const oneDriver = async (): Promise<Run> => {
    const run = await loadRun(RUN, { store, digest: sha256, describe: describeTool });
    if (run === null) throw new Error('no run');
    const running = inFlightOf(run);
    if (random.chance(0.3)) left.clear();
    unseen.clear();
    const lacking = lackingOf(run, left);
    const outcomes = reconcile(running);
    const known = new Set(outcomes.map(({ attempt }) => attempt.step));
    const first: Input[] = [
      { kind: 'begin', place: { base: 'base', branch: 'branch' } },
      { kind: 'resume', by: 'test' },
      ...outcomes.map((outcome): Input => ({ kind: 'outcome', outcome })),
      ...running
        .filter(({ step }) => !known.has(step))
        .map((attempt): Input => ({ kind: 'lost', attempt, isAtWork: random.chance(0.8) })),
      ...run.plan.steps.flatMap((step, place): Input[] =>
        run.steps[place]?.state.kind === 'waiting'
          ? [{ kind: 'answer', step: step.id, answer: 'again', by: 'test', outputs: {}, signal: null }]
          : [],
      ),
    ];
    const company = {
      accessOf: (step: Step): Access => step.access ?? 'shared',
      concurrency: world.concurrency,
      lacking,
    };
    const frontier = new Frontier(run, company);
    const checkFrontier = (): void => {
      if (standingOf(frontier) !== standingOf(new Frontier(run, company)))
        throw new Error('F1: built afresh the frontier says something else');
    };
    const end = await drive(
      run,
      frontier,
      {
        store,
        clock: { now: () => instant(now) },
        dispatcher: {
          dispatch: ({ attempt, refreshes }) => {
            checkLeft(run, attempt, { left, unseen }, refreshes);
            if (
              !log.some(
                (event) =>
                  event.type === 'step.started' && event.step === attempt.step && event.attempt === attempt.attempt,
              )
            )
              throw new Error('L1: dispatched before it was committed');
            pending.push({ attempt, result: resultOf(attempt), refreshes: [...refreshes], isZombie: false });
          },
          tidy: (order) => {
            checkQuiet(run, order);
            looks.push({ kind: 'tidied', order, result: ok({ salvaged: null, unexplained: [], taken: [] }) });
          },
          abort: () => {},
        },
        order: (attempt) =>
          orderRefreshed(run, attempt, describeTool, lacking.before(run.plan.index.get(attempt.step) ?? -1)),
        policy,
        evaluation: createEvaluation(checkJson),
        inbox: inboxOf(),
        isPatient: false,
        foregroundMs: 0,
        observe: (events) => {
          checkBusy(run);
          checkSlots(run);
          checkLanes(run, world.concurrency);
          checkFrontier();
          checkEnds(run, events);
          checkTidy(run, events);
        },
        handled: () => {},
      },
      first,
    );
    if (end.kind !== 'settled') throw new Error(`not settled: ${end.error.code}`);
    return run;
  };

  if (past.length === 0)
    await append(RUN, [
      {
        type: 'run.created',
        workstream: world.plan.workstream,
        planHash: world.plan.hash,
        options: { inputs: {}, concurrency: world.concurrency, source: null, base: 'HEAD', inherits: null },
        run: RUN,
        seq: 1,
        at: instant(now),
        correlationId: RUN,
        causationId: null,
      },
    ]);
  for (let drivers = 0; drivers < 200; drivers++) {
    try {
      const run = await oneDriver();
      if (isRunDone(run.status)) return { run, log, appends, crashes };
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      crashes += 1;
      // What was in flight dies with its driver, or lives on as a zombie whose outcome comes late.
      if (random.chance(0.5)) pending.length = 0;
      for (const zombie of pending) zombie.isZombie = true;
      if (random.chance(0.5)) looks = [];
    }
  }
  throw new Error('never ends');
};

/** Also those that are forgiven, and the last. */
const isFailure = (event: WsEvent): boolean =>
  event.type === 'step.failed' || (event.type === 'step.retrying' && countsAsFailure(event));

/** Of no foreach more items are under way, those that wait included, than it allows. */
const checkSlots = (run: Run): void => {
  for (const [place, { children }] of run.plan.openings) {
    const step = run.plan.steps[place];
    if (step?.body?.kind !== 'foreach' || typeof step.body.concurrency !== 'number') continue;
    const kinds = children.map((child) => run.steps[child]?.state.kind ?? 'blocked');
    const active = kinds.filter((kind) => kind !== 'blocked' && !isStepDone(kind)).length;
    if (active > step.body.concurrency) throw new Error(`${active} items of ${step.id} are under way`);
  }
};

/** The paths of the lanes that a step is in, the innermost first; what merges a lane stands outside of it. */
const lanesAround = ({ plan }: Run, { id }: Step): readonly StepId[] => {
  const composites = plan.steps.filter(({ body }) => body?.kind === 'group' && body.lane !== undefined);
  const around = composites.filter((lane) => id.startsWith(lane.id) && /^[/[#]/.test(id.slice(lane.id.length)));
  const innermost = around.map((lane) => lane.id).toSorted((a, b) => b.length - a.length);
  return id.endsWith('/ws.merge') ? innermost.slice(1) : innermost;
};

/** Who is in which worktree, by the path of its lane; '' is that of the run. */
const byLane = (run: Run, steps: readonly Step[]): ReadonlyMap<string, readonly Step[]> => {
  const lanes = new Map<string, Step[]>();
  for (const step of steps) {
    const [lane = ''] = lanesAround(run, step);
    lanes.set(lane, [...(lanes.get(lane) ?? []), step]);
  }
  return lanes;
};

/** Of the lanes that fork from one place no more are open, those that will be tried again included, than are allowed, and none of which may change the same. */
const checkLanes = ({ plan, steps }: Run, concurrency: number): void => {
  const most = plan.workstream.lanes?.max ?? concurrency;
  const open = new Map<number | null, string[][]>();
  for (const [place, { body }] of plan.steps.entries()) {
    const { kind } = steps[place]?.state ?? { kind: 'blocked' };
    if (body?.kind !== 'group' || body.lane === undefined || (kind !== 'open' && kind !== 'backoff')) continue;
    const around = laneAt(plan, place);
    open.set(around, [...(open.get(around) ?? []), [...body.lane.files]]);
  }
  for (const together of open.values()) {
    if (together.length > most) throw new Error(`${together.length} lanes are open, ${most} allowed`);
    if (together.flat().filter((path) => path.startsWith('src')).length > 1)
      throw new Error('two lanes may change the same file');
  }
};

const standingOf = (frontier: Frontier): string => {
  const { isFinallyOpen, isAllDone, isCompensated, hasFailed, waiting, tidiness } = frontier;
  const rooms = [...tidiness.lanes]
    .toSorted((a, b) => (a ?? -1) - (b ?? -1))
    .map((lane) => [tidiness.isQuiet(lane), tidiness.hasLeft(lane), tidiness.hasRead(lane), tidiness.order(lane)]);
  return JSON.stringify({
    ...{ isFinallyOpen, isAllDone, isCompensated, hasFailed, busy: frontier.company.underWay.size, waiting },
    rooms,
    bodies: [...frontier.bodies.places].sort((a, b) => a - b).map((place) => bodyOf(frontier, place)),
  });
};

const bodyOf = ({ bodies }: Frontier, place: number): readonly unknown[] => {
  const open = bodies.at(place);
  return [place, open?.left, open?.bad, open?.cut, open?.succeeded];
};

/** What is not there of what finished steps left. */
const lackingOf = (run: Run, left: ReadonlySet<StepId>): Lacking =>
  new Lacking(
    run.plan,
    run.plan.steps.flatMap((step, place): Lack[] =>
      step.leaves !== undefined &&
      ['succeeded', 'running', 'validating'].includes(run.steps[place]?.state.kind ?? '') &&
      !left.has(step.id)
        ? [{ place, why: 'missing' }]
        : [],
    ),
  );

/** Worked out by recursion over needs: what an attempt relies on is there, or is brought back, in the order of needs. */
const checkLeft = (
  run: Run,
  { step }: Attempt,
  { left, unseen }: { readonly left: ReadonlySet<StepId>; readonly unseen: ReadonlySet<StepId> },
  refreshes: readonly Pick<Refresh, 'attempt'>[],
): void => {
  const needed: StepId[] = [];
  const visit = (id: StepId): void => {
    const place = run.plan.index.get(id) ?? -1;
    for (const need of run.plan.steps[place]?.needs ?? []) {
      if (needed.includes(need)) continue;
      visit(need);
      const at = run.plan.index.get(need) ?? -1;
      const isLeaving = run.plan.steps[at]?.leaves !== undefined && run.steps[at]?.state.kind === 'succeeded';
      if (isLeaving && !left.has(need) && !needed.includes(need)) needed.push(need);
    }
  };
  visit(step);
  const given = refreshes.map(({ attempt }) => attempt.step);
  const lacks = needed.some((id) => !given.includes(id));
  if (lacks || given.some((id) => !needed.includes(id) && !unseen.has(id)))
    throw new Error(`${step} begins with ${given.join(' ')} refreshed, and lacks ${needed.join(' ')}`);
  for (const [at, id] of given.entries()) {
    const needs = run.plan.steps[run.plan.index.get(id) ?? -1]?.needs ?? [];
    if (needs.some((need) => given.indexOf(need) > at)) throw new Error(`${id} is refreshed before what it needs`);
  }
};

const inFlightOf = (run: RunState): Attempt[] =>
  run.plan.steps.flatMap((step, place) => {
    const at = run.steps[place];
    return at !== undefined && isInFlight(at.state.kind) ? [{ run: run.id, step: step.id, attempt: at.attempts }] : [];
  });

/** What must be equal between a run that crashed and one that did not. */
export const summaryOf = (run: Run): string =>
  JSON.stringify([
    run.status,
    // By name: what opened lies where the order of this run has put it.
    run.plan.steps
      .map(({ id }, place) => ({ id, at: run.steps[place] }))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map(({ id, at }) => [
        id,
        at?.state.kind,
        at?.state.kind === 'succeeded' ? at.state.outputs : null,
        at?.failures,
      ]),
  ]);

/** All that is known of a run, its grown plan included: what a replay of its log must give again, place by place. */
export const wholeOf = ({ plan, ...run }: Run): string =>
  JSON.stringify([
    run,
    plan.steps,
    plan.scopes,
    [...plan.index],
    [...plan.openings],
    [...plan.each],
    plan.steps.map((_, place) => parentOf(plan, place)),
    rowsOf(plan.needs, plan),
    rowsOf(plan.dependents, plan),
  ]);

const rowsOf = ({ offsets, targets }: Adjacency, { steps }: Plan): readonly (readonly number[])[] =>
  steps.map((_, place) => [...targets.subarray(offsets[place] ?? 0, offsets[place + 1] ?? 0)]);

/** The run a log tells of, folded afresh. */
export const replay = async (log: readonly WsEvent[]): Promise<Run | null> =>
  loadRun(RUN, {
    store: {
      events: async function* () {
        for (const event of log) yield { ...event, hash: '', previousHash: '' };
      },
    },
    digest: sha256,
    describe: describeTool,
  });

/** Whether no step of the main part is to run. */
const isIdle = ({ plan }: World, want: ReturnType<typeof oracle>): boolean =>
  plan.workstream.steps.every(({ id }) => want.get(id)?.kind === 'skipped');

/** Plays the world of a seed calmly and with crashes, and throws with the seed where anything differs. */
export const checkSeed = async (seed: number): Promise<{ runs: number; crashes: number }> => {
  const world = worldOf(seed);
  const random = randomFrom(seed ^ 0x1234567);
  try {
    const calm = await simulate(world, seed, []);
    const want = oracle(world);
    for (const [id, foretold] of want) {
      const place = calm.run.plan.index.get(id);
      // What never opened has no place.
      const at = place === undefined ? { state: { kind: 'blocked' }, failures: 0 } : calm.run.steps[place];
      if (at?.state.kind !== foretold.kind || at.failures !== foretold.failures)
        throw new Error(`${id} is ${JSON.stringify(at)}, the oracle says ${JSON.stringify(foretold)}`);
    }
    if (calm.run.status === 'succeeded' && isIdle(world, want))
      throw new Error('nothing ran, and the run has succeeded');
    for (const { id } of calm.run.plan.steps) if (!want.has(id)) throw new Error(`the oracle knows no ${id}`);
    const expected = summaryOf(calm.run);
    checkCompensation(world, calm.log);
    const again = await replay(calm.log);
    if (again === null || wholeOf(again) !== wholeOf(calm.run))
      throw new Error('the log replayed differs from the run');
    let runs = 1;
    let crashes = 0;
    for (let append = 2; append <= calm.appends; append++) {
      const when = random.pick(['before', 'after'] as const);
      // Now and then a second crash hits the recovery itself.
      const second = random.chance(0.5)
        ? [{ append: append + 1 + random.below(2), when: random.pick(['before', 'after'] as const) }]
        : [];
      // Or what is under way takes each of its drivers down.
      const row = Array.from({ length: 3 }, (_, at): CrashAt => ({ append: append + at, when: 'after' }));
      const crashAts = random.chance(0.15) ? row : [{ append, when }, ...second];
      const crashed = await simulate(world, seed + append, crashAts);
      runs += 1;
      crashes += crashed.crashes;
      checkCompensation(world, crashed.log);
      checkPoison(crashed.log);
      const replayed = await replay(crashed.log);
      if (replayed === null || wholeOf(replayed) !== wholeOf(crashed.run))
        throw new Error(`crash ${when} append ${append}: the log replayed differs from the run`);
      // Who was quarantined has all its chances again once a person says so: more than where nothing crashed.
      if (!hasQuarantined(crashed.log) && summaryOf(crashed.run) !== expected)
        throw new Error(`crash ${when} append ${append}: ${summaryOf(crashed.run)} instead of ${expected}`);
    }
    return { runs, crashes };
  } catch (error) {
    throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
};
