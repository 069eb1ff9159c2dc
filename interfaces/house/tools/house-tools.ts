/** The tools that may be named in one place: what ws ships, what the user has, and what the project says. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ADAPTERS, describeBy } from '../../../adapters/tools/descriptions.ts';
import type { Environment } from '../../../adapters/machine/own-environment.ts';
import { loadProfiles, shippedProfiles, type LoadedProfiles, type ProjectFile } from '../../../config/profiles/load.ts';
import { shippedPrices } from '../../../config/prices/load.ts';
import type { Prices } from '../../../core/price.ts';
import { pricesHere } from '../prices-here.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { DefaultsOfTool, DescribeTool } from '../../../core/tool.ts';
import type { Profiles } from '../../../core/tool-profile.ts';
import { homeOf } from '../plugin-places.ts';
import type { Refusal } from '../refusal.ts';
import { NONE_GIVEN, type GivenTools } from './given.ts';
import { toolModules, type ToolModules } from './tool-modules.ts';
import { describeGiven, withGiven } from './given-tools.ts';

export type HouseTools = LoadedProfiles & {
  /** Those of them that a program gave as code. */
  readonly given: GivenTools;
  /** The modules that profiles name. */
  readonly modules: ToolModules;
  /** The main worktree, whose `.ws/tools` counts. Absolute. */
  readonly root: string;
  readonly describe: DescribeTool;
  readonly defaultsOf: DefaultsOfTool;
  /** What models cost that a CLI does not say the cost of. */
  readonly prices: Prices;
  /** What of the project's files does not count, a sentence each. */
  readonly notes: readonly string[];
};

/** Where a project keeps its profiles, relative to its root. */
const PROJECT_FOLDER = '.ws/tools';

const defaultsBy =
  (profiles: Profiles): DefaultsOfTool =>
  (tool) =>
    profiles.get(tool) ?? null;

const projectFiles = async (
  root: string,
  env: Environment,
): Promise<{ readonly files: readonly ProjectFile[]; readonly notes: readonly string[] }> => {
  const names = await readdir(join(root, PROJECT_FOLDER)).catch(() => []);
  if (names.length === 0) return { files: [], notes: [] };
  const [{ broughtItem }, { trustedItems, trustStoreOf }] = await Promise.all([
    import('../../../adapters/machine/brought-files.ts'),
    import('../trust.ts'),
  ]);
  const items = await Promise.all(names.toSorted().map((name) => broughtItem(root, `${PROJECT_FOLDER}/${name}`)));
  const brought = items.filter((item) => item !== null);
  const store = trustStoreOf(env);
  const trusted = store.ok ? await trustedItems(root, brought, store.value) : new Set<string>();
  const problems = brought.filter(({ problem }) => problem !== null);
  return {
    files: brought.flatMap(({ item, files, problem }) => {
      const [file, ...others] = files;
      // What was shown and trusted, and not what lies there by now.
      if (problem !== null || file?.path !== item || others.length > 0) return [];
      return [{ file: item, text: Buffer.from(file.bytes).toString('utf8'), isTrusted: trusted.has(item) }];
    }),
    notes: problems.map(({ item, problem }) => `${item} is ignored: ${problem ?? ''}`),
  };
};

const notesOf = ({ withheld }: LoadedProfiles): readonly string[] =>
  withheld.flatMap(({ file, untrusted, raised }) => [
    ...(untrusted.length === 0 ? [] : [`${file}: ${untrusted.join(', ')} count once they are trusted: ws trust`]),
    ...(raised.length === 0 ? [] : [`${file}: ${raised.join(', ')} ignored: a project can only lower it`]),
  ]);

const housed = (
  loaded: LoadedProfiles & { readonly prices: Prices },
  { root, notes, given, modules }: Pick<HouseTools, 'root' | 'notes' | 'given' | 'modules'>,
): HouseTools => {
  const profiles = withGiven(loaded.profiles, given);
  return {
    ...{ ...loaded, profiles, root, given, modules },
    describe: describeGiven(given, describeBy(profiles)),
    defaultsOf: defaultsBy(profiles),
    notes: [...notesOf(loaded), ...notes],
  };
};

/** What ws ships, for who only looks back at runs: what they are made of is in their logs. */
export const shippedTools = (root: string): HouseTools =>
  housed(
    { profiles: shippedProfiles(ADAPTERS), withheld: [], prices: shippedPrices() },
    { root, notes: [], given: NONE_GIVEN, modules: new Map([]) },
  );

/**
 * The tools that count in a folder, which may lie in a repository. Two looks into folders where nobody has written a
 * profile. `given`: those that a program brings as code. Refused where one is not valid. Starts nothing, and runs nothing of what it reads.
 */
export const toolsAt = async (
  directory: string,
  env: Environment,
  given: GivenTools = NONE_GIVEN,
): Promise<Result<HouseTools, Refusal>> => {
  const root = homeOf(directory);
  const project = await projectFiles(root, env);
  const loaded = await loadProfiles({ env, projectFiles: project.files, adapters: ADAPTERS });
  const prices = await pricesHere(env);
  if (!prices.ok) return prices;
  if (loaded.ok) {
    const modules = await toolModules(loaded.value.profiles, root, env);
    return ok(housed({ ...loaded.value, prices: prices.value }, { root, notes: project.notes, given, modules }));
  }
  const hint = 'Check them again: ws tools list';
  return err({ kind: 'invalid', message: 'a tool profile is not valid', hint, diagnostics: loaded.error });
};

/** The tools for who only looks; who drives has refused those that are not valid before. */
export const toolsInForce = (loaded: Result<HouseTools, Refusal>, root: string): HouseTools =>
  loaded.ok ? loaded.value : shippedTools(root);
