/** The configuration that counts in a folder, in the words of commands. */
import { realpathSync } from 'node:fs';
import type { Configuration } from '../../config/configuration.ts';
import { loadConfiguration, type LoadedConfiguration } from '../../config/load.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { PluginSettings } from '../../error/engine/plugins/plugin-set.ts';
import type { Refusal } from './refusal.ts';
import { pluginsFolderOf, programsIn } from './plugin-places.ts';
import { keptPlugins } from './trust.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the configuration of a repository; the refusal says what is wrong with it, and exits with 2. */
export const configuredAt = async (root: string, env: Environment): Promise<Result<LoadedConfiguration, Refusal>> => {
  const loaded = await loadConfiguration({ env, root });
  if (loaded.ok) return ok(loaded.value);
  const { message, diagnostics } = loaded.error;
  return err({ kind: 'environment', message, hint: 'Check it again: ws config validate', diagnostics });
};

/** How error plugins are loaded for a repository: those of its own only where, and as, the user trusts them. */
export const pluginSettingsAt = (root: string, configuration: Configuration, env: Environment): PluginSettings => ({
  ...configuration.plugins,
  userFolder: pluginsFolderOf(root),
  isTrusted: false,
  keptAt: keptPlugins(root, env),
  hasProgram: programsIn(env),
});

const realPath = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
};

/** Whether the user's configuration names this repository as one to trust: then its content is to be looked at once. */
export const isNamedInTrust = (root: string, { trust }: Pick<Configuration, 'trust'>): boolean =>
  trust.some((path) => realPath(path) === realPath(root));

/** What is said of something that is left out until it is trusted. */
export const ignoredLine = (message: string, root: string, configuration: Pick<Configuration, 'trust'>): string =>
  isNamedInTrust(root, configuration)
    ? `${message}: \`trust\` in your configuration names the repository, and what it holds is to be looked at once`
    : message;
