/** The circuit breakers of this machine, with their settings and their folder. */
import { findRepository, makeStateDirectory } from '../../adapters/git/repository.ts';
import { createFailpoint } from '../../adapters/machine/failpoint.ts';
import { isKeepable, machineStateFolder } from '../../adapters/machine/machine-state.ts';
import type { Environment } from '../../adapters/machine/own-environment.ts';
import { breakerSettingsOf, inForce } from '../../config/configuration.ts';
import type { LoadedConfiguration } from '../../config/load.ts';
import type { Breakers } from '../../core/breakers.ts';
import type { Clock } from '../../core/clock.ts';
import type { Result } from '../../core/result.ts';
import type { BreakerRows } from '../../core/state/breaker-row.ts';
import type { Failpoint } from '../../core/system.ts';
import { createSharedBreakers, type SharedBreakers } from '../../error/engine/breakers/shared-breakers.ts';
import { configuredAt } from './configured.ts';
import { homeOf } from './plugin-places.ts';

/** Opens the rows that breakers are kept in; compose.ts says which. */
export type OpenRows = (place: {
  readonly folder: string;
  readonly failpoint: Failpoint;
}) => Promise<Result<BreakerRows, string>>;

/** The breakers of this machine. Nothing is opened before the first is asked for; the folder is chosen then. */
export const sharedBreakers = (parts: {
  readonly openRows: OpenRows;
  readonly configuration: Result<LoadedConfiguration, unknown>;
  readonly env: Environment;
  readonly clock: Clock;
  /** The state folder of a repository, for a machine that cannot keep them; null where there is none. */
  readonly fallback: () => Promise<string | null>;
  readonly onTrouble: (message: string) => void;
}): SharedBreakers => {
  const folder = machineStateFolder(parts.env);
  const configuration = inForce(parts.configuration);
  return createSharedBreakers({
    openRows: async () => {
      if (!folder.ok) return folder;
      const kept = (await isKeepable(folder.value)) ? folder.value : ((await parts.fallback()) ?? folder.value);
      return await parts.openRows({ folder: kept, failpoint: createFailpoint(parts.env) });
    },
    settingsOf: (name) => breakerSettingsOf(configuration, name),
    clock: parts.clock,
    onTrouble: parts.onTrouble,
  });
};

/** The circuit breakers of the machine, as somebody sees them who drives nothing. */
export interface MachineBreakers extends AsyncDisposable {
  readonly breakers: Breakers;
  readonly clock: Clock;
  /** Why they cannot be kept, as a sentence; null while they can. */
  trouble(): string | null;
}

/** The breakers of this machine for commands that only look at them. */
export const machineBreakers = async (
  directory: string,
  means: { readonly env: Environment; readonly clock: Clock; readonly openBreakerRows: OpenRows },
): Promise<MachineBreakers> => {
  const { env, clock } = means;
  let trouble: string | null = null;
  const breakers = sharedBreakers({
    ...{ openRows: means.openBreakerRows, env, clock },
    configuration: await configuredAt(homeOf(directory), env),
    fallback: async () => {
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
    clock,
    trouble: () => trouble,
    [Symbol.asyncDispose]: () => breakers[Symbol.asyncDispose](),
  };
};
