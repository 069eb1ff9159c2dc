/**
 * The only place that picks implementations. Everything is imported when it is first needed, because start-up counts:
 * `ws list` must not pay for what only `ws run` uses.
 */
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunId } from '../core/id.ts';
import { err, invariant, ok, type Result } from '../core/result.ts';
import type { Tools } from '../core/tool.ts';
import type { RunLocks } from '../core/store.ts';
import type { Repository } from '../adapters/git/repository.ts';
import type { Composer, House, LoadedDefinition, Refusal } from './house/house.ts';
import type { OpenRows } from './house/machine-breakers.ts';
import type { OpenParts } from './house/open-parts.ts';
import { loadSettings, type Settings } from '../config/settings.ts';
import { realClock } from '../adapters/machine/clock.ts';
import { once } from './house/once.ts';
import { openSpecRecords } from './house/spec-records.ts';

const REPOSITORY_LOCK_MS = 60_000;

const environmentRefusal = (message: string, hint: string | null): Refusal => ({
  kind: 'environment',
  message,
  hint,
  diagnostics: [],
});

const toolsHere = async (): Promise<Tools> => {
  const [{ shippedTools }, { createShell }, { createProcesses }] = await Promise.all([
    import('../adapters/tools/registry.ts'),
    import('../adapters/tools/shell/shell.ts'),
    import('../adapters/machine/processes.ts'),
  ]);
  return shippedTools(createShell(createProcesses()));
};

/** Reads and checks a definition; a file that cannot be read is a diagnostic like any other. */
const load = async (file: string): Promise<LoadedDefinition> => {
  const [{ loadWorkstream }, { sha256: digest }, { describeTool: describe, SHELL: scriptTool }] = await Promise.all([
    import('../schema/load-workstream.ts'),
    import('../adapters/machine/digest.ts'),
    import('../adapters/tools/descriptions.ts'),
  ]);
  const text = await readFile(file, 'utf8').catch((error: unknown) => ({ error }));
  if (typeof text !== 'string') {
    const reason = text.error instanceof Error && 'code' in text.error ? String(text.error.code) : 'unknown error';
    const message = reason === 'ENOENT' ? 'there is no such file' : `the file cannot be read (${reason})`;
    const place = { line: 1, column: 1, pointer: '' };
    return { plan: null, diagnostics: [{ code: 'unreadable', severity: 'error', message, file, ...place }] };
  }
  const toolNames = async (): Promise<readonly string[]> => (await toolsHere()).all().map(({ id }) => id);
  const loaded = await loadWorkstream(text, file, { digest, describe, scriptTool }, toolNames);
  return loaded.ok ? { plan: loaded.value.plan, diagnostics: [] } : { plan: null, diagnostics: loaded.error };
};

const openBreakerRows: OpenRows = async (place) =>
  (await import('../core/state/sqlite/breaker-rows.ts')).openBreakerRows(place);

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
    import('../adapters/machine/failpoint.ts'),
    import('../adapters/machine/attempt-files.ts'),
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
  const configuration = once(async () =>
    (await import('./house/configured.ts')).configuredAt(repository.root, process.env),
  );
  const breakers = once(async () => {
    const { sharedBreakers } = await import('./house/machine-breakers.ts');
    return sharedBreakers({
      openRows: openBreakerRows,
      configuration: await configuration.get(),
      fallback: async () => stateDirectory,
      onTrouble: (message) => void process.stderr.write(`ws: ${message}\n`),
    });
  });
  const parts: OpenParts = {
    breakers: breakers.get,
    close: async () => {
      await (await breakers.made())?.[Symbol.asyncDispose]();
      await store.value[Symbol.asyncDispose]();
    },
    repository,
    stateDirectory,
    store: store.value,
    openTail: async () => {
      const { openSqliteTail } = await import('../core/state/sqlite/tail.ts');
      const tail = await openSqliteTail({ file: store.value.file });
      return tail.ok ? tail : err(tail.error.message);
    },
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
    engine: async () => (await import('./house/engine-parts.ts')).engineParts(parts),
    sqliteVersion,
    notifier: async (run, onTrouble) => {
      const configured = await configuration.get();
      const hooks = configured.ok ? configured.value.configuration.notify : [];
      if (hooks.length === 0) return null;
      const { openHooks } = await import('./house/hooks.ts');
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
    import('./house/open-house.ts'),
  ]);
  const repository = await findRepository(directory);
  if (!repository.ok) return err(environmentRefusal(repository.error.message, repository.error.hint));
  const parts = await openState(repository.value, settings.value);
  return parts.ok ? ok(new HouseOnDisk(directory, parts.value)) : parts;
};

const changedFiles = async (directory: string, since: string): Promise<Result<readonly string[], Refusal>> => {
  const [{ changesBelow }, { findRepository }] = await Promise.all([
    import('../adapters/git/salvage/changes-below.ts'),
    import('../adapters/git/repository.ts'),
  ]);
  const repository = await findRepository(directory);
  if (!repository.ok) return err(environmentRefusal(repository.error.message, repository.error.hint));
  const changed = await changesBelow(repository.value, directory, since);
  return changed.ok ? changed : err(environmentRefusal(changed.error.message, 'See: git branch --all, git tag'));
};

export const composer: Composer = {
  load,
  openHouse,
  changedFiles,
  prefix: async (directory) => (await import('../adapters/git/command/prefix.ts')).prefixOf(directory),
  person: async (directory) => (await import('../adapters/git/person.ts')).personOf(directory),
  tools: toolsHere,
  breakers: async (directory) => {
    const { machineBreakers } = await import('./house/machine-breakers.ts');
    return machineBreakers(directory, openBreakerRows);
  },
  gh: async (directory) => (await import('../adapters/github/gh.ts')).openGh(directory, process.env),
  sqliteVersion,
};
