/** What is kept of one repository, whoever keeps it: compose.ts picks that. */
import type { Settings } from '../../config/settings.ts';
import type { Instant, RunId } from '../../core/id.ts';
import type { Result } from '../../core/result.ts';
import type { Anchor } from '../../core/state/audit.ts';
import type { Repaired } from '../../core/state/repaired.ts';
import type { RunLocks, Store } from '../../core/store.ts';
import type { Failpoint } from '../../core/system.ts';
import type { Audit } from '../../core/state/verify-state.ts';
import type { Tail } from '../../core/tail.ts';
import type { ProposalStore, SpecFileStore } from './records.ts';

/** Locks between processes. */
export interface Locks extends RunLocks {
  /** Held while git's own list of worktrees is changed; waits for it. */
  acquireRepository(): Promise<AsyncDisposable>;
}

/** The state of one repository. */
export interface State extends AsyncDisposable {
  readonly store: Store;
  readonly proposals: ProposalStore;
  readonly specFiles: SpecFileStore;
  readonly locks: Locks;
  /** The events of all runs, on a connection of its own; the error is a sentence. */
  openTail(): Promise<Result<Tail, string>>;
  /** All there is, as it stands now, to be verified; the error is a sentence. */
  openAudit(): Promise<Result<Audit, string>>;
  /** The number of the last event in the second copy of a log; 0 where there is none. Cheap. */
  lastCopied(run: RunId): number;
  /** Lets the events of a run that is over go into a file, which it gives; the error is a sentence. */
  archive(run: RunId): Promise<Result<string, string>>;
  /** Runs whose events lie in an archive, and that it knows nothing of: a repair brings them back. */
  foundAgain(): Promise<readonly string[]>;
  /** How hard it tries to survive a power cut from now on. */
  useSynchronous(mode: Settings['synchronous']): void;
  /** What is wrong with it, a sentence each. */
  check(): Promise<Result<void, readonly string[]>>;
  /** Makes the rows of a run follow from its log, which must have been verified. */
  rebuildRows(run: RunId): Promise<void>;
  /** Closes it and puts it aside under another name, which it gives. */
  keepAside(): Promise<string>;
  /** The version of what keeps it, or why that cannot be loaded. */
  version(): Promise<Result<string, string>>;
}

/** Rebuilds the state that lies in a folder, out of what is left of it; the error names a run that is driven. */
export type RepairState = (place: {
  readonly stateDirectory: string;
  /** What checkpoints vouch for of a run. */
  readonly anchorsOf: (place: { readonly base: string; readonly branch: string }) => Promise<readonly Anchor[]>;
  /** Runs that have checkpoints. */
  readonly witnessed: readonly string[];
  readonly now: Instant;
}) => Promise<Result<Repaired, string>>;

/** Opens the state that lies in a folder; the error says for a person why it cannot. */
export type OpenState = (place: {
  readonly stateDirectory: string;
  readonly synchronous: Settings['synchronous'];
  readonly failpoint: Failpoint;
}) => Promise<Result<State, { readonly message: string; readonly hint: string | null }>>;
