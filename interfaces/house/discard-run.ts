/**
 * Throws a run away, and brings it back. Its log stays as it is: that it was thrown away stands in the ledger of runs.
 *
 * What the worktree holds beyond the last checkpoint is salvaged first; only then is the run marked, and only then does
 * its branch go. Both ways can be gone again after a kill in between.
 */
import { bringBack, checkedOutAt, putAway } from '../../adapters/git/gc/put-away.ts';
import type { Part } from '../../adapters/git/gc/part.ts';
import { gitOn } from '../../adapters/git/repository.ts';
import { namesOf, type RunNames } from '../../adapters/git/worktree/names.ts';
import { knownGitDir } from '../../adapters/git/worktree/worktree.ts';
import { instant, stepId, type Instant } from '../../core/id.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { RunRow } from '../../core/run-tables.ts';
import { eventArchiveOf } from './archived.ts';
import { definitionOf } from './definition-of.ts';
import type { House } from './house.ts';
import { mendBelongings } from './guard-belongings.ts';
import type { Refusal } from './refusal.ts';
import { invalid, refuse } from './refusals.ts';
import { guardOf } from './secret-values.ts';

/** How long a run that was thrown away can be brought back; then `ws gc` drops what git holds of it. */
export const UNDO_MS: number = 30 * 24 * 60 * 60 * 1000;

/** Whose work what lay in the worktree is called. */
const DISCARD = stepId('discard');

export type DiscardEnd = {
  /** The commit that the branch held; null where the run had no branch. */
  readonly sha: string | null;
  /** The ref of what was in no commit; null where there was nothing. */
  readonly salvaged: string | null;
  /** What became of the worktree. */
  readonly worktree: Part;
  readonly until: Instant;
  /** What was found of a driver that died, a line each. */
  readonly told: readonly string[];
};

type DiscardParts = Pick<
  House,
  'store' | 'stateDirectory' | 'repository' | 'locks' | 'clock' | 'engine' | 'failpoint' | 'secrets' | 'veil'
>;

/** Keeps what the worktree holds beyond the last checkpoint, and puts it back to that. */
const salvageWork = async (
  run: RunRow,
  names: RunNames,
  house: DiscardParts,
): Promise<Result<string | null, Refusal>> => {
  const { commonDir } = house.repository;
  const workstream = await definitionOf(house.store, run.id);
  const stands = (await knownGitDir(commonDir, names.worktree)) !== null;
  if (!stands || run.base === null || workstream === null) return ok(null);
  const engine = await house.engine();
  const equipment = engine.equip(workstream, null);
  try {
    const request = { run: run.id, workstream: run.workstream, base: run.base, secretIn: equipment.secretIn };
    const opened = await engine.workspaces.open(request);
    if (!opened.ok) return refuse('environment', opened.error.message, null);
    const restored = await opened.value.restore({ run: run.id, step: DISCARD, attempt: 1 });
    return restored.ok ? ok(restored.value.salvaged) : refuse('environment', restored.error.message, null);
  } finally {
    equipment.close();
  }
};

const namesFor = (run: RunRow, { repository }: Pick<House, 'repository'>): RunNames | null =>
  namesOf(repository, run.workstream, run.id);

/** Refused while somebody drives the run, where its branch is checked out by a person, and where its log is all there is. */
export const discardRun = async (
  run: RunRow,
  ignoredToo: boolean,
  house: DiscardParts,
): Promise<Result<DiscardEnd, Refusal>> => {
  if (run.isArchived)
    return err(
      invalid(
        `run ${run.id} is archived: no branch and no worktree of it is left that could be thrown away`,
        `Its events are in ${eventArchiveOf(house, run.id)}.`,
      ),
    );
  const lock = await house.locks.acquire(run.id);
  if (lock === null)
    return refuse('held', `run ${run.id} is driven by another process`, `End it first: ws cancel ${run.id}`);
  try {
    const names = namesFor(run, house);
    if (names === null) return refuse('environment', `${run.workstream}/${run.id} is no name of a branch`, null);
    const elsewhere = await checkedOutAt(house.repository, names);
    if (!elsewhere.ok) return refuse('environment', elsewhere.error.message, null);
    if (elsewhere.value !== null)
      return refuse(
        'findings',
        `the branch ${names.branch} of run ${run.id} is checked out in ${elsewhere.value}`,
        'Check another branch out there first.',
      );
    const workstream = await definitionOf(house.store, run.id);
    const told = workstream === null ? [] : await mendBelongings(run.id, guardOf(workstream, house), house);
    const salvaged = run.discardedAt === null ? await salvageWork(run, names, house) : ok(null);
    if (!salvaged.ok) return salvaged;
    const at = run.discardedAt ?? house.clock.now();
    if (run.discardedAt === null) await house.store.mark(run.id, 'discarded', at);
    house.failpoint('discard.marked');
    const away = await putAway(house.repository, () => house.locks.acquireRepository(), names, ignoredToo);
    if (!away.ok) return refuse('environment', away.error.message, null);
    house.failpoint('discard.put-away');
    return ok({ ...away.value, salvaged: salvaged.value, until: instant(at + UNDO_MS), told });
  } finally {
    await lock[Symbol.asyncDispose]();
  }
};

export type RestoreEnd = {
  readonly branch: string | null;
  /** The commit that the branch holds again; null where the run never had one. */
  readonly sha: string | null;
  /** The ref of what was in no commit when it was thrown away; null where there was nothing. */
  readonly salvaged: string | null;
};

/** What was salvaged last when the run was thrown away. */
const salvagedAt = async (run: RunRow, { repository }: Pick<House, 'repository'>): Promise<string | null> => {
  const asked = ['for-each-ref', '--format=%(refname)', `refs/ws/${run.id}/salvage/${DISCARD}`];
  const listed = await gitOn(repository)(asked, { reads: true });
  const names = listed.ok ? listed.value.stdout.toString('utf8').trim().split('\n') : [''];
  return names.at(-1) || null;
};

/** Brings a run back that was thrown away. What was in no commit stays under its ref: the worktree is as the branch has it. */
export const restoreDiscarded = async (
  run: RunRow,
  house: Pick<House, 'store' | 'repository' | 'locks' | 'clock'>,
): Promise<Result<RestoreEnd, Refusal>> => {
  if (run.discardedAt === null)
    return err(invalid(`run ${run.id} was not thrown away`, 'See those that were: ws list'));
  const lock = await house.locks.acquire(run.id);
  if (lock === null) return refuse('held', `run ${run.id} is held by another process`, null);
  try {
    const names = namesFor(run, house);
    const back = names === null ? null : await bringBack(house.repository, names);
    if (back?.ok === false) return refuse('findings', back.error.message, null);
    const sha = back?.value ?? null;
    if (sha === null && run.branch !== null && house.clock.now() - run.discardedAt >= UNDO_MS) {
      const message = `nothing of run ${run.id} is left in git: it was thrown away more than 30 days ago, and ws gc has dropped it`;
      return refuse('findings', message, `Its log is there: ws show ${run.id}`);
    }
    await house.store.mark(run.id, 'restored', house.clock.now());
    return ok({ branch: run.branch, sha, salvaged: await salvagedAt(run, house) });
  } finally {
    await lock[Symbol.asyncDispose]();
  }
};
