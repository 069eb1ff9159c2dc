/** Where files of the user's home lie. Nothing is read. */
import { basename, isAbsolute, join } from 'node:path';
import type { Environment } from './own-environment.ts';
import { homeFolder } from './machine-state.ts';

/** Folders below the home that a variable may move elsewhere (the base directory specification of freedesktop.org). */
const MOVABLE: readonly (readonly [folder: string, variable: string])[] = [
  ['.config/', 'XDG_CONFIG_HOME'],
  ['.cache/', 'XDG_CACHE_HOME'],
  ['.local/share/', 'XDG_DATA_HOME'],
  ['.local/state/', 'XDG_STATE_HOME'],
];

/** The variables by which a program would find the home of the user, and not the one that it was given. */
export const HOME_VARIABLES: readonly string[] = [...MOVABLE.map(([, variable]) => variable), 'XDG_RUNTIME_DIR'];

const folderIn = (env: Environment, variable: string | null): string | null => {
  const folder = variable === null ? '' : (env[variable] ?? '');
  return isAbsolute(folder) ? folder : null;
};

/**
 * The absolute path of a file of the user's home; null where the environment knows no home. `variable` names the folder of the
 * file where it is set.
 */
export const placeInHome = (path: string, env: Environment, variable: string | null = null): string | null => {
  const named = folderIn(env, variable);
  if (named !== null) return join(named, basename(path));
  const moved = MOVABLE.find(([folder]) => path.startsWith(folder));
  const folder = moved === undefined ? null : folderIn(env, moved[1]);
  if (moved !== undefined && folder !== null) return join(folder, path.slice(moved[0].length));
  const home = homeFolder(env);
  return home === null ? null : join(home, path);
};
