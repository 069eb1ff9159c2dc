/** Opens the parts of one repository. What only some verbs need is made, and its code loaded, when it is asked for. */
import { findRepository, hasLeftRefs, makeStateDirectory } from '../../adapters/git/repository.ts';
import { createAttemptFiles } from '../../adapters/machine/attempt-files.ts';
import { createFailpoint } from '../../adapters/machine/failpoint.ts';
import { machineStateFolder } from '../../adapters/machine/machine-state.ts';
import type { Environment } from '../../adapters/machine/own-environment.ts';
import { loadSettings } from '../../config/settings.ts';
import type { Holdings } from '../../core/claim.ts';
import type { Chance, Clock } from '../../core/clock.ts';
import { ok, type Result } from '../../core/result.ts';
import type { SecretKeeper } from '../../core/secret-source.ts';
import type { House } from './house.ts';
import type { OpenRows } from './machine-breakers.ts';
import { REPAIR } from './damage.ts';
import { lostRuns, lostWords } from './lost-runs.ts';
import { machineModels, type OpenModelRows } from './models/machine-models.ts';
import { once } from './once.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refusals.ts';
import { openSpecRecords } from './spec-records.ts';
import { worktreesRootOf } from './worktrees-root.ts';
import type { OpenState, RepairState } from './state.ts';
import { takeOver, type EarlierState } from './take-over.ts';
import { NONE_GIVEN, type GivenTools } from './tools/given.ts';
import type { Veil } from './veil.ts';

/** What a house is opened with; compose.ts picks it. */
export type Means = {
  readonly env: Environment;
  readonly secrets: SecretKeeper;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly openState: OpenState;
  readonly repairState: RepairState;
  readonly openBreakerRows: OpenRows;
  readonly openModelRows: OpenModelRows;
  readonly openHoldings: (place: {
    readonly folder: string;
    readonly clock: Clock;
  }) => Promise<Result<Holdings, string>>;
  readonly openEarlier: () => Promise<EarlierState>;
  readonly veil: Veil;
  /** Tools that the program brings; left out where it brings none. */
  readonly given?: GivenTools;
  /** Told of what harms no run, one line each. */
  readonly onTrouble: (message: string) => void;
};

/** Opens the repository that a directory lies in; refused where there is none, or its state cannot be had. */
export const openHouse = async (directory: string, means: Means): Promise<Result<House, Refusal>> => {
  const { env, secrets, veil, clock, chance, given = NONE_GIVEN } = means;
  const settings = loadSettings(env);
  if (!settings.ok) return refuse('environment', settings.error, null);
  const machine = machineStateFolder(env);
  if (!machine.ok) return refuse('environment', machine.error, 'Give an absolute folder, or unset it.');
  const found = await findRepository(directory, await worktreesRootOf(env));
  if (!found.ok) return refuse('environment', found.error.message, found.error.hint);
  const repository = found.value;
  const made = await makeStateDirectory(repository);
  if (!made.ok) return refuse('environment', made.error.message, 'See: ws doctor');
  const stateDirectory = made.value;
  const failpoint = createFailpoint(env);
  const { openEarlier, onTrouble: tell } = means;
  const taken = await takeOver({ repository, stateDirectory, openEarlier, failpoint, tell });
  if (!taken.ok) return taken;
  const { synchronous } = settings.value;
  const opened = await means.openState({ stateDirectory, synchronous, failpoint });
  if (!opened.ok) return refuse('environment', opened.error.message, opened.error.hint);
  const state = opened.value;
  const { store, proposals, locks } = state;
  const lost = await lostRuns({ stateDirectory, store, state });
  const knowsSome = (await store.runsLike('', 1)).length > 0;
  if (lost.length === 0 && !knowsSome && (await hasLeftRefs(repository)))
    tell(
      `the state of earlier runs is gone from ${stateDirectory}: they cannot be listed or resumed, but what they committed is there: git branch --list 'ws/*'. What is left of them is listed again by: ws repair`,
    );
  if (lost.length > 0) {
    // Where it knows of no run there is nothing that a command could show.
    if (knowsSome) tell(`${lostWords(lost)}. ${REPAIR}`);
    else {
      await state[Symbol.asyncDispose]();
      return refuse('environment', lostWords(lost), REPAIR);
    }
  }
  const configuration = once(async () => {
    const { configuredAt } = await import('./configured.ts');
    const configured = await configuredAt(repository.root, env);
    if (configured.ok) state.useSynchronous(configured.value.configuration.settings.synchronous);
    return configured;
  });
  const tools = once(async () => (await import('./tools/house-tools.ts')).toolsAt(repository.root, env, given));
  const breakers = once(async () => {
    const { sharedBreakers } = await import('./machine-breakers.ts');
    const { openBreakerRows: openRows, onTrouble } = means;
    const fallback = async (): Promise<string> => stateDirectory;
    return sharedBreakers({ openRows, configuration: await configuration.get(), env, clock, fallback, onTrouble });
  });
  const models = machineModels(means);
  const holdings = once(
    async (): Promise<Result<Holdings, string>> => means.openHoldings({ folder: machine.value, clock }),
  );
  const engine = once(async () => (await import('./engine-parts.ts')).engineParts(house, means.onTrouble));
  const house: House = {
    ...{
      repository,
      stateDirectory,
      state,
      store,
      proposals,
      locks,
      clock,
      chance,
      failpoint,
      env,
      secrets,
      veil,
      given,
    },
    specs: openSpecRecords(repository, state.specFiles),
    files: createAttemptFiles(stateDirectory),
    configuration: configuration.get,
    tools: tools.get,
    breakers: breakers.get,
    modelRows: models.get,
    holdings: holdings.get,
    engine: engine.get,
    [Symbol.asyncDispose]: async () => {
      await (await models.made())?.[Symbol.asyncDispose]();
      await (await breakers.made())?.[Symbol.asyncDispose]();
      const held = await holdings.made();
      if (held?.ok === true) await held.value[Symbol.asyncDispose]();
      await state[Symbol.asyncDispose]();
    },
  };
  return ok(house);
};
