/**
 * The worktrees of one run: its own, and those of its lanes, each made when it is first needed.
 *
 *   T1. A lane forks from where the branch around it stands when it is first asked for; from then on git knows of it.
 *   T2. Whoever asks for one that is being made waits for it, so that each is made once.
 */
import type { Failure } from '../failure.ts';
import type { WsEvent } from '../event.ts';
import { isLane, laneKey, type Lane } from '../lane.ts';
import { ok, type Result } from '../result.ts';
import type { Run } from '../run.ts';
import { secretsNamedIn } from '../secrets.ts';
import type { SecretIn } from '../system.ts';
import type { Workspace, Workspaces } from '../workspace.ts';
import { newestCheckpoint } from './newest-checkpoint.ts';

type Opened = Promise<Result<Workspace, Failure>>;

export type WorktreesParts = {
  /** That of the run. */
  readonly own: Workspace;
  readonly equipment: { readonly secretIn: SecretIn };
  readonly workspaces: Workspaces;
  /** Brings a worktree into the state that steps rely on. */
  readonly prepare: (workspace: Workspace, lane: Lane) => Promise<Result<void, Failure>>;
};

const CLOSES: ReadonlySet<string> = new Set([
  ...['step.succeeded', 'step.failed', 'step.skipped', 'step.cancelled', 'step.retrying'],
]);

/** The lanes that these events close. */
export const closedLanes = ({ plan }: Run, events: readonly WsEvent[]): readonly Lane[] =>
  events.flatMap((event) => {
    if (!('step' in event) || !CLOSES.has(event.type) || event.attempt === null) return [];
    const place = plan.index.get(event.step);
    const isOfLane = place !== undefined && isLane(plan.steps[place]);
    return isOfLane ? [{ path: event.step, generation: event.attempt, around: null }] : [];
  });

export class Worktrees {
  readonly #run: Run;
  readonly #parts: WorktreesParts;
  readonly #lanes = new Map<string, Opened>();
  readonly #closing = new Set<Promise<void>>();

  constructor(run: Run, parts: WorktreesParts) {
    this.#run = run;
    this.#parts = parts;
  }

  /** Fails where it cannot be had; then it is tried again the next time. */
  at(lane: Lane | null): Opened {
    if (lane === null) return Promise.resolve(ok(this.#parts.own));
    const key = laneKey(lane);
    const known = this.#lanes.get(key);
    if (known !== undefined) return known;
    const opened = this.#open(lane); // T2
    this.#lanes.set(key, opened);
    void opened.then((result) => {
      if (!result.ok) this.#lanes.delete(key);
    });
    return opened;
  }

  /** Gives the worktree of a lane back, in its time; nobody is at work there any more. */
  close(lane: Lane): void {
    const key = laneKey(lane);
    const opened = this.#lanes.get(key);
    this.#lanes.delete(key);
    if (opened === undefined) return;
    const closing = opened.then(async (found) => {
      if (found.ok) await this.#parts.workspaces.closeLane({ run: this.#run.id, lane, workspace: found.value });
      this.#closing.delete(closing);
    });
    this.#closing.add(closing);
  }

  /** Resolves when all are given back that were to be. */
  async closed(): Promise<void> {
    while (this.#closing.size > 0) await Promise.all(this.#closing);
  }

  /** Removes those of lanes: the run is over. */
  async drop(): Promise<Result<void, Failure>> {
    await this.closed();
    this.#lanes.clear();
    const { id: run, plan } = this.#run;
    return this.#parts.workspaces.dropLanes({ run, workstream: plan.workstream.id, secretIn: this.#secretIn });
  }

  get #secretIn(): SecretIn | null {
    return secretsNamedIn(this.#run.plan.workstream).length === 0 ? null : this.#parts.equipment.secretIn;
  }

  async #open(lane: Lane): Opened {
    const around = await this.at(lane.around);
    if (!around.ok) return around;
    // What is about to be free need not be made.
    await this.closed();
    const { id: run, plan } = this.#run;
    const { workstream } = plan;
    const opened = await this.#parts.workspaces.openLane({
      ...{ run, workstream: workstream.id, lane, base: await around.value.head() }, // T1
      recorded: newestCheckpoint(this.#run, plan.index.get(lane.path) ?? null),
      secretIn: this.#secretIn,
      nestedRepositories: workstream.nestedRepositories ?? 'fail',
      keep: workstream.worktree?.keep ?? [],
    });
    if (!opened.ok) return opened;
    const prepared = await this.#parts.prepare(opened.value, lane);
    return prepared.ok ? opened : prepared;
  }
}
