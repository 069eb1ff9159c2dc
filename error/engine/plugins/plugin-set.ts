/** The plugins that are on, and what they make of a log. */
import { ok, type Result } from '../../../core/result.ts';
import { SHIPPED_PLUGINS } from '../../plugins/registry.generated.ts';
import type { Issue } from '../reading/issue.ts';
import type { Log } from '../reading/log.ts';
import type { Fix } from './plugin.ts';
import { examineHere, type Findings, type PluginProblem } from './plugin-examine.ts';
import { findPlugin, findPlugins } from './plugin-folder.ts';
import type { PluginManifest } from './plugin-manifest.ts';
import { examineInThread } from './plugin-worker.ts';
import { reportedPaths } from './reported-paths.ts';

export type PluginSettings = {
  /** Names of plugins that are left out. */
  readonly disabled: readonly string[];
  /** Priorities that differ from the manifests', by name. */
  readonly priorities: Readonly<Record<string, number>>;
  /** Where a user's plugins lie, as `.ws/plugins`; null where none are looked for. */
  readonly userFolder: string | null;
  /** Whether the user has said that code in `userFolder` may run as it lies there, whatever it is. */
  readonly isTrusted: boolean;
  /** The folder that holds a trusted copy of a plugin of `userFolder`, which is what runs; null where it is not trusted. */
  readonly keptAt: (name: string) => Promise<string | null>;
  /** How long a user's plugin may think about one log. */
  readonly timeLimitMs: number;
  /** Whether a program can be started, for the fixes that need one. */
  readonly hasProgram: (name: string) => boolean;
};

/** One plugin that is on. `manifest.priority` is the one that counts. */
export type LoadedPlugin = {
  readonly manifest: PluginManifest;
  readonly origin: 'shipped' | 'user';
  examine(log: Log): Promise<Result<Findings, PluginProblem>>;
};

export type PluginSet = {
  /** The highest priority first; by name among equals. */
  readonly plugins: readonly LoadedPlugin[];
  /** What could not be loaded, and why. */
  readonly problems: readonly PluginProblem[];
};

/** What one plugin found in a log, with what it is. */
export type Finding = {
  readonly manifest: PluginManifest;
  readonly issues: readonly Issue[];
  readonly fix: Fix | null;
};

/** Everything as shipped, and no plugins of a user. */
export const DEFAULT_PLUGIN_SETTINGS: PluginSettings = Object.freeze({
  disabled: [],
  priorities: {},
  userFolder: null,
  isTrusted: false,
  keptAt: () => Promise.resolve(null),
  timeLimitMs: 2000,
  hasProgram: () => true,
});

const shippedPlugins = (): readonly LoadedPlugin[] =>
  SHIPPED_PLUGINS.map(({ manifest, plugin }) => ({
    manifest,
    origin: 'shipped',
    examine: (log: Log) => Promise.resolve(examineHere(plugin, log)),
  }));

type Loaded = { readonly plugins: LoadedPlugin[]; readonly problems: PluginProblem[] };

const loadUserPlugins = async (settings: PluginSettings, shipped: ReadonlySet<string>): Promise<Loaded> => {
  const loaded: Loaded = { plugins: [], problems: [] };
  if (settings.userFolder === null) return loaded;
  for (const found of await findPlugins(settings.userFolder)) {
    if (!found.ok) {
      loaded.problems.push(found.error);
      continue;
    }
    const { name } = found.value.manifest;
    const problem = (kind: PluginProblem['kind'], message: string): number =>
      loaded.problems.push({ plugin: name, kind, message });
    if (shipped.has(name)) problem('manifest', 'a shipped plugin has this name; choose another and disable that one');
    else {
      const kept = settings.isTrusted ? settings.userFolder : await settings.keptAt(name);
      const plugin = kept === null ? null : await findPlugin(kept, name);
      if (plugin === null) problem('untrusted', `.ws/plugins/${name} is ignored until \`ws trust\``);
      else if (!plugin.ok) loaded.problems.push(plugin.error);
      else {
        const { manifest, module } = plugin.value;
        const request = { plugin: name, module, timeLimitMs: settings.timeLimitMs };
        loaded.plugins.push({ manifest, origin: 'user', examine: (log) => examineInThread(request, log) });
      }
    }
  }
  return loaded;
};

/** Leaves out, again and again, what requires a plugin that is not on. */
const withRequirements = (plugins: readonly LoadedPlugin[], problems: PluginProblem[]): readonly LoadedPlugin[] => {
  const names = new Set(plugins.map((each) => each.manifest.name));
  const isMet = ({ manifest }: LoadedPlugin): boolean => {
    const missing = manifest.requires.plugins.find((name) => !names.has(name));
    if (missing === undefined) return true;
    problems.push({
      plugin: manifest.name,
      kind: 'requires',
      message: `requires the plugin "${missing}", which is not on`,
    });
    return false;
  };
  const kept = plugins.filter(isMet);
  return kept.length === plugins.length ? kept : withRequirements(kept, problems);
};

/** Loads the shipped plugins and, where they are trusted, those of the user; nothing of theirs runs yet. */
export const openPlugins = async (settings: PluginSettings): Promise<PluginSet> => {
  const shipped = shippedPlugins();
  const user = await loadUserPlugins(settings, new Set(shipped.map((each) => each.manifest.name)));
  const problems = [...user.problems];
  const on = [...shipped, ...user.plugins].filter((each) => !settings.disabled.includes(each.manifest.name));
  const ranked = withRequirements(on, problems).map((each): LoadedPlugin => {
    const priority = settings.priorities[each.manifest.name] ?? each.manifest.priority;
    const offersFix = each.manifest.requires.programs.every(settings.hasProgram);
    return {
      ...each,
      manifest: { ...each.manifest, priority },
      examine: async (log) => {
        const result = await each.examine(log);
        if (!result.ok) return result;
        // Without a place there is nothing to mend: the tool itself is broken, or was called wrongly.
        const isMendable = offersFix && reportedPaths(result.value.issues).length > 0;
        return isMendable ? result : ok({ ...result.value, fix: null });
      },
    };
  });
  const order = (a: LoadedPlugin, b: LoadedPlugin): number =>
    b.manifest.priority - a.manifest.priority || (a.manifest.name < b.manifest.name ? -1 : 1);
  return { plugins: [...ranked].sort(order), problems };
};

/** What every plugin that is on finds in a log, in their order, and what was wrong with them. */
export const examine = async (
  set: PluginSet,
  log: Log,
): Promise<{ readonly findings: readonly Finding[]; readonly problems: readonly PluginProblem[] }> => {
  const results = await Promise.all(set.plugins.map((each) => each.examine(log)));
  const findings: Finding[] = [];
  const problems: PluginProblem[] = [];
  for (const [at, result] of results.entries()) {
    const manifest = set.plugins[at]?.manifest;
    if (!result.ok) {
      problems.push(result.error);
      continue;
    }
    const { issues, fix } = result.value;
    problems.push(...result.value.problems);
    if (manifest !== undefined && issues.length > 0) findings.push({ manifest, issues, fix });
  }
  return { findings, problems };
};
