/** Every error plugin there is, on or not, as `ws plugins` tells of it. */
import { join } from 'node:path';
import { nearest } from '../../core/planning/nearest.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { FaultCode } from '../../error/engine/fault-code.ts';
import { findPlugins } from '../../error/engine/plugin-folder.ts';
import type { PluginManifest } from '../../error/engine/plugin-manifest.ts';
import { DEFAULT_PLUGIN_SETTINGS, openPlugins } from '../../error/engine/plugin-set.ts';
import { invalid } from './complaint.ts';
import type { Refusal } from './house.ts';

/** One element of the array that `ws plugins list --json` prints; what a broken manifest does not say is null. */
export type PluginEntry = {
  readonly name: string;
  readonly title: string | null;
  readonly description: string | null;
  readonly priority: number | null;
  readonly code: FaultCode | null;
  readonly requires: PluginManifest['requires'] | null;
  readonly origin: 'shipped' | 'user';
  /** `untrusted`: its code runs only where it is asked for. `broken`: never, and `problem` says why. */
  readonly state: 'on' | 'untrusted' | 'broken';
  readonly problem: string | null;
  /** Where a user's plugin lies; null for a shipped one. Absolute. */
  readonly folder: string | null;
};

type Place = Pick<PluginEntry, 'origin' | 'state' | 'problem' | 'folder'>;

const entryOf = ({ name, title, description, priority, code, requires }: PluginManifest, place: Place): PluginEntry => {
  return { name, title, description, priority, code, requires, ...place };
};

const nothingKnown = { title: null, description: null, priority: null, code: null, requires: null };

/** The shipped plugins in the order in which they speak, then those in `userFolder` by name. Runs none of them. */
export async function pluginCatalog(userFolder: string): Promise<readonly PluginEntry[]> {
  const [set, found] = await Promise.all([
    openPlugins({ ...DEFAULT_PLUGIN_SETTINGS, userFolder }),
    findPlugins(userFolder),
  ]);
  const manifests = new Map(
    found.flatMap((each) => (each.ok ? [[each.value.manifest.name, each.value.manifest]] : [])),
  );
  const shipped = set.plugins.map(({ manifest }) =>
    entryOf(manifest, { origin: 'shipped', state: 'on', problem: null, folder: null }),
  );
  const ours = set.problems.map(({ plugin, kind, message }): PluginEntry => {
    const state = kind === 'untrusted' ? 'untrusted' : 'broken';
    const place = { origin: 'user', state, problem: message, folder: join(userFolder, plugin) } as const;
    const manifest = manifests.get(plugin);
    return manifest === undefined ? { name: plugin, ...nothingKnown, ...place } : entryOf(manifest, place);
  });
  return [...shipped, ...ours];
}

/** The plugin of this name; the refusal names the one that was meant. A user's own cannot hide a shipped one. */
export function pickPlugin(catalog: readonly PluginEntry[], name: string): Result<PluginEntry, Refusal> {
  const entry = catalog.find((each) => each.name === name);
  if (entry !== undefined) return ok(entry);
  const names = catalog.map((each) => each.name);
  const meant = nearest(name, names);
  const hint = meant === null ? '`ws plugins list` shows them all.' : `Did you mean ${meant}?`;
  return err(invalid(`there is no plugin "${name}"`, hint));
}
