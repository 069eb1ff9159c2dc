/** Where configuration files lie. */
import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { err, ok, type Result } from '../core/result.ts';
import type { ConfigScope } from '../schema/parse-config.ts';

export type ConfigFile = { readonly path: string; readonly scope: ConfigScope };

export type ConfigPlaces = {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The top level of the repository; null outside of one. Absolute. */
  readonly root: string | null;
};

const ENDINGS = ['.yaml', '.yml', '.json'];

const given = (text: string | undefined): string | null => (text === undefined || text === '' ? null : text);

/** The user's own folder for the configuration of ws; null where the environment names no home. */
export const userFolder = (env: ConfigPlaces['env']): string | null => {
  const config = given(env['XDG_CONFIG_HOME']);
  // The base directory specification: a path that is not absolute is to be ignored.
  if (config !== null && isAbsolute(config)) return join(config, 'ws');
  const home = given(env['HOME']);
  return home === null ? null : join(home, '.config', 'ws');
};

/** The user's own file, whether it is there or not. */
export const userFileOf = (env: ConfigPlaces['env']): string => {
  const named = given(env['WS_CONFIG']);
  if (named !== null) return resolve(named);
  return join(userFolder(env) ?? '~/.config/ws', 'config.yaml');
};

const oneOf = (stem: string, scope: ConfigScope): Result<readonly ConfigFile[], string> => {
  const found = ENDINGS.map((ending) => stem + ending).filter((path) => existsSync(path));
  const [path, other] = found;
  if (other !== undefined) return err(`${found.join(' and ')} are both there; keep one of them`);
  return ok(path === undefined ? [] : [{ path, scope }]);
};

/** The files that are there, the user's first. Fails where one place has two. Reads none of them. */
export const configFiles = ({ env, root }: ConfigPlaces): Result<readonly ConfigFile[], string> => {
  const folder = userFolder(env);
  const named = given(env['WS_CONFIG']);
  const own =
    named !== null
      ? ok([{ path: resolve(named), scope: 'user' } as const])
      : folder === null
        ? ok([])
        : oneOf(join(folder, 'config'), 'user');
  if (!own.ok) return own;
  const project = root === null ? ok([]) : oneOf(join(root, 'ws.config'), 'project');
  return project.ok ? ok([...own.value, ...project.value]) : project;
};
