/**
 * The only place that picks implementations. Everything is imported when it is first needed, because start-up counts:
 * `ws list` must not pay for what only `ws run` uses.
 */
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunId } from '../core/id.ts';
import { err, invariant, ok, type Result } from '../core/result.ts';
import type { EngineParts, Equipment } from '../core/engine/parts.ts';
import type { RunLocks } from '../core/store.ts';
import type { Workstream } from '../core/workstream.ts';
import type { Repository } from '../adapters/git/repository.ts';
import type { Composer, House, LoadedDefinition, MachineBreakers, Refusal } from './cli/house.ts';
import type { PluginSet } from '../error/engine/plugin-set.ts';
import type { SharedBreakers } from '../error/engine/shared-breakers.ts';
import type { OpenParts } from './open-house.ts';
import type { Configuration } from '../config/configuration.ts';
import { loadSettings, type Settings } from '../config/settings.ts';
import { realClock } from './node/clock.ts';
import { once } from './once.ts';
import { openSpecRecords } from './spec-records.ts';

const REPOSITORY_LOCK_MS = 60_000;

const environmentRefusal = (message: string, hint: string | null): Refusal => ({
  kind: 'environment',
  message,
  hint,
  diagnostics: [],
});

/** Reads and checks a definition; a file that cannot be read is a diagnostic like any other. */
const load = async (file: string): Promise<LoadedDefinition> => {
  const [{ loadWorkstream }, { sha256 }] = await Promise.all([
    import('../schema/load-workstream.ts'),
    import('./node/digest.ts'),
  ]);
  const text = await readFile(file, 'utf8').catch((error: unknown) => ({ error }));
  if (typeof text !== 'string') {
    const reason = text.error instanceof Error && 'code' in text.error ? String(text.error.code) : 'unknown error';
    const message = reason === 'ENOENT' ? 'there is no such file' : `the file cannot be read (${reason})`;
    const place = { line: 1, column: 1, pointer: '' };
    return { plan: null, diagnostics: [{ code: 'unreadable', severity: 'error', message, file, ...place }] };
  }
  const loaded = await loadWorkstream(text, file, sha256);
  return loaded.ok ? { plan: loaded.value.plan, diagnostics: [] } : { plan: null, diagnostics: loaded.error };
};

