/** Writes down what an attempt at a step is to do, as its run stands when it begins. Pure. */
import type { Attempt } from '../attempt.ts';
import type { Failure } from '../failure.ts';
import { isMerge } from '../hidden-step.ts';
import { laneAt, laneOf, mergedBy, MERGE_TOOL } from '../lane.ts';
import type { AttemptOrder, Filled, OrderedCheck, OrderedGate, ToolWork } from '../order.ts';
import { parentOf } from '../plan.ts';
import { ROLLBACK } from '../planning/compensation.ts';
import { MANUAL_TOOL } from '../plain-step.ts';
import { err, invariant, type Result } from '../result.ts';
import type { Recovery, Run } from '../run.ts';
import type { DescribeTool, GoingOn, ToolDescription } from '../tool.ts';
import type { Access, Step } from '../workstream.ts';
import { failureOfThrown } from '../failure-of-thrown.ts';
import { chosenStep } from './attempt/chosen.ts';
import { fillStep } from './attempt/fill-step.ts';
import { asksForChanged } from './attempt/changed-files.ts';

/** A tool that nobody knows may do anything. */
const UNKNOWN: ToolDescription = { access: 'exclusive', sandbox: 'auto', breakers: [], script: null };

/** The engine's own: what it runs are checks, as those of a script. */
const MERGING: ToolDescription = { ...UNKNOWN, sandbox: 'off' };

/** What a step may come to do, its alternatives included. */
export const accessOf =
  (describe: DescribeTool) =>
  (step: Step): Access => {
    // The steps inside speak for themselves.
    if (step.body !== undefined) return 'read';
    if (step.access !== null) return step.access;
    const own = describe(step.tool, step.with)?.access ?? UNKNOWN.access;
    const isWider = step.fallback.some((way) => describe(way.tool, way.with)?.access !== own);
    return isWider ? 'exclusive' : own;
  };

/** Whatever an expression brings about is the end of its attempt, and not of the run's driver. */
const filledOrNot = (run: Run, step: Step, script: string | null): Result<Filled, Failure> => {
  try {
    return fillStep(run, step, script);
  } catch (error) {
    return err(failureOfThrown(error));
  }
};

/** null where it begins like any: of a tool that remembers nothing, too. */
const goesOn = ({ change, allows, says }: Recovery, { agent }: ToolDescription): GoingOn | null =>
  agent === undefined || (change === null && allows.length === 0 && says === null) ? null : { change, allows, says };

/** What is kept is the work of a tool from its beginning; of an agent only where the step itself says so. */
const cacheOf = (
  { cache, ...step }: Pick<Step, 'cache' | 'tool'>,
  { fix, accepted }: Recovery,
  following: GoingOn | null,
  { agent }: ToolDescription,
): Pick<ToolWork, 'cache'> => {
  if (cache === undefined || step.tool === MANUAL_TOOL || fix !== null || accepted !== null || following !== null)
    return {};
  const { key: _, isOwn, ...rule } = cache;
  return isOwn || agent === undefined ? { cache: rule } : {};
};

/** The checks of the lanes that were merged where this one is, since it began. */
const othersOf = (run: Run, place: number): readonly OrderedCheck[] => {
  const around = laneAt(run.plan, place);
  const lane = parentOf(run.plan, place);
  const begun = lane === null ? 0 : (run.steps[lane]?.lastSeq ?? 0);
  return run.plan.steps.flatMap((step, at): readonly OrderedCheck[] => {
    const other = run.steps[at];
    if (at === place || other?.state.kind !== 'succeeded' || other.lastSeq <= begun || !isMerge(step)) return [];
    if (laneAt(run.plan, at) !== around || step.acceptance.length === 0) return [];
    const filled = filledOrNot(run, step, null);
    if (!filled.ok) return [];
    const { env, acceptance } = filled.value;
    return acceptance.map((check) => (check.kind === 'run' ? { ...check, env: { ...env, ...check.env } } : check));
  });
};

