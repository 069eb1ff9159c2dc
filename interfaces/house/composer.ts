/** What a face is given: the few calls for which an implementation has to be picked. */
import type { Chance, Clock } from '../../core/clock.ts';
import type { Mask } from '../../core/system.ts';
import type { Result } from '../../core/result.ts';
import type { Repaired } from '../../core/state/repaired.ts';
import type { House } from './house.ts';
import type { MachineBreakers } from './machine-breakers.ts';
import type { LockFile } from './keys/key-verbs.ts';
import type { ModelDesk } from './models/model-desk.ts';
import type { Refusal } from './refusal.ts';

/** None of these calls loads what the others need. */
export interface Composer {
  /** Opens the repository that a directory lies in. */
  openHouse(directory: string): Promise<Result<House, Refusal>>;
  /** Rebuilds what is kept of the repository that a directory lies in. */
  repair(directory: string): Promise<Result<Repaired, Refusal>>;
  /** The breakers of this machine; `directory` tells the repository that keeps them where the machine cannot. */
  breakers(directory: string): Promise<MachineBreakers>;
  /** The models of a directory, in a repository or not. */
  models(directory: string): Promise<Result<ModelDesk, Refusal>>;
  readonly clock: Pick<Clock, 'now'>;
  readonly chance: Pick<Chance, 'id'>;
  /** Takes the lock of a file, which ends with this process. */
  readonly lockFile: LockFile;
  /** The version of SQLite, or why its binding cannot be loaded. Never throws. */
  sqliteVersion(): Promise<Result<string, string>>;
  /** Takes out of what is said to people the secrets of all runs that a house of this process has dealt with. */
  readonly mask: Mask;
}
