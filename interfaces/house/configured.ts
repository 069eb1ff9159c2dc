/** The configuration that counts in a folder, in the words of commands. */
import { realpathSync } from 'node:fs';
import type { Configuration } from '../../config/configuration.ts';
import { userFileOf } from '../../config/files.ts';
import { loadConfiguration, type LoadedConfiguration } from '../../config/load.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { PluginSettings } from '../../error/engine/plugin-set.ts';
import type { Refusal } from './refusal.ts';
import { pluginsFolderOf, programsIn } from './plugin-places.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the configuration of a repository; the refusal says what is wrong with it, and exits with 2. */
export const configuredAt = async (root: string, env: Environment): Promise<Result<LoadedConfiguration, Refusal>> => {
  const loaded = await loadConfiguration({ env, root });
  if (loaded.ok) return ok(loaded.value);
  const { message, diagnostics } = loaded.error;
  return err({ kind: 'environment', message, hint: 'Check it again: ws config validate', diagnostics });
};

const realPath = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
};

/** How error plugins are loaded for a repository: those of its own only where the user trusts it. */
export const pluginSettingsAt = (root: string, configuration: Configuration, env: Environment): PluginSettings => ({
  ...configuration.plugins,
  userFolder: pluginsFolderOf(root),
  isTrusted: configuration.trust.some((path) => realPath(path) === realPath(root)),
  hasProgram: programsIn(env),
});

/** How to have the code in `.ws/plugins` of a repository run. */
export const trustHint = (root: string, env: Environment): string =>
  `To let it run always, add ${JSON.stringify(root)} to trust in ${userFileOf(env)}.`;
