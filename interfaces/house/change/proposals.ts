/** Change proposals: read from the state store, brought up to date, moved on and put back. */
import { err, ok, type Result } from '../../../core/result.ts';
import {
  followRun,
  moveProposal,
  newProposal,
  validApprovals,
  type Mover,
  type ProposalEvent,
  type ProposalRecord,
  type RunNews,
} from '../../../specifications/bridge/proposal-state.ts';
import { invalid } from '../refusals.ts';
import type { House } from '../house.ts';
import type { Refusal } from '../refusal.ts';

type Read = { readonly record: ProposalRecord; readonly before: number | null };

const read = async (house: Pick<House, 'proposals'>, change: string): Promise<Read> => {
  const stored = (await house.proposals.proposals()).find((each) => each.change === change);
  if (stored === undefined) return { record: newProposal(change), before: null };
  // Cannot lie: only this file writes records, as the type has them.
  return { record: JSON.parse(stored.record) as ProposalRecord, before: stored.moves };
};

/** The record of every change that was ever moved. */
export const allProposals = async (house: Pick<House, 'proposals'>): Promise<readonly ProposalRecord[]> => {
  // Cannot lie: only this file writes records, as the type has them.
  return (await house.proposals.proposals()).map(({ record }) => JSON.parse(record) as ProposalRecord);
};

/** An approval of another content is none: the proposal goes back to review. */
const voided = (record: ProposalRecord, mover: Mover): ProposalRecord => {
  if (record.approvals.length === 0 || validApprovals(record, mover.hash).length > 0) return record;
  const moved = moveProposal(record, 'edit', { ...mover, by: 'ws', note: 'edited after it was approved' });
  return moved.ok ? moved.value : record;
};

/** Reads a proposal, lets `change` make a new one of it, and writes it; again where another writer came first. */
const update = async (
  house: Pick<House, 'proposals'>,
  change: string,
  make: (record: ProposalRecord) => Result<ProposalRecord, Refusal>,
): Promise<Result<ProposalRecord, Refusal>> => {
  for (;;) {
    const { record, before } = await read(house, change);
    const made = make(record);
    if (!made.ok || made.value === record) return made;
    const stored = { change, moves: made.value.moves.length, record: JSON.stringify(made.value) };
    if (await house.proposals.putProposal(stored, before)) return made;
  }
};

/** The proposal as it stands for a content; an edit since its approval is noted. */
export const currentProposal = async (
  house: Pick<House, 'proposals'>,
  change: string,
  mover: Mover,
): Promise<ProposalRecord> => {
  const updated = await update(house, change, (record) => ok(voided(record, mover)));
  return updated.ok ? updated.value : newProposal(change);
};

/** Makes one move; refused where the state or a missing name forbids it. */
export const makeMove = (
  house: Pick<House, 'proposals'>,
  change: string,
  event: ProposalEvent,
  mover: Mover,
): Promise<Result<ProposalRecord, Refusal>> =>
  update(house, change, (record) => {
    const moved = moveProposal(voided(record, mover), event, mover);
    return moved.ok
      ? moved
      : err({ ...invalid(moved.error.message, `See: ws change status ${change}`), kind: 'findings' });
  });

/** Takes news of a run into the proposal; news that do not fit change nothing. */
export const takeNews = async (
  house: Pick<House, 'proposals'>,
  change: string,
  news: RunNews,
  mover: Mover,
): Promise<void> => {
  await update(house, change, (record) => ok(followRun(record, news, mover)));
};