/** Secrets by name from the environment of `ws`; those that are not set are left out. */
const secretsOf = (workstream: Workstream): Readonly<Record<string, string>> =>
  Object.fromEntries(
    workstream.secrets.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

/** The error plugins for a repository. */
const openPluginsOf = async (root: string, configuration: Configuration): Promise<PluginSet> => {
  const [{ openPlugins }, { pluginSettingsAt }] = await Promise.all([
    import('../error/engine/plugin-set.ts'),
    import('./configured.ts'),
  ]);
  return openPlugins(pluginSettingsAt(root, configuration, process.env));
};

/** Everything a run is driven with. */
const engineParts = async (house: OpenParts): Promise<EngineParts> => {
  const [attemptFiles, capture, chance, digest, environment, evaluate, files, git, jsonSchema, masking] =
    await Promise.all([
      import('./node/attempt-files.ts'),
      import('./node/processes.ts'),
      import('./node/chance.ts'),
      import('./node/digest.ts'),
      import('./node/environment.ts'),
      import('../core/engine/evaluate.ts'),
      import('./node/worktree-files.ts'),
      import('../adapters/git/workspaces.ts'),
      import('../schema/json-schema.ts'),
      import('../core/masking.ts'),
    ]);
  const [{ createTools }, { createShell }, { createProgram }, { gitReadOnlyPaths }, policy, reserve] =
    await Promise.all([
      import('../adapters/registry.ts'),
      import('../adapters/tools/shell/shell.ts'),
      import('../adapters/tools/shell/program.ts'),
      import('./node/sandbox.ts'),
      import('../error/engine/policy.ts'),
      import('./node/reserve.ts'),
    ]);
  const [{ verdictOf }, { inForce }, { createDiagnose }, { filesIn }, { watchOomKills }] = await Promise.all([
    import('../error/engine/breaker-verdict.ts'),
    import('../config/configuration.ts'),
    import('./diagnose.ts'),
    import('./cli/plugin-places.ts'),
    import('./node/oom.ts'),
  ]);
  const configuration = inForce(await house.configuration());
  house.useSynchronous(configuration.settings.synchronous);
  await reserve.keepReserve(house.stateDirectory);
  const realChance = chance.realChance();
  const readOnlyPaths = gitReadOnlyPaths(house.repository.commonDir);
  const equip = (workstream: Workstream): Equipment => {
    const secrets = secretsOf(workstream);
    const values = Object.values(secrets);
    const mask = values.length === 0 ? null : masking.createMask(values);
    const { logCapBytes: capBytes, graceMs } = configuration.settings;
    const scratchDirectory = house.stateDirectory;
    const processes = capture.createProcesses({ mask, readOnlyPaths, scratchDirectory, capBytes, graceMs });
    const shell = createShell(processes);
    const runProgram = createProgram(processes);
    return {
      tools: createTools([shell]),
      shell,
      runProgram,
      mask: mask === null ? (text) => text : (text) => mask.mask(text),
      env: { ...environment.baseEnvironment(process.env), ...secrets },
      files: attemptFiles.createAttemptFiles(house.stateDirectory, mask),
      close: () => processes[Symbol.dispose](),
    };
  };
  return {
    store: house.store,
    locks: house.locks,
    clock: house.clock,
    chance: realChance,
    digest: digest.sha256,
    policy: policy.createPolicy({ chance: realChance, settings: configuration.errors }),
    diagnose: createDiagnose({
      clock: house.clock,
      plugins: once(() => openPluginsOf(house.repository.root, configuration)).get,
      filesIn,
      wasOomKilled: watchOomKills(),
    }),
    breakers: await house.breakers(),
    verdictOf: ({ failure, diagnosis }) => verdictOf(diagnosis?.code ?? failure.code, diagnosis?.retryAt ?? null),
    evaluation: evaluate.expressionEvaluation,
    workspaces: git.makeWorkspaces({
      repository: house.repository,
      lock: house.lockRepository,
      failpoint: house.failpoint,
      auditHead: (run) => house.store.head(run),
    }),
    worktreeFiles: files.worktreeFiles,
    checkJson: jsonSchema.checkJson,
    failpoint: house.failpoint,
    tools: createTools([createShell(capture.createProcesses())]),
    equip,
    sweep: (run) => capture.createProcesses().sweep(run),
    freeReserve: () => reserve.freeReserve(house.stateDirectory),
  };
};

const sqliteVersion: Composer['sqliteVersion'] = async () => {
  const connection = await import('../core/state/sqlite/connection.ts');
  try {
    return ok(connection.sqliteVersion());
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
};

const openState = async (repository: Repository, settings: Settings): Promise<Result<OpenParts, Refusal>> => {
  const { synchronous } = settings;
  const [
    { makeStateDirectory },
    { openSqliteStore },
    { openRunLocks, acquireFileLock },
    { createFailpoint },
    { createAttemptFiles },
  ] = await Promise.all([
    import('../adapters/git/repository.ts'),
    import('../core/state/sqlite/store.ts'),
    import('../core/state/sqlite/locks.ts'),
    import('./node/failpoint.ts'),
    import('./node/attempt-files.ts'),
  ]);
  const made = await makeStateDirectory(repository);
  if (!made.ok) return err(environmentRefusal(made.error.message, 'See: ws doctor'));
  const stateDirectory = made.value;
  const failpoint = createFailpoint(process.env);
  const store = await openSqliteStore({ file: join(stateDirectory, 'state.db'), synchronous, failpoint });
  if (!store.ok) return err(environmentRefusal(store.error.message, store.error.hint));
  const directoryOf = (run: RunId): string => {
    const directory = join(stateDirectory, 'runs', run);
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    return directory;
  };
  const locks: RunLocks = openRunLocks({ directoryOf });
  const configuration = once(async () => (await import('./configured.ts')).configuredAt(repository.root, process.env));
  const breakers = once(async () =>
    sharedBreakers({
      configuration: await configuration.get(),
      fallback: async () => stateDirectory,
      onTrouble: (message) => void process.stderr.write(`ws: ${message}\n`),
    }),
  );
  const parts: OpenParts = {
    breakers: breakers.get,
    close: async () => {
      await (await breakers.made())?.[Symbol.asyncDispose]();
      await store.value[Symbol.asyncDispose]();
    },
    repository,
    stateDirectory,
    store: store.value,
    proposals: store.value,
    specs: openSpecRecords(repository, store.value),
    locks,
    lockRepository: async () => {
      const path = join(stateDirectory, 'repository.lock');
      const lock = await acquireFileLock(path, { waitMs: REPOSITORY_LOCK_MS, signal: null });
      // git's own list of worktrees is guarded for some 20 ms each time: who holds it that long will never let go.
      invariant(lock !== null, `${path} is held for ${REPOSITORY_LOCK_MS} ms by a process that does not let go`);
      return lock;
    },
    configuration: configuration.get,
    useSynchronous: (mode) => store.value.useSynchronous(mode),
    clock: realClock(),
    failpoint,
    files: createAttemptFiles(stateDirectory),
    load,
    checkState: () => store.value.integrityCheck(),
    engine: () => engineParts(parts),
    sqliteVersion,
    notifier: async (run, onTrouble) => {
      const configured = await configuration.get();
      const hooks = configured.ok ? configured.value.configuration.notify : [];
      if (hooks.length === 0) return null;
      const { openHooks } = await import('./hooks.ts');
      return openHooks({ run, hooks, onTrouble, parts, env: process.env });
    },
    keepStateAside: async () => {
      const { keepAside } = await import('../core/state/sqlite/damage.ts');
      await store.value[Symbol.asyncDispose]();
      return keepAside(store.value.file);
    },
  };
  return ok(parts);
};

const openHouse = async (directory: string): Promise<Result<House, Refusal>> => {
  const settings = loadSettings(process.env);
  if (!settings.ok) return err(environmentRefusal(settings.error, null));
  const [{ findRepository }, { HouseOnDisk }] = await Promise.all([
    import('../adapters/git/repository.ts'),
    import('./open-house.ts'),
  ]);
  const repository = await findRepository(directory);
  if (!repository.ok) return err(environmentRefusal(repository.error.message, repository.error.hint));
  const parts = await openState(repository.value, settings.value);
  return parts.ok ? ok(new HouseOnDisk(directory, parts.value)) : parts;
};

const changedFiles = async (directory: string, since: string): Promise<Result<readonly string[], Refusal>> => {
  const [{ changesBelow }, { findRepository }] = await Promise.all([
    import('../adapters/git/changes-below.ts'),
    import('../adapters/git/repository.ts'),
  ]);
  const repository = await findRepository(directory);
  if (!repository.ok) return err(environmentRefusal(repository.error.message, repository.error.hint));
  const changed = await changesBelow(repository.value, directory, since);
  return changed.ok ? changed : err(environmentRefusal(changed.error.message, 'See: git branch --all, git tag'));
};

/** The breakers of this machine. Nothing is opened before the first is asked for; the folder is chosen then. */
const sharedBreakers = async (parts: {
  readonly configuration: Awaited<ReturnType<OpenParts['configuration']>>;
  /** The state folder of a repository, for a machine that cannot keep them; null where there is none. */
  readonly fallback: () => Promise<string | null>;
  readonly onTrouble: (message: string) => void;
}): Promise<SharedBreakers> => {
  const [{ createSharedBreakers }, config, { openBreakerRows }, machine, { createFailpoint }] = await Promise.all([
    import('../error/engine/shared-breakers.ts'),
    import('../config/configuration.ts'),
    import('../core/state/sqlite/breaker-rows.ts'),
    import('./node/machine-state.ts'),
    import('./node/failpoint.ts'),
  ]);
  const folder = machine.machineStateFolder(process.env);
  const configuration = config.inForce(parts.configuration);
  return createSharedBreakers({
    openRows: async () => {
      if (!folder.ok) return folder;
      const kept = (await machine.isKeepable(folder.value)) ? folder.value : ((await parts.fallback()) ?? folder.value);
      return await openBreakerRows({ folder: kept, failpoint: createFailpoint(process.env) });
    },
    settingsOf: (name) => config.breakerSettingsOf(configuration, name),
    clock: realClock(),
    onTrouble: parts.onTrouble,
  });
};

const machineBreakers = async (directory: string): Promise<MachineBreakers> => {
  let trouble: string | null = null;
  const [{ configuredAt }, { homeOf }] = await Promise.all([
    import('./configured.ts'),
    import('./cli/plugin-places.ts'),
  ]);
  const breakers = await sharedBreakers({
    configuration: await configuredAt(homeOf(directory), process.env),
    fallback: async () => {
      const { findRepository, makeStateDirectory } = await import('../adapters/git/repository.ts');
      const repository = await findRepository(directory);
      const made = repository.ok ? await makeStateDirectory(repository.value) : repository;
      return made.ok ? made.value : null;
    },
    onTrouble: (message) => {
      trouble = message;
    },
  });
  return {
    breakers,
    clock: realClock(),
    trouble: () => trouble,
    [Symbol.asyncDispose]: () => breakers[Symbol.asyncDispose](),
  };
};

export const composer: Composer = {
  load,
  openHouse,
  changedFiles,
  tools: async () => {
    const [{ createTools }, { createShell }, { createProcesses }] = await Promise.all([
      import('../adapters/registry.ts'),
      import('../adapters/tools/shell/shell.ts'),
      import('./node/processes.ts'),
    ]);
    return createTools([createShell(createProcesses())]);
  },
  breakers: machineBreakers,
  gh: async (directory) => (await import('../adapters/github/gh.ts')).openGh(directory, process.env),
  sqliteVersion,
};
