/** One open repository: the parts that verbs share. A verb is a function in a file of its own and takes those it uses. */
import type { Repository } from '../../adapters/git/repository.ts';
import type { Environment } from '../../adapters/machine/own-environment.ts';
import type { LoadedConfiguration } from '../../config/load.ts';
import type { Breakers } from '../../core/breakers.ts';
import type { Holdings } from '../../core/claim.ts';
import type { Chance, Clock } from '../../core/clock.ts';
import type { EngineParts } from '../../core/engine/parts.ts';
import type { Result } from '../../core/result.ts';
import type { SecretKeeper } from '../../core/secret-source.ts';
import type { ModelRows } from '../../core/state/model-row.ts';
import type { Store } from '../../core/store.ts';
import type { AttemptFiles, Failpoint } from '../../core/system.ts';
import type { ProposalStore, SpecRecords } from './records.ts';
import type { Refusal } from './refusal.ts';
import type { Locks, State } from './state.ts';
import type { GivenTools } from './tools/given.ts';
import type { HouseTools } from './tools/house-tools.ts';
import type { Veil } from './veil.ts';

/** Closing it closes whatever was opened. */
export interface House extends AsyncDisposable {
  /** The user's own checkout. */
  readonly repository: Repository;
  /** Where its state lies, below git's common folder; absolute. */
  readonly stateDirectory: string;
  readonly state: Pick<
    State,
    | 'archive'
    | 'check'
    | 'foundAgain'
    | 'keepAside'
    | 'lastCopied'
    | 'rebuildRows'
    | 'openAudit'
    | 'openTail'
    | 'version'
  >;
  readonly store: Store;
  readonly proposals: ProposalStore;
  readonly specs: SpecRecords;
  readonly locks: Locks;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly files: Pick<AttemptFiles, 'paths'>;
  readonly failpoint: Failpoint;
  readonly env: Environment;
  readonly secrets: SecretKeeper;
  readonly veil: Veil;
  /** The tools that the program which opened it brings. */
  readonly given: GivenTools;
  /** What people have set; read when it is first asked for, refused where it is not valid. */
  configuration(): Promise<Result<LoadedConfiguration, Refusal>>;
  /** The tools that may be named here; read when they are first asked for, refused where a profile is not valid. */
  tools(): Promise<Result<HouseTools, Refusal>>;
  breakers(): Promise<Breakers>;
  /** What all processes of the machine share of models; null where it cannot be kept. */
  modelRows(): Promise<ModelRows | null>;
  /** What steps of all runs of the machine take from. The error, why it cannot be kept, is a sentence. */
  holdings(): Promise<Result<Holdings, string>>;
  /** Everything a run is driven with; made when it is first asked for. */
  engine(): Promise<EngineParts>;
}
