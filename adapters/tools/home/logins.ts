/** The login of a person at whoever a tool works with: the files in which the tool keeps it. */
import { realpathSync } from 'node:fs';
import { isJsonObject, type Json } from '../../../core/json.ts';
import type { LoginFile } from '../../../core/tool-profile.ts';
import type { Environment } from '../../machine/own-environment.ts';
import { readOwn } from '../../machine/own-folder.ts';
import { placeInHome } from '../../machine/user-home.ts';

/** A file of a login that is there. `place`: where it really lies; absolute, without a link. */
export type FoundLogin = { readonly file: LoginFile; readonly place: string };

const documentIn = (place: string): Json => {
  try {
    // JSON.parse gives JSON and nothing else.
    return JSON.parse(readOwn(place)) as Json;
  } catch {
    return null;
  }
};

const isNothing = (value: Json | undefined): boolean =>
  value === undefined || value === null || value === '' || (isJsonObject(value) && Object.keys(value).length === 0);

const holds = (place: string, pointer: string): boolean => {
  const names = pointer
    .slice(1)
    .split('/')
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  let value: Json | undefined = documentIn(place);
  for (const name of names) value = isJsonObject(value) ? value[name] : undefined;
  return !isNothing(value);
};

const placeOf = ({ path, variable, has }: LoginFile, env: Environment): string | null => {
  const named = placeInHome(path, env, variable);
  if (named === null) return null;
  try {
    const place = realpathSync(named);
    return has === null || holds(place, has) ? place : null;
  } catch {
    return null;
  }
};

/** Those of the files that are there and hold a login, in their order. */
export const loginsAt = (files: readonly LoginFile[], env: Environment): readonly FoundLogin[] =>
  files.flatMap((file) => {
    const place = placeOf(file, env);
    return place === null ? [] : [{ file, place }];
  });
