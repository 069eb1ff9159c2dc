/**
 * The life of a change proposal.
 *
 *   draft → review → approved → in-progress → testing → verified → merged
 *     ↑        ├→ rejected            └──────────┴→ failed
 *     └────────┴ (changes requested, reopened)      any open state → cancelled
 *
 * A merge that is taken back takes a change back to verified; a new run takes a verified or failed change back to in-progress, an edit of one that was approved back to review.
 *
 * Pure: a record goes in, a record comes out. An approval names the content it saw, so an edit makes it void.
 */
import { err, ok, type Result } from '../../core/result.ts';

export const proposalStates = [
  'draft',
  'review',
  'approved',
  'rejected',
  'in-progress',
  'testing',
  'verified',
  'merged',
  'cancelled',
  'failed',
] as const;
export type ProposalState = (typeof proposalStates)[number];

export type ProposalEvent =
  | 'submit'
  | 'approve'
  | 'reject'
  | 'request-changes'
  | 'edit'
  | 'start'
  | 'test'
  | 'verify'
  | 'fail'
  | 'merge'
  | 'unmerge'
  | 'cancel'
  | 'reopen';

type Row = { readonly from: readonly ProposalState[]; readonly to: ProposalState };

/** Every move there is. What is not in the table does not happen. */
export const proposalMoves: Readonly<Record<ProposalEvent, Row>> = {
  submit: { from: ['draft'], to: 'review' },
  approve: { from: ['review'], to: 'approved' },
  reject: { from: ['review'], to: 'rejected' },
  'request-changes': { from: ['review', 'approved'], to: 'draft' },
  edit: { from: ['approved', 'verified', 'failed'], to: 'review' },
  start: { from: ['draft', 'review', 'approved', 'verified', 'failed', 'in-progress'], to: 'in-progress' },
  test: { from: ['in-progress'], to: 'testing' },
  verify: { from: ['testing'], to: 'verified' },
  fail: { from: ['in-progress', 'testing'], to: 'failed' },
  merge: { from: ['verified'], to: 'merged' },
  unmerge: { from: ['merged'], to: 'verified' },
  cancel: { from: ['draft', 'review', 'approved', 'in-progress', 'testing', 'verified', 'failed'], to: 'cancelled' },
  reopen: { from: ['rejected', 'cancelled', 'failed'], to: 'draft' },
};

/** `hash` is of the content that was approved. `atMs` is milliseconds since the epoch. */
export type Approval = { readonly by: string; readonly hash: string; readonly atMs: number };

export type ProposalMove = {
  readonly event: ProposalEvent;
  readonly from: ProposalState;
  readonly to: ProposalState;
  readonly by: string;
  readonly atMs: number;
  readonly hash: string;
  readonly note: string;
};

/** One proposal: plain JSON, so that it can be stored and exported as it is. */
export type ProposalRecord = {
  readonly version: 1;
  readonly change: string;
  readonly state: ProposalState;
  readonly approvals: readonly Approval[];
  readonly moves: readonly ProposalMove[];
};

/** Who moves a proposal, when, and what its content is at that moment. */
export type Mover = { readonly by: string; readonly atMs: number; readonly hash: string; readonly note: string };

export type MoveProblem = { readonly code: 'not-allowed' | 'nameless' | 'not-approved'; readonly message: string };

/** A proposal nobody has looked at. */
export const newProposal = (change: string): ProposalRecord => ({
  version: 1,
  change,
  state: 'draft',
  approvals: [],
  moves: [],
});

/** Approvals of exactly this content. */
export const validApprovals = (record: ProposalRecord, hash: string): readonly Approval[] =>
  record.approvals.filter((approval) => approval.hash === hash);

/** Whether a proposal may run as it stands; the error says what is missing. */
export const checkGate = (record: ProposalRecord, hash: string): Result<null, MoveProblem> => {
  const isOpen = ['approved', 'in-progress', 'testing', 'verified', 'failed'].includes(record.state);
  if (isOpen && validApprovals(record, hash).length > 0) return ok(null);
  const was = record.approvals.at(-1);
  const why =
    was === undefined || !isOpen ? `it is in state "${record.state}"` : `it was edited after ${was.by} approved it`;
  return err({ code: 'not-approved', message: `Change "${record.change}" is not approved: ${why}.` });
};

/** Carries out one move, or says why it cannot be. */
export const moveProposal = (
  record: ProposalRecord,
  event: ProposalEvent,
  mover: Mover,
): Result<ProposalRecord, MoveProblem> => {
  const { from, to } = proposalMoves[event];
  if (!from.includes(record.state)) {
    const message = `Cannot ${event} "${record.change}": it is in state "${record.state}", not ${from.join(' or ')}.`;
    return err({ code: 'not-allowed', message });
  }
  if (mover.by.trim() === '') return err({ code: 'nameless', message: `Say who wants to ${event} it.` });
  const { by, atMs, hash, note } = mover;
  const voided = event === 'request-changes' || event === 'reject' || event === 'reopen';
  const approvals = event === 'approve' ? [...record.approvals, { by, hash, atMs }] : voided ? [] : record.approvals;
  const move: ProposalMove = { event, from: record.state, to, by, atMs, hash, note };
  return ok({ ...record, state: to, approvals, moves: [...record.moves, move] });
};

/** What became of a run of the change. */
export type RunNews = 'started' | 'checking' | 'succeeded' | 'failed' | 'merged' | 'unmerged';

const newsEvents: Readonly<Record<RunNews, readonly ProposalEvent[]>> = {
  started: ['start'],
  checking: ['test'],
  succeeded: ['test', 'verify'],
  failed: ['fail'],
  merged: ['merge'],
  unmerged: ['unmerge'],
};

/** Moves a proposal on by what became of its run. News that do not fit, such as late or repeated ones, change nothing. */
export const followRun = (record: ProposalRecord, news: RunNews, mover: Mover): ProposalRecord => {
  let now = record;
  for (const event of newsEvents[news]) {
    const moved = proposalMoves[event].to === now.state ? null : moveProposal(now, event, mover);
    if (moved?.ok === true) now = moved.value;
  }
  return now;
};