/** Those that wait to be merged where this one is, as many as are looked at together. */
const followersOf = (run: Run, place: number, most: number): OrderedGate['followers'] => {
  const { plan } = run;
  const waiting = [...plan.steps.keys()].filter(
    (at) =>
      at !== place && run.steps[at]?.state.kind === 'ready' && isMerge(plan.steps[at]) && laneAt(plan, at) === null,
  );
  return waiting
    .toSorted((one, other) => (plan.priority[other] ?? 0) - (plan.priority[one] ?? 0) || one - other)
    .slice(0, most)
    .flatMap((at) => {
      const [step, lane] = [plan.steps[at], mergedBy(plan, at)];
      if (step === undefined || lane === null) return [];
      const attempt = { run: run.id, step: step.id, attempt: (run.steps[at]?.attempts ?? 0) + 1 };
      return [{ attempt, lane, isChecked: step.acceptance.length > 0 }];
    });
};

/** What looks at lanes that come to the branch of the run. */
const gateOf = (run: Run, place: number): { readonly gate?: OrderedGate } => {
  const { integration } = run.plan.workstream;
  const step = run.plan.steps[place];
  if (integration === undefined || step === undefined || laneAt(run.plan, place) !== null) return {};
  const { script, batch, timeoutMs, retries } = integration.gate;
  const filled = filledOrNot(run, { ...step, acceptance: [{ kind: 'run', script }] }, null);
  const [check] = filled.ok ? filled.value.acceptance : [];
  // What cannot be filled in is told when the plan is made.
  if (check === undefined) return {};
  return { gate: { check, script, timeoutMs, retries, followers: followersOf(run, place, batch - 1) } };
};

/** The order for an attempt that the run has started. */
export const orderAttempt = (run: Run, attempt: Attempt, describe: DescribeTool): AttemptOrder => {
  const place = run.plan.index.get(attempt.step);
  const own = place === undefined ? undefined : run.plan.steps[place];
  const at = place === undefined ? undefined : run.steps[place];
  invariant(place !== undefined && own !== undefined && at !== undefined, `no step ${attempt.step}`);
  const { recovery, failures } = at;
  const { id: workstream, secrets: ofAll } = run.plan.workstream;
  const secrets = [...new Set([...ofAll, ...(own.secrets ?? [])])];
  const lane = laneOf(run.plan, laneAt(run.plan, place));
  const merges = isMerge(own) ? mergedBy(run.plan, place) : null;
  const common = { attempt, lane, workstream, secrets, refreshes: [] };
  if (own.id === ROLLBACK) return { ...common, breakers: own.breakers, work: { kind: 'rollback' } };
  const step = chosenStep(own, recovery);
  const described = describe(step.tool, step.with) ?? (step.tool === MERGE_TOOL ? MERGING : UNKNOWN);
  const following = goesOn(recovery, described);
  return {
    ...common,
    breakers: [...step.breakers, ...described.breakers],
    work: {
      kind: 'tool',
      tool: step.tool,
      tries: failures + recovery.fixes,
      access: step.access ?? described.access,
      sandbox: step.sandbox ?? described.sandbox,
      timeoutMs: step.timeoutMs,
      limits: step.limits ?? null,
      outputs: step.outputs,
      fix: recovery.fix,
      accepted: recovery.accepted,
      adopted: null,
      isRefresh: false,
      leaves: own.leaves ?? [],
      ...(recovery.accepted === null || recovery.asked?.bound === undefined ? {} : { bound: recovery.asked.bound }),
      ...(asksForChanged(run.plan, place) ? { tellsChanged: true as const } : {}),
      ...cacheOf(step, recovery, following, described),
      ...(own.artifacts === undefined ? {} : { artifacts: own.artifacts }),
      ...(own.files === undefined ? {} : { files: own.files }),
      ...(following === null ? {} : { goesOn: following }),
      ...(merges === null
        ? {}
        : {
            merges: {
              lane: merges,
              recheck: run.plan.workstream.lanes?.recheck ?? 'overlap',
              others: othersOf(run, place),
              ...gateOf(run, place),
            },
          }),
      filled: filledOrNot(run, step, described.script),
    },
  };
};
