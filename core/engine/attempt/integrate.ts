/**
 * Brings lanes together: they are merged one behind the other beside the branch, a gate looks at what that gives, and only
 * then the branch moves.
 *
 *   G1. The branch moves to nothing that the gate has not let through.
 *   G2. Of lanes that it does not let through together, those before the guilty one come in; nothing else is decided of any
 *       lane but the own one: the others ask for themselves.
 *   G3. Nothing is remembered: whoever does it again after a crash finds what came in before as merged.
 */
import type { Failure } from '../../failure.ts';
import type { Lane } from '../../lane.ts';
import type { LanePolicy } from '../../lane-settings.ts';
import type { OrderedGate } from '../../order.ts';
import { err, ok, type Result } from '../../result.ts';
import type { MadeMerge, PlannedMerge, Workspace } from '../../workspace.ts';
import { accept } from './accept.ts';
import type { AttemptParts, AttemptRequest } from './attempt-request.ts';
import { callOf } from './call-of.ts';

/** Another lane that waits to be merged, and where it works. */
export type Follower = OrderedGate['followers'][number] & { readonly workspace: Pick<Workspace, 'head'> };

/** Those whose worktrees can be had: the others come by themselves. */
export const followersAt = async (
  gate: OrderedGate | undefined,
  worktrees: { readonly at: (lane: Lane) => Promise<Result<Workspace, Failure>> },
): Promise<readonly Follower[]> => {
  const found: Follower[] = [];
  for (const follower of gate?.followers ?? []) {
    const workspace = await worktrees.at(follower.lane);
    if (workspace.ok) found.push({ ...follower, workspace: workspace.value });
  }
  return found;
};

/** `own`: the merge of the lane whose attempt it is, with the tree that it is to give. */
export type Integration = {
  readonly around: Workspace;
  readonly gate: OrderedGate;
  readonly recheck: LanePolicy['recheck'];
  readonly followers: readonly Follower[];
  readonly own: Exclude<PlannedMerge, { readonly kind: 'nothing' }>;
};

/** The merges one behind the other: who cannot come along by itself waits for an attempt of its own. */
const propose = async (
  { attempt }: AttemptRequest,
  { around, followers, own, recheck }: Integration,
): Promise<Result<readonly MadeMerge[], Failure>> => {
  const first = await around.propose(attempt, own);
  if (!first.ok) return first;
  const made = [first.value];
  for (const { attempt: other, workspace, isChecked } of followers) {
    const onto = made.at(-1)?.sha ?? own.ours;
    const planned = await around.planMerge(await workspace.head(), onto);
    if (!planned.ok) return planned;
    const isOpen =
      isChecked &&
      (recheck === 'always' ||
        (recheck === 'overlap' && planned.value.kind === 'clean' && planned.value.overlaps.length > 0));
    if (planned.value.kind !== 'clean' || isOpen) continue;
    const next = await around.propose(other, planned.value);
    if (!next.ok) return next;
    made.push(next.value);
  }
  return ok(made);
};

/** What the gate has against a tree; null where it lets it through. */
const judge = async (
  request: AttemptRequest,
  parts: AttemptParts,
  gate: OrderedGate,
  tree: string,
): Promise<Result<Failure | null, Failure>> => {
  const laid = await parts.workspace.layOut(tree);
  if (!laid.ok) return laid;
  const asked = {
    ...request,
    work: { ...request.work, timeoutMs: gate.timeoutMs },
    filled: { ...request.filled, cwd: '.', acceptance: [gate.check] },
  };
  let refused: Failure | null = null;
  for (let tries = 0; tries <= gate.retries; tries++) {
    const call = await callOf(asked, parts);
    if (!call.ok) return call;
    refused = await accept(asked, parts, { call: call.value, outputs: {} });
    parts.failpoint('lane.judged');
    if (refused === null) return ok(null);
    if (refused.code !== 'acceptance-failed' && refused.code !== 'timeout') return err(refused);
  }
  return ok(refused);
};

/** How many of the merges the gate lets through together, and what it has against the next; it lets none through alone. */
const passing = async (
  made: readonly MadeMerge[],
  look: (tree: string) => Promise<Result<Failure | null, Failure>>,
): Promise<Result<{ readonly count: number; readonly against: Failure | null }, Failure>> => {
  let [green, red] = [0, made.length + 1];
  let against: Failure | null = null;
  while (red - green > 1) {
    // All together first.
    const at = red > made.length ? made.length : Math.floor((green + red) / 2);
    const judged = await look(made[at - 1]?.tree ?? '');
    if (!judged.ok) return judged;
    if (judged.value === null) green = at;
    else [red, against] = [at, judged.value];
    if (green === made.length) break;
  }
  return ok({ count: green, against });
};

const refusedBy = (gate: OrderedGate, against: Failure | null): Failure => ({
  code: 'integration-failed',
  message: `merged, it does not pass the gate (${gate.script}): ${against?.message ?? ''}`,
});

/** Gives the commit of the own lane's merge, which the branch holds then. The worktree of the lane is as it was before. */
export const integrate = async (
  request: AttemptRequest,
  parts: AttemptParts,
  integration: Integration,
): Promise<Result<string, Failure>> => {
  const { around, gate } = integration;
  const made = await propose(request, integration);
  if (!made.ok) return made;
  parts.failpoint('lane.proposed');
  const restored = await parts.workspace.restore(request.attempt);
  if (!restored.ok) return restored;
  request.onValidating();
  const passed = await passing(made.value, (tree) => judge(request, parts, gate, tree));
  const back = await parts.workspace.layOut(null);
  if (!passed.ok) return passed;
  if (!back.ok) return back;
  const { count, against } = passed.value;
  const [own] = made.value;
  if (count === 0 || own === undefined) return err(refusedBy(gate, against));
  // No program of it is at work any more.
  await parts.files.saveOutcome(request.attempt, { outputs: {}, exitCode: null });
  const adopted = await around.adopt(made.value.slice(0, count), integration.own.ours); // G1, G2
  return adopted.ok ? ok(own.sha) : adopted;
};
