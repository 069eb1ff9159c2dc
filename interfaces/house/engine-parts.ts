/** What the engine of one repository is made of. Loaded, with all it names, when something is to be driven. */
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { asideIn, createAttemptFiles } from '../../adapters/machine/attempt-files.ts';
import { artifactsIn, createArtifacts } from '../../adapters/artifacts/artifacts.ts';
import { sha256 } from '../../adapters/machine/digest.ts';
import { baseEnvironment } from '../../adapters/machine/environment.ts';
import { watchOomKills } from '../../adapters/machine/oom.ts';
import { ownFolder } from '../../adapters/machine/own-folder.ts';
import { createProcesses } from '../../adapters/machine/processes.ts';
import { freeReserve, keepReserve } from '../../adapters/machine/reserve.ts';
import { worktreeFiles } from '../../adapters/machine/worktree-files.ts';
import { makeWorkspaces } from '../../adapters/git/workspaces.ts';
import { createProgram } from '../../adapters/tools/process/program.ts';
import { notingSuccesses } from '../../adapters/tools/selection/noting.ts';
import { createTools } from '../../adapters/tools/registry.ts';
import { createShell } from '../../adapters/tools/shell/shell.ts';
import { inForce, type Configuration } from '../../config/configuration.ts';
import { chosenStep } from '../../core/engine/attempt/chosen.ts';
import { createEvaluation } from '../../core/engine/evaluate.ts';
import { LocalDispatcher } from '../../core/engine/local-dispatcher.ts';
import type { EngineParts, Equipment } from '../../core/engine/parts.ts';
import type { Run } from '../../core/run.ts';
import type { Tools } from '../../core/tool.ts';
import type { ModelGateway } from '../../core/model.ts';
import type { Workstream } from '../../core/workstream.ts';
import { isOfAccount, verdictOf } from '../../error/engine/breakers/breaker-verdict.ts';
import type { PluginSet } from '../../error/engine/plugins/plugin-set.ts';
import { createPolicy } from '../../error/engine/policy/policy.ts';
import { checkJson } from '../../schema/json-schema.ts';
import { openCache } from './cache/open-cache.ts';
import { tapeOf, type Called } from './cassette/tape-of-run.ts';
import { checkoutPath } from './checkout-of-run.ts';
import { openDayLedger } from './day-ledger.ts';
import { createDiagnose } from './diagnose.ts';
import type { House } from './house.ts';
import { notedFolders } from './ignored-folders.ts';
import { leadingToModels } from './models/lead-to-models.ts';
import { modelsOf } from './models/open-models.ts';
import { once } from './once.ts';
import { filesIn } from './plugin-places.ts';
import { maskOf, secretFinder, secretsOf } from './secret-values.ts';
import { createChoice, successesOf } from './tools/choose-tool.ts';
import { toolsInForce, type HouseTools } from './tools/house-tools.ts';
import { publisherOf } from './publisher.ts';
import { surroundingsOf } from './tools/surroundings-of.ts';

/** The error plugins for a repository; loaded when something first fails. */
const openPluginsOf = async (
  { repository, env }: Pick<House, 'repository' | 'env'>,
  configuration: Configuration,
  tell: (line: string) => void,
): Promise<PluginSet> => {
  const { openPlugins } = await import('../../error/engine/plugins/plugin-set.ts');
  const { ignoredLine, pluginSettingsAt } = await import('./configured.ts');
  const { root } = repository;
  const { plugins, problems } = await openPlugins(pluginSettingsAt(root, configuration, env));
  // Once a command, and not once a failure.
  const ignored = problems.filter(({ kind }) => kind === 'untrusted');
  for (const { message } of ignored) tell(ignoredLine(message, root, configuration));
  return { plugins, problems: problems.filter((problem) => !ignored.includes(problem)) };
};

/** What all runs of one driving share. */
type Driving = {
  readonly configuration: Configuration;
  readonly tools: HouseTools;
  readonly openModels: () => Promise<ModelGateway>;
};

