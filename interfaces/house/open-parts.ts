/** What an open repository is made of. */
import type { Repository } from '../../adapters/git/repository.ts';
import type { LoadedConfiguration } from '../../config/load.ts';
import type { Settings } from '../../config/settings.ts';
import type { Breakers } from '../../core/breakers.ts';
import type { Clock } from '../../core/clock.ts';
import type { EngineParts } from '../../core/engine/parts.ts';
import type { RunId } from '../../core/id.ts';
import type { Result } from '../../core/result.ts';
import type { RunLocks, Store } from '../../core/store.ts';
import type { AttemptFiles, Failpoint } from '../../core/system.ts';
import type { Tail } from '../../core/tail.ts';
import type { LoadedDefinition, ProposalStore, Refusal, SpecRecords } from './house.ts';
import type { Notifier } from './notifier.ts';

export type OpenParts = {
  readonly repository: Repository;
  readonly stateDirectory: string;
  /** Read when it is first needed; always the same. */
  readonly configuration: () => Promise<Result<LoadedConfiguration, Refusal>>;
  readonly useSynchronous: (mode: Settings['synchronous']) => void;
  readonly store: Store;
  /** The events of all runs, on a connection of its own; the error is a sentence. */
  readonly openTail: () => Promise<Result<Tail, string>>;
  readonly proposals: ProposalStore;
  readonly specs: SpecRecords;
  /** What is wrong with the database, a sentence each. */
  readonly checkState: () => Promise<Result<void, readonly string[]>>;
  /** Closes the database and puts it aside under another name, which it gives. */
  readonly keepStateAside: () => Promise<string>;
  readonly locks: RunLocks;
  readonly lockRepository: () => Promise<AsyncDisposable>;
  readonly clock: Clock;
  readonly failpoint: Failpoint;
  readonly files: Pick<AttemptFiles, 'paths'>;
  readonly load: (file: string) => Promise<LoadedDefinition>;
  readonly engine: () => Promise<EngineParts>;
  readonly sqliteVersion: () => Promise<Result<string, string>>;
  /** Who tells hooks of a run; null where nobody asked to be told. */
  readonly notifier: (run: RunId, onTrouble: (message: string) => void) => Promise<Notifier | null>;
  readonly breakers: () => Promise<Breakers>;
  /** Closes whatever was opened. */
  readonly close: () => Promise<void>;
};
