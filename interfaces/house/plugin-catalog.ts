/** Every error plugin there is, on or not, as `ws plugins` tells of it. */
import { join } from 'node:path';
import type { Environment } from '../../adapters/machine/own-environment.ts';
import { didYouMean, nearest } from '../../core/planning/nearest.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { FaultCode } from '../../error/engine/verdict/fault-code.ts';
import { findPlugins } from '../../error/engine/plugins/plugin-folder.ts';
import type { PluginManifest } from '../../error/engine/plugins/plugin-manifest.ts';
import { openPlugins, type PluginSettings } from '../../error/engine/plugins/plugin-set.ts';
import { configuredAt, pluginSettingsAt } from './configured.ts';
import { invalid } from './refusals.ts';
import type { Refusal } from './refusal.ts';
import { homeOf, pluginsFolderOf } from './plugin-places.ts';

/** One element of the array that `ws plugins list --json` prints; what a broken manifest does not say is null. */
export type PluginEntry = {
  readonly name: string;
  readonly title: string | null;
  readonly description: string | null;
  readonly priority: number | null;
  readonly code: FaultCode | null;
  readonly requires: PluginManifest['requires'] | null;
  readonly origin: 'shipped' | 'user';
  /**
   * `disabled`: by the configuration. `untrusted`: its code runs only where it is asked for. `broken`: never, and
   * `problem` says why.
   */
  readonly state: 'on' | 'disabled' | 'untrusted' | 'broken';
  readonly problem: string | null;
  /** Where a user's plugin lies; null for a shipped one. Absolute. */
  readonly folder: string | null;
};

type Place = Pick<PluginEntry, 'origin' | 'state' | 'problem' | 'folder'>;

const entryOf = ({ name, title, description, priority, code, requires }: PluginManifest, place: Place): PluginEntry => {
  return { name, title, description, priority, code, requires, ...place };
};

const nothingKnown = { title: null, description: null, priority: null, code: null, requires: null };

/** Names that the configuration speaks of and no plugin has. */
const strangers = ({ disabled, priorities }: PluginSettings, known: readonly PluginEntry[]): readonly PluginEntry[] => {
  const names = known.map(({ name }) => name);
  const asked = new Set([...disabled, ...Object.keys(priorities)].filter((name) => !names.includes(name)));
  return [...asked].map((name) => {
    const problem = `the configuration names it, but it is not there.${didYouMean(name, names)}`;
    return { name, ...nothingKnown, origin: 'user', state: 'broken', problem, folder: null };
  });
};

/** The plugins that are on or could be, in the order in which they speak, then the user's others. Runs none of them. */
const pluginCatalog = async (
  settings: PluginSettings & { readonly userFolder: string },
): Promise<readonly PluginEntry[]> => {
  const { userFolder, disabled } = settings;
  const [all, on, found] = await Promise.all([
    openPlugins({ ...settings, disabled: [] }),
    openPlugins(settings),
    findPlugins(userFolder),
  ]);
  const manifests = new Map(
    found.flatMap((each) => (each.ok ? [[each.value.manifest.name, each.value.manifest]] : [])),
  );
  const loaded = all.plugins.map(({ manifest, origin }) => {
    const { name } = manifest;
    const folder = origin === 'user' ? join(userFolder, name) : null;
    if (disabled.includes(name)) return entryOf(manifest, { origin, state: 'disabled', problem: null, folder });
    const problem = on.problems.find((each) => each.plugin === name)?.message ?? null;
    return entryOf(manifest, { origin, state: problem === null ? 'on' : 'broken', problem, folder });
  });
  const others = all.problems.map(({ plugin, kind, message }): PluginEntry => {
    const state = kind === 'untrusted' ? 'untrusted' : 'broken';
    const place = { origin: 'user', state, problem: message, folder: join(userFolder, plugin) } as const;
    const manifest = manifests.get(plugin);
    return manifest === undefined ? { name: plugin, ...nothingKnown, ...place } : entryOf(manifest, place);
  });
  return [...loaded, ...others, ...strangers(settings, [...loaded, ...others])];
};

/** The catalog of the repository around a directory, as its configuration has it. */
export const catalogOf = async (
  directory: string,
  env: Environment,
): Promise<Result<readonly PluginEntry[], Refusal>> => {
  const home = homeOf(directory);
  const configured = await configuredAt(home, env);
  if (!configured.ok) return configured;
  const settings = pluginSettingsAt(home, configured.value.configuration, env);
  return ok(await pluginCatalog({ ...settings, userFolder: pluginsFolderOf(directory) }));
};

/** The plugin of this name; the refusal names the one that was meant. A user's own cannot hide a shipped one. */
export const pickPlugin = (catalog: readonly PluginEntry[], name: string): Result<PluginEntry, Refusal> => {
  const entry = catalog.find((each) => each.name === name);
  if (entry !== undefined) return ok(entry);
  const names = catalog.map((each) => each.name);
  const meant = nearest(name, names);
  const hint = meant === null ? '`ws plugins list` shows them all.' : `Did you mean ${meant}?`;
  return err(invalid(`there is no plugin "${name}"`, hint));
};
