/** Finds the modules that profiles name as their adapter: those of the user, and of the project those that are trusted, as they were trusted. */
import { statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import type { Environment } from '../../../adapters/machine/own-environment.ts';
import type { ToolId } from '../../../core/id.ts';
import type { Profiles, ToolProfile } from '../../../core/tool-profile.ts';

/** `problem`: why it cannot be used, as the end of a sentence about the tool. */
export type ToolModule =
  | { readonly path: string; readonly problem: null }
  | { readonly path: null; readonly problem: string };

/** By the name of the tool; those of tools that have none are not there. */
export type ToolModules = ReadonlyMap<ToolId, ToolModule>;

const without = (problem: string): ToolModule => ({ path: null, problem });

/** What was shown and trusted, and not what lies there by now. */
const trustedModule = async (item: string, root: string, env: Environment): Promise<ToolModule> => {
  const [{ broughtItem }, { trustedItems, trustStoreOf }] = await Promise.all([
    import('../../../adapters/machine/brought-files.ts'),
    import('../trust.ts'),
  ]);
  const brought = await broughtItem(root, item);
  if (brought === null) return without(`has no module: ${item} is not there`);
  if (brought.problem !== null) return without(`has a module that cannot be used: ${brought.problem}`);
  const store = trustStoreOf(env);
  const isTrusted = store.ok && (await trustedItems(root, [brought], store.value)).has(item);
  const kept = isTrusted ? await store.value.keptAt(item, brought.hash) : null;
  return kept === null
    ? without(`has a module of this repository, ${item}, which counts once it is trusted: ws trust`)
    : { path: join(kept, item), problem: null };
};

const moduleOf = async (
  code: NonNullable<ToolProfile['code']>,
  root: string,
  env: Environment,
): Promise<ToolModule> => {
  const path = join(dirname(code.from), basename(code.file));
  if (!isAbsolute(path)) return await trustedModule(path, root, env);
  const isThere = statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  return isThere ? { path, problem: null } : without(`has no module: ${path} is not there`);
};

/** Looks for each; costs nothing where no profile names one. `root`: that of the repository. */
export const toolModules = async (profiles: Profiles, root: string, env: Environment): Promise<ToolModules> => {
  const found = [...profiles.values()].flatMap(({ name, code }) =>
    code === null ? [] : [moduleOf(code, root, env).then((module) => [name, module] as const)],
  );
  return new Map(await Promise.all(found));
};
