/** The circuit breakers of this machine, with their settings and their folder. */
import type { BreakerRows } from '../../core/state/breaker-row.ts';
import type { Result } from '../../core/result.ts';
import type { Failpoint } from '../../core/system.ts';
import type { SharedBreakers } from '../../error/engine/shared-breakers.ts';
import type { MachineBreakers } from './house.ts';
import { realClock } from '../../adapters/machine/clock.ts';
import type { OpenParts } from './open-parts.ts';

/** Opens the rows that breakers are kept in; compose.ts says which. */
export type OpenRows = (place: {
  readonly folder: string;
  readonly failpoint: Failpoint;
}) => Promise<Result<BreakerRows, string>>;

/** The breakers of this machine. Nothing is opened before the first is asked for; the folder is chosen then. */
export const sharedBreakers = async (parts: {
  readonly openRows: OpenRows;
  readonly configuration: Awaited<ReturnType<OpenParts['configuration']>>;
  /** The state folder of a repository, for a machine that cannot keep them; null where there is none. */
  readonly fallback: () => Promise<string | null>;
  readonly onTrouble: (message: string) => void;
}): Promise<SharedBreakers> => {
  const [{ createSharedBreakers }, config, machine, { createFailpoint }] = await Promise.all([
    import('../../error/engine/shared-breakers.ts'),
    import('../../config/configuration.ts'),
    import('../../adapters/machine/machine-state.ts'),
    import('../../adapters/machine/failpoint.ts'),
  ]);
  const folder = machine.machineStateFolder(process.env);
  const configuration = config.inForce(parts.configuration);
  return createSharedBreakers({
    openRows: async () => {
      if (!folder.ok) return folder;
      const kept = (await machine.isKeepable(folder.value)) ? folder.value : ((await parts.fallback()) ?? folder.value);
      return await parts.openRows({ folder: kept, failpoint: createFailpoint(process.env) });
    },
    settingsOf: (name) => config.breakerSettingsOf(configuration, name),
    clock: realClock(),
    onTrouble: parts.onTrouble,
  });
};

/** The breakers of this machine for commands that only look at them. */
export const machineBreakers = async (directory: string, openRows: OpenRows): Promise<MachineBreakers> => {
  let trouble: string | null = null;
  const [{ configuredAt }, { homeOf }] = await Promise.all([import('./configured.ts'), import('./plugin-places.ts')]);
  const breakers = await sharedBreakers({
    openRows,
    configuration: await configuredAt(homeOf(directory), process.env),
    fallback: async () => {
      const { findRepository, makeStateDirectory } = await import('../../adapters/git/repository.ts');
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