const equipment = (
  { workstream, driven }: { readonly workstream: Workstream; readonly driven: Pick<Run, 'id' | 'options'> | null },
  house: Pick<House, 'repository' | 'stateDirectory' | 'env' | 'secrets' | 'clock' | 'failpoint'>,
  { configuration, tools, openModels }: Driving,
  tell: (line: string) => void,
): Equipment => {
  const { stateDirectory } = house;
  const secrets = secretsOf(workstream, house.secrets);
  const mask = maskOf(secrets);
  const { logCapBytes: capBytes, graceMs } = configuration.settings;
  // git runs what a repository's settings and hooks say; what ws knows of a run, and other runs' files, are no step's to see.
  // What is linked into the worktree is seen where it lies.
  const linked = (workstream.worktree?.link ?? []).map((path) => join(house.repository.root, path));
  const bounds = {
    readable: [house.repository.commonDir, ...linked, artifactsIn(stateDirectory)],
    hidden: [stateDirectory, house.repository.worktrees],
  };
  const processes = createProcesses({ mask, bounds, scratchDirectory: stateDirectory, capBytes, graceMs });
  const shell = createShell(processes);
  const { profiles, given, modules } = tools;
  const http = { allow: configuration.httpAllow };
  const metering = leadingToModels(configuration.models, tools.prices, house.secrets);
  const toolParts = {
    shell,
    processes,
    surroundings: surroundingsOf(house),
    openModels,
    given,
    modules,
    http,
    metering,
    openPublisher: publisherOf(house),
  };
  const isReplay = driven?.options.tape?.kind === 'replay';
  const made: Called = {
    ...{
      tools: createTools(profiles, { ...toolParts, prices: tools.prices }),
      shell,
      runProgram: createProgram(processes),
    },
    mask: mask === null ? (text) => text : mask.mask,
    // What is not set here was masked where it was recorded, and is in nothing that is replayed.
    secretIn: isReplay ? (text) => mask?.secretIn(text) ?? null : secretFinder(workstream, secrets, mask),
  };
  const tape = driven === null ? null : tapeOf(driven, made, { ...house, workstream, profiles, tell });
  // What is replayed did not succeed here.
  const noted = (called: Tools): Tools => notingSuccesses(called, profiles, successesOf(house.env));
  const taped = tape === null ? made : { ...made, ...tape };
  const files = createAttemptFiles(stateDirectory, mask, tell);
  // A recording is to hold every call, and a replay makes none.
  const isCaching = driven !== null && tape === null;
  const kept = { ...house, profiles, configured: configuration.cache, tell };
  const cached = isCaching ? openCache({ ...taped, files }, kept) : null;
  return {
    ...taped,
    files,
    artifacts: createArtifacts(stateDirectory),
    cache: cached?.cache ?? null,
    tools: isReplay ? taped.tools : noted(taped.tools),
    env: baseEnvironment(house.env),
    secrets,
    close: () => {
      metering.close();
      processes[Symbol.dispose]();
      cached?.close();
    },
  };
};

/** Makes them, and sets room aside for what must be written when the disk is full. */
export const engineParts = async (house: House, tell: (line: string) => void): Promise<EngineParts> => {
  const { repository, stateDirectory, store, locks, clock, chance, failpoint } = house;
  const configuration = inForce(await house.configuration());
  const tools = toolsInForce(await house.tools(), repository.root);
  const openModels = modelsOf({ ...house, prices: async () => tools.prices });
  await keepReserve(stateDirectory);
  const parts: Omit<EngineParts, 'openDispatcher'> = {
    ...{ store, locks, clock, chance, failpoint, worktreeFiles, checkJson },
    ...{ digest: sha256, describe: tools.describe },
    foregroundMs: configuration.errors.foregroundMs,
    renderText: async (template) => (await import('../../schema/liquid.ts')).renderTemplate(template),
    ...{ pools: configuration.pools, repository: repository.root, holdings: () => house.holdings() },
    day: openDayLedger(house, configuration.dayBudget),
    processors: availableParallelism(),
    policy: createPolicy({
      ...{ chance, settings: configuration.errors },
      agentOf: (step, recovery) => {
        const { tool, with: args } = chosenStep(step, recovery);
        return tools.describe(tool, args)?.agent ?? null;
      },
    }),
    diagnose: createDiagnose({
      ...{ clock, filesIn, severities: configuration.errors.severities },
      plugins: once(() => openPluginsOf(house, configuration, tell)).get,
      wasOomKilled: watchOomKills(),
    }),
    breakers: await house.breakers(),
    isOfAccount: ({ failure, diagnosis }) => isOfAccount(diagnosis?.code ?? failure.code),
    verdictOf: ({ failure, diagnosis }) => verdictOf(diagnosis?.code ?? failure.code, diagnosis?.retryAt ?? null),
    evaluation: createEvaluation(checkJson),
    openChoice: createChoice(tools, house.env),
    workspaces: makeWorkspaces({
      ...{ repository, failpoint, tell },
      lock: () => locks.acquireRepository(),
      asideOf: (attempt) => {
        const folder = asideIn(stateDirectory, attempt);
        ownFolder(stateDirectory, dirname(folder), tell);
        return folder;
      },
      checkoutOf: (run) => checkoutPath(house, run),
      ignoredIn: (run) => notedFolders(house, run),
      auditHead: (run) => store.head(run),
    }),
    equip: (workstream, driven) => equipment({ workstream, driven }, house, { configuration, tools, openModels }, tell),
    sweep: (run) => createProcesses().sweep(run),
    freeReserve: async () => void (await freeReserve(stateDirectory)),
  };
  return {
    ...parts,
    openDispatcher: (worktrees, equipped, means) => new LocalDispatcher({ ...parts, ...equipped, worktrees, ...means }),
  };
};
