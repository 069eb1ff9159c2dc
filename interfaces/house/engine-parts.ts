/** What the engine of one repository is made of: the second half of compose.ts. */
import { availableParallelism } from 'node:os';
import type { Configuration } from '../../config/configuration.ts';
import type { EngineParts, Equipment } from '../../core/engine/parts.ts';
import { secretsNamedIn } from '../../core/secrets.ts';
import type { Workstream } from '../../core/workstream.ts';
import type { PluginSet } from '../../error/engine/plugin-set.ts';
import { once } from './once.ts';
import type { OpenParts } from './open-parts.ts';

/** Secrets by name from the environment of `ws`; those that are not set are left out. */
const secretsOf = (workstream: Workstream): Readonly<Record<string, string>> =>
  Object.fromEntries(
    secretsNamedIn(workstream).flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

/** The error plugins for a repository. */
const openPluginsOf = async (root: string, configuration: Configuration): Promise<PluginSet> => {
  const [{ openPlugins }, { pluginSettingsAt }] = await Promise.all([
    import('../../error/engine/plugin-set.ts'),
    import('./configured.ts'),
  ]);
  return openPlugins(pluginSettingsAt(root, configuration, process.env));
};

/** Everything a run is driven with. Part of compose.ts, which asks for it when something is to be driven. */
export const engineParts = async (house: OpenParts): Promise<EngineParts> => {
  const [attemptFiles, capture, chance, digest, environment, evaluate, files, git, jsonSchema, masking] =
    await Promise.all([
      import('../../adapters/machine/attempt-files.ts'),
      import('../../adapters/machine/processes.ts'),
      import('../../adapters/machine/chance.ts'),
      import('../../adapters/machine/digest.ts'),
      import('../../adapters/machine/environment.ts'),
      import('../../core/engine/evaluate.ts'),
      import('../../adapters/machine/worktree-files.ts'),
      import('../../adapters/git/worktree/workspaces.ts'),
      import('../../schema/json-schema.ts'),
      import('../../core/masking.ts'),
    ]);
  const [{ shippedTools }, { createShell }, { createProgram }, { gitReadOnlyPaths }, policy, reserve] =
    await Promise.all([
      import('../../adapters/tools/registry.ts'),
      import('../../adapters/tools/shell/shell.ts'),
      import('../../adapters/tools/process/program.ts'),
      import('../../adapters/machine/sandbox.ts'),
      import('../../error/engine/policy.ts'),
      import('../../adapters/machine/reserve.ts'),
    ]);
  const [{ verdictOf }, { inForce }, { createDiagnose }, { filesIn }, { watchOomKills }] = await Promise.all([
    import('../../error/engine/breaker-verdict.ts'),
    import('../../config/configuration.ts'),
    import('./diagnose.ts'),
    import('./plugin-places.ts'),
    import('../../adapters/machine/oom.ts'),
  ]);
  const [{ LocalDispatcher }, { describeTool }] = await Promise.all([
    import('../../core/engine/local-dispatcher.ts'),
    import('../../adapters/tools/descriptions.ts'),
  ]);
  const configuration = inForce(await house.configuration());
  house.useSynchronous(configuration.settings.synchronous);
  await reserve.keepReserve(house.stateDirectory);
  const realChance = chance.realChance();
  const readOnlyPaths = gitReadOnlyPaths(house.repository.commonDir);
  const equip = (workstream: Workstream): Equipment => {
    const secrets = secretsOf(workstream);
    const values = Object.values(secrets);
    const mask = values.length === 0 ? null : masking.createMask(values, Object.keys(secrets));
    const { logCapBytes: capBytes, graceMs } = configuration.settings;
    const scratchDirectory = house.stateDirectory;
    const processes = capture.createProcesses({ mask, readOnlyPaths, scratchDirectory, capBytes, graceMs });
    const shell = createShell(processes);
    const runProgram = createProgram(processes);
    return {
      tools: shippedTools(shell),
      shell,
      runProgram,
      mask: mask === null ? (text) => text : (text) => mask.mask(text),
      secretIn: (text) => mask?.secretIn(text) ?? null,
      env: environment.baseEnvironment(process.env),
      secrets,
      files: attemptFiles.createAttemptFiles(house.stateDirectory, mask),
      close: () => processes[Symbol.dispose](),
    };
  };
  const parts: Omit<EngineParts, 'openDispatcher'> = {
    store: house.store,
    locks: house.locks,
    clock: house.clock,
    chance: realChance,
    digest: digest.sha256,
    describe: describeTool,
    policy: policy.createPolicy({ chance: realChance, settings: configuration.errors }),
    diagnose: createDiagnose({
      clock: house.clock,
      plugins: once(() => openPluginsOf(house.repository.root, configuration)).get,
      filesIn,
      severities: configuration.errors.severities,
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
    processors: availableParallelism(),
    equip,
    sweep: (run) => capture.createProcesses().sweep(run),
    freeReserve: () => reserve.freeReserve(house.stateDirectory),
  };
  return {
    ...parts,
    openDispatcher: (workspace, equipment, inbox) => new LocalDispatcher({ ...parts, ...equipment, workspace, inbox }),
  };
};
