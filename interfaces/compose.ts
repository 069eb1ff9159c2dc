/**
 * The only place that picks implementations. Everything is imported when it is first needed, because start-up counts:
 * `ws list` must not pay for what only `ws run` uses.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { realChance } from '../adapters/machine/chance.ts';
import { realClock } from '../adapters/machine/clock.ts';
import { ownFile } from '../adapters/machine/own-folder.ts';
import { freeReserve } from '../adapters/machine/reserve.ts';
import type { Environment } from '../adapters/machine/own-environment.ts';
import { runId, type RunId } from '../core/id.ts';
import { err, invariant, ok } from '../core/result.ts';
import { messageOf } from '../core/thrown.ts';
import type { Composer } from './house/composer.ts';
import { localSecrets } from './house/keys/local-secrets.ts';
import type { OpenRows } from './house/machine-breakers.ts';
import type { OpenModelRows } from './house/models/machine-models.ts';
import type { Means } from './house/open-house.ts';
import type { OpenState, RepairState } from './house/state.ts';
import { NONE_GIVEN, type GivenTools } from './house/tools/given.ts';
import { createVeil } from './house/veil.ts';
import type { EarlierState } from './house/take-over.ts';

const REPOSITORY_LOCK_MS = 60_000;

const sqliteVersion: Composer['sqliteVersion'] = async () => {
  const connection = await import('../core/state/sqlite/connection.ts');
  try {
    return ok(connection.sqliteVersion());
  } catch (error) {
    return err(messageOf(error));
  }
};

const openBreakerRows: OpenRows = async (place) =>
  (await import('../core/state/sqlite/breaker-rows.ts')).openBreakerRows(place);

const openModelRows: OpenModelRows = async (folder) =>
  (await import('../core/state/sqlite/model-rows.ts')).openModelRows({ folder });

const openHoldings: Means['openHoldings'] = async (place) =>
  (await import('../core/state/sqlite/holdings.ts')).openHoldings(place);

const openState: OpenState = async ({ stateDirectory, synchronous, failpoint }) => {
  const { openSqliteStore, sha256 } = await import('../core/state/sqlite/store.ts');
  const { openRunLocks, acquireFileLock } = await import('../core/state/sqlite/locks.ts');
  const { copyFileOf, lastCopied } = await import('../core/state/sqlite/copies.ts');
  const file = join(stateDirectory, 'state.db');
  if (!existsSync(file)) {
    const { keptAside } = await import('../core/state/sqlite/damage.ts');
    const aside = keptAside(file).at(-1);
    if (aside !== undefined) {
      const hint = `Rebuild it: ws repair. To start with an empty one, move ${aside} out of its folder.`;
      return err({ message: `the state database was damaged, and is kept as ${aside}`, hint });
    }
  }
  const copyOf = (run: RunId): string => ownFile(stateDirectory, copyFileOf(stateDirectory, run));
  const open = () => openSqliteStore({ file, synchronous, failpoint, copyOf });
  let opened = await open();
  // SQLite takes room even to read. What was set aside for such a day is enough to look around, and to make more.
  if (!opened.ok && opened.error.code === 'full' && (await freeReserve(stateDirectory))) opened = await open();
  if (!opened.ok)
    return opened.error.code === 'damaged' ? err({ ...opened.error, hint: 'Rebuild it: ws repair' }) : opened;
  const store = opened.value;
  const directoryOf = (run: RunId): string => {
    const directory = join(stateDirectory, 'runs', run);
    ownFile(stateDirectory, join(directory, 'lock'));
    return directory;
  };
  return ok({
    ...{ store, proposals: store, specFiles: store, version: sqliteVersion },
    locks: {
      ...openRunLocks({ directoryOf }),
      acquireRepository: async () => {
        const path = join(stateDirectory, 'repository.lock');
        const lock = await acquireFileLock(path, { waitMs: REPOSITORY_LOCK_MS, signal: null });
        // git's own list of worktrees is guarded for some 20 ms each time: who holds it that long will never let go.
        invariant(lock !== null, `${path} is held for ${REPOSITORY_LOCK_MS} ms by a process that does not let go`);
        return lock;
      },
    },
    openTail: async () => {
      const { openSqliteTail } = await import('../core/state/sqlite/tail.ts');
      const tail = await openSqliteTail({ file: store.file });
      return tail.ok ? tail : err(tail.error.message);
    },
    openAudit: async () => {
      const { openSqliteAudit } = await import('../core/state/sqlite/audit.ts');
      const audit = await openSqliteAudit(store.file);
      return audit.ok ? audit : err(audit.error.message);
    },
    lastCopied: (run) => lastCopied(copyFileOf(stateDirectory, run)),
    archive: (run) => store.archive(run),
    foundAgain: async () => {
      if (!existsSync(join(stateDirectory, 'archive'))) return [];
      const { foundAgain } = await import('../core/state/sqlite/archive.ts');
      return foundAgain(stateDirectory, store, sha256);
    },
    useSynchronous: (mode) => store.useSynchronous(mode),
    check: () => store.integrityCheck(),
    rebuildRows: (run) => store.rebuildRows(run),
    keepAside: async () => {
      const { keepAside } = await import('../core/state/sqlite/damage.ts');
      await store[Symbol.asyncDispose]();
      return keepAside(store.file);
    },
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  });
};

const openEarlier: Means['openEarlier'] = async () => {
  const { acquireFileLock } = await import('../core/state/sqlite/locks.ts');
  const { copyUnsealed, isSealed, sealEarlier } = await import('../core/state/sqlite/earlier.ts');
  const lock: EarlierState['lock'] = (path, waitMs) => acquireFileLock(path, { waitMs, signal: null });
  return { lock, isSealed, seal: sealEarlier, copyUnsealed };
};

const repairState: RepairState = async ({ stateDirectory, ...witnesses }) => {
  const [{ repairState: repair }, { openRunLocks }] = await Promise.all([
    import('../core/state/sqlite/repair/repair.ts'),
    import('../core/state/sqlite/locks.ts'),
  ]);
  const folder = join(stateDirectory, 'runs');
  const entries = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
  const runs = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
  const locks = openRunLocks({ directoryOf: (run) => join(folder, run) });
  const held: AsyncDisposable[] = [];
  try {
    for (const run of runs) {
      const lock = await locks.acquire(runId(run));
      if (lock === null) return err(run);
      held.push(lock);
    }
    const { copyFileOf } = await import('../core/state/sqlite/copies.ts');
    const copyOf = (run: string): string => copyFileOf(stateDirectory, run);
    const copies = new Map(runs.filter((run) => existsSync(copyOf(run))).map((run) => [run, copyOf(run)]));
    const { archivesIn } = await import('../core/state/sqlite/archive.ts');
    const archives = archivesIn(stateDirectory);
    return ok(await repair({ ...witnesses, file: join(stateDirectory, 'state.db'), copies, archives }));
  } finally {
    for (const lock of held) await lock[Symbol.asyncDispose]();
  }
};

/** Composes what a process needs; `say` takes lines about what harms no run, `given` are the tools that it brings as code. */
export const compose = (env: Environment, say: (line: string) => void, given: GivenTools = NONE_GIVEN): Composer => {
  const veil = createVeil();
  const onTrouble = (message: string): void => say(`ws: ${veil.mask(message)}`);
  const means: Means = {
    ...{
      env,
      openState,
      repairState,
      openBreakerRows,
      openModelRows,
      openHoldings,
      openEarlier,
      onTrouble,
      veil,
      given,
    },
    secrets: localSecrets(env),
    clock: realClock(),
    chance: realChance(),
  };
  return {
    openHouse: async (directory) => (await import('./house/open-house.ts')).openHouse(directory, means),
    repair: async (directory) => (await import('./house/repair-house.ts')).repairHouse(directory, means),
    breakers: async (directory) => (await import('./house/machine-breakers.ts')).machineBreakers(directory, means),
    models: async (directory) => (await import('./house/models/model-desk.ts')).modelDesk(directory, means),
    clock: means.clock,
    chance: means.chance,
    lockFile: async (path, waitMs) => {
      const { acquireFileLock } = await import('../core/state/sqlite/locks.ts');
      return acquireFileLock(path, { waitMs, signal: null });
    },
    sqliteVersion,
    mask: veil.mask,
  };
};
