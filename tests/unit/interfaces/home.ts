/** The real house over the store that forgets, in a real repository of the test: only the state is not on the disk. */
import { join } from 'node:path';
import { realChance } from '../../../adapters/machine/chance.ts';
import { realClock } from '../../../adapters/machine/clock.ts';
import { ownEnvironment, secretsIn } from '../../../adapters/machine/own-environment.ts';
import type { Clock } from '../../../core/clock.ts';
import type { Happening } from '../../../core/event.ts';
import { instant, runId, type RunId } from '../../../core/id.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import { openMemoryStore } from '../../../core/state/memory/store.ts';
import { openHoldings } from '../../../core/state/sqlite/holdings.ts';
import { openBreakerRows } from '../../../core/state/sqlite/breaker-rows.ts';
import { acquireFileLock, openRunLocks } from '../../../core/state/sqlite/locks.ts';
import type { Store } from '../../../core/store.ts';
import type { Composer } from '../../../interfaces/house/composer.ts';
import { machineBreakers } from '../../../interfaces/house/machine-breakers.ts';
import { modelDesk } from '../../../interfaces/house/models/model-desk.ts';
import { openHouse, type Means } from '../../../interfaces/house/open-house.ts';
import { repairHouse } from '../../../interfaces/house/repair-house.ts';
import type { ProposalStore } from '../../../interfaces/house/records.ts';
import type { State } from '../../../interfaces/house/state.ts';
import { sha256 } from '../../rig/step.ts';
import { start, written } from './cli/script.ts';
import { createVeil } from '../../../interfaces/house/veil.ts';
import { memoryAudit } from './memory-audit.ts';

export type WrittenRun = { readonly id: string; readonly happenings: readonly Happening[] };

export type HomeSettings = {
  readonly runs?: readonly WrittenRun[];
  /** What is found wrong with the state. */
  readonly damage?: string;
  /** Variables beside those that every home has. */
  readonly env?: Readonly<Record<string, string>>;
  readonly sqlite?: Result<string, string>;
  /** Told of what harms no run. */
  readonly onTrouble?: (line: string) => void;
  /** Stands before the store: what it says is what verbs are told. */
  readonly through?: (store: Store) => Store;
};

/** A home, and a look behind its door. Disposing of it lets go what is held. */
export type Home = AsyncDisposable & {
  readonly root: string;
  readonly composer: Composer;
  readonly store: Store;
  /** How often its state was closed. */
  readonly closed: () => number;
  /** Holds the lock of a run, as another process does that drives it. */
  readonly hold: (run: string) => Promise<void>;
  /** Lets time pass. */
  readonly skip: (ms: number) => void;
};

/** The real clock, told another time: runs that were written by hand began an hour before. */
const shiftedClock = (): { readonly clock: Clock; readonly skip: (ms: number) => void } => {
  const real = realClock();
  let shift = start + 3_600_000 - real.now();
  return {
    clock: {
      now: () => instant(real.now() + shift),
      sleepUntil: (at, signal) => real.sleepUntil(instant(at - shift), signal),
    },
    skip: (ms) => {
      shift += ms;
    },
  };
};

const memoryProposals = (): ProposalStore => {
  const kept = new Map<string, Parameters<ProposalStore['putProposal']>[0]>();
  return {
    proposals: async () => [...kept.values()],
    putProposal: async (proposal, before) => {
      if ((kept.get(proposal.change)?.moves ?? null) !== before) return false;
      kept.set(proposal.change, proposal);
      return true;
    },
  };
};

/** `root` is a folder of the test; where it is no repository, nobody is at home. */
export const aHome = async (root: string, settings: HomeSettings = {}): Promise<Home> => {
  const store = openMemoryStore(sha256);
  for (const { id, happenings } of settings.runs ?? []) await store.append(runId(id), written(id, happenings));
  const { clock, skip } = shiftedClock();
  const runLocks = openRunLocks({ directoryOf: (run: RunId) => join(root, '.git', 'ws', 'runs', run) });
  let closed = 0;
  const version = async (): Promise<Result<string, string>> => settings.sqlite ?? ok('3.53.0');
  const told = settings.through?.(store) ?? store;
  const state: State = {
    store: told,
    proposals: memoryProposals(),
    specFiles: {
      putSpecFiles: async () => ({ written: 0, removed: 0 }),
      specHistory: async () => null,
      putSpecHistory: async () => undefined,
    },
    locks: {
      ...runLocks,
      acquireRepository: async () => {
        const lock = await acquireFileLock(join(root, '.git', 'ws', 'repository.lock'), {
          waitMs: 10_000,
          signal: null,
        });
        if (lock === null) throw new Error('nobody else is at home');
        return lock;
      },
    },
    openAudit: async () => ok(await memoryAudit(store, told)),
    lastCopied: () => 0,
    openTail: async () => ok(store.openTail()),
    archive: async () => err('what is in memory is not archived'),
    foundAgain: async () => [],
    useSynchronous: () => undefined,
    check: async () => (settings.damage === undefined ? ok(undefined) : err([settings.damage])),
    rebuildRows: async () => undefined,
    keepAside: async () => 'state.db.damaged',
    version,
    // Every command opens the house anew and must find what the one before it left.
    [Symbol.asyncDispose]: async () => {
      closed += 1;
    },
  };
  const env = {
    PATH: ownEnvironment()['PATH'],
    HOME: root,
    WS_MACHINE_STATE: join(root, '.git', 'ws', 'machine'),
    ...settings.env,
  };
  const veil = createVeil();
  const openState = async () => ok(state);
  const means: Means = {
    env,
    secrets: secretsIn(env),
    veil,
    clock,
    chance: realChance(),
    openState,
    // There is nothing on the disk that could be damaged.
    repairState: async () => ok({ kept: null, runs: [] }),
    openBreakerRows,
    openHoldings,
    openModelRows: async () => ({ ok: false, error: 'nothing is shared in a test' }),
    openEarlier: () => Promise.reject(new Error('there is nothing of an earlier ws')),
    onTrouble: settings.onTrouble ?? ((): void => undefined),
  };
  const composer: Composer = {
    openHouse: (directory) => openHouse(directory, means),
    repair: (directory) => repairHouse(directory, means),
    breakers: (directory) => machineBreakers(directory, means),
    models: (directory) => modelDesk(directory, means),
    clock,
    chance: realChance(),
    lockFile: async () => ({ [Symbol.asyncDispose]: async () => undefined }),
    sqliteVersion: version,
    mask: veil.mask,
  };
  const held: AsyncDisposable[] = [];
  const hold = async (run: string): Promise<void> => {
    const lock = await runLocks.acquire(runId(run));
    if (lock === null) throw new Error(`${run} is held already`);
    held.push(lock);
  };
  const letGo = async (): Promise<void> => {
    for (const lock of held.splice(0)) await lock[Symbol.asyncDispose]();
  };
  return { root, composer, store, closed: () => closed, hold, skip, [Symbol.asyncDispose]: letGo };
};
