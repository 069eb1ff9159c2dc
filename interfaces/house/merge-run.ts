/** Merges the branch of a run into the branch of a checkout; a conflict leaves nothing half done. */
import { mergeRun as merge, type Untrusted } from '../../adapters/git/checkout/merge.ts';
import type { BranchMove } from '../../adapters/git/checkout/move-checkout.ts';
import { broughtInTree } from '../../adapters/git/checkout/brought-tree.ts';
import { itemOf, type Brought } from '../../core/brought.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { RunRow } from '../../core/run-tables.ts';
import { followChange, type Changing } from './change/carried-change.ts';
import { termsOf } from './definition-of.ts';
import { refusalOfDiscarded } from './discarded.ts';
import type { House } from './house.ts';
import { isDriven } from './is-driven.ts';
import { refusalOfLostWork } from './lost-work.ts';
import { noteMerge } from './merge-record.ts';
import type { Refusal } from './refusal.ts';
import { branchOfLane } from './lane-of-run.ts';
import { invalid, refusalOfMerge, refuse } from './refusals.ts';
import { guardOf, maskedRefusal } from './secret-values.ts';
import { findingOfRun, type VerifyParts } from './verify-runs.ts';
import { trustedItems, trustStoreOf } from './trust.ts';
import type { MergeEnd } from './upkeep.ts';

type MergeCall = Parameters<typeof merge>[0];

export type MergeRequest = {
  readonly run: RunRow;
  /** In the checkout that takes the work in; the project of the change is looked for around it, too. */
  readonly directory: string;
  /** Only what this lane of it did, merged or not; null: all of the run. */
  readonly lane: string | null;
  /** As one commit. */
  readonly squash: boolean;
  /** Even if the run has not succeeded. */
  readonly force: boolean;
  /** Even if the run is not what was recorded of it; what is wrong is told. */
  readonly acceptsDamage: boolean;
  /** Told of what is not done for the change of the run; one line each. */
  readonly onNote: (message: string) => void;
};

const mergeBranch = async (
  what: Pick<MergeCall, 'directory' | 'branch' | 'squash' | 'onTopOf' | 'message' | 'secretIn'>,
  { repository, locks, env }: Pick<House, 'repository' | 'locks' | 'env'>,
  moving: (move: BranchMove) => void,
): ReturnType<typeof merge> => {
  await using _lock = await locks.acquireRepository();
  const untrusted: Untrusted = async (tree, paths) => {
    const store = trustStoreOf(env);
    if (!store.ok) return ok(paths);
    const brought = await broughtInTree(repository, tree);
    if (!brought.ok) return brought;
    const trusted = await trustedItems(repository.root, brought.value, store.value);
    return ok(paths.filter((path) => !isAllowed(path, brought.value, trusted)));
  };
  return await merge({ ...what, repository, into: null, noFastForward: false }, untrusted, moving);
};

/** What is trusted may come, and what nothing is left of may go. */
const isAllowed = (path: string, brought: readonly Brought[], trusted: ReadonlySet<string>): boolean => {
  const item = itemOf(path);
  return item !== null && (trusted.has(item) || !brought.some((each) => each.item === item));
};

const messageOf = ({ id, title }: RunRow, lane: string | null): string =>
  lane === null ? `Merge run ${id} of ${title}` : `Merge ${lane} of run ${id} of ${title}`;

/** Merges a run that succeeded and is what its log says, with `force` any run that nobody drives; what is damaged only where that is accepted. */
export const mergeRun = async (
  { run, directory, lane, squash, force, acceptsDamage, onNote }: MergeRequest,
  house: Changing & VerifyParts & Pick<House, 'locks' | 'env' | 'secrets' | 'veil'>,
): Promise<Result<MergeEnd, Refusal>> => {
  const discarded = refusalOfDiscarded(run);
  if (discarded !== null) return err(discarded);
  if (run.status !== 'succeeded' && !force && lane === null) {
    const hint = `Merge it all the same: ws merge ${run.id} --force`;
    return err({ ...invalid(`run ${run.id} has not succeeded: it is ${run.status}`, hint), kind: 'findings' });
  }
  if (await isDriven(run.id, house))
    return refuse('held', `run ${run.id} is still being driven`, `Wait for it, or: ws pause ${run.id}`);
  if (run.branch === null) return refuse('findings', `run ${run.id} has no branch yet`, null);
  const branch = lane === null ? ok(run.branch) : await branchOfLane({ run: run.id, branch: run.branch, lane }, house);
  if (!branch.ok) return branch;
  const { problem } = await findingOfRun(run.id, house);
  if (problem !== null) {
    const message = `run ${run.id} is damaged, it is not what was recorded: ${problem}`;
    const hint = `See: ws audit verify. Look at what comes: ws diff ${run.id}. Then take it all the same: ws merge ${run.id}${force ? ' --force' : ''} --accept-damage`;
    if (!acceptsDamage) return refuse('findings', message, hint);
    onNote(`${message}; it is merged all the same`);
  }
  // A log that is not to be believed says nothing of the branch.
  const lost = problem === null ? await refusalOfLostWork(run, house) : null;
  if (lost !== null) return err(lost);
  const terms = await termsOf(house.store, run.id);
  const guard = terms === null ? null : guardOf(terms.workstream, house);
  const merged = await mergeBranch(
    {
      ...{ directory, branch: branch.value, squash, message: messageOf(run, lane) },
      onTopOf: terms?.changes ?? null,
      secretIn: guard?.secretIn ?? null,
    },
    house,
    (move) => noteMerge(run.id, move, house),
  );
  if (!merged.ok) {
    const refused = refusalOfMerge(merged.error).error;
    return err(guard === null ? refused : maskedRefusal(refused, guard.mask));
  }
  // A lane alone is not what the change asks for.
  if (lane === null)
    await followChange({ run: run.id, moment: 'merged', workstream: null, directory, note: onNote }, house);
  const { kind, sha, into, files } = merged.value;
  return ok({ kind, commit: sha, into, files: files.length });
};
