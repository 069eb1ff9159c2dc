/** Lays out the home of a step: what its profile lets in of the home of the user, and nothing else of it. */
import { lstatSync, readlinkSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { putAside, readPlain, writeAnew } from '../../../core/state/sqlite/own-file.ts';
import type { HomeEntry } from '../../../core/tool-profile.ts';
import type { Environment } from '../../machine/own-environment.ts';
import { ownFolder } from '../../machine/own-folder.ts';
import { placeInHome } from '../../machine/user-home.ts';
import type { Copies } from './copies.ts';
import type { FoundLogin } from './logins.ts';
import { rememberLogins, takeBackLogins } from './renewed.ts';
import { gitconfigWithoutSecrets, npmrcWithoutSecrets } from './without-secrets.ts';

/** The home of the user, as far as somebody may ask for it. */
export type UserHome = { readonly env: Environment; readonly copies: Copies | null };

/** What was laid out. */
export type Furnished = {
  /** Places outside the home that its links lead to, for the view of a sandbox. */
  readonly readable: readonly string[];
  readonly writable: readonly string[];
  /** Sentences about what could not be had. */
  readonly notes: readonly string[];
};

const FILTERS: Readonly<Record<string, (text: string) => string>> = {
  '.npmrc': npmrcWithoutSecrets,
  '.gitconfig': gitconfigWithoutSecrets,
};

/** Has a path of the home lead to a place; what stood there is kept beside it, another link is gone. */
const lead = (home: string, path: string, place: string): void => {
  const at = join(home, path);
  ownFolder(home, dirname(at));
  const found = lstatSync(at, { throwIfNoEntry: false });
  if (found?.isSymbolicLink() === true) {
    if (readlinkSync(at) === place) return;
    rmSync(at);
  } else if (found !== undefined) putAside(at);
  symlinkSync(place, at);
};

const realPlace = (path: string, env: Environment): string | null => {
  const named = placeInHome(path, env);
  try {
    return named === null ? null : realpathSync(named);
  } catch {
    return null;
  }
};

/** A file is copied once: what its step made of it is its own. */
const copyFileTo = (home: string, path: string, place: string): void => {
  const at = join(home, path);
  ownFolder(home, dirname(at));
  if (lstatSync(at, { throwIfNoEntry: false }) !== undefined) return;
  const bytes = readPlain(place);
  if (bytes === null) return;
  const filter = FILTERS[path];
  writeAnew(at, filter === undefined ? bytes : filter(bytes.toString('utf8')));
};

const NOTHING: Furnished = { readable: [], writable: [], notes: [] };

const furnishOne = async (home: string, { path, mode }: HomeEntry, user: UserHome): Promise<Furnished> => {
  const place = realPlace(path, user.env);
  if (place === null) return NOTHING;
  if (mode !== 'copy') {
    lead(home, path, place);
    return { ...NOTHING, [mode === 'read' ? 'readable' : 'writable']: [place] };
  }
  if (!lstatSync(place).isDirectory()) {
    copyFileTo(home, path, place);
    return NOTHING;
  }
  if (user.copies === null) return NOTHING;
  const copy = await user.copies.of(path, place);
  if ('problem' in copy) return { ...NOTHING, notes: [copy.problem] };
  lead(home, path, copy.folder);
  return { ...NOTHING, writable: [copy.folder] };
};

/**
 * Lays out `home`, which is there. Logins are let in as they are, so that what one attempt renews is renewed for all, and for
 * the user. What an attempt made of its home before is its own, but for links that are ours. Throws what the file system throws.
 */
export const furnish = async (
  home: string,
  { logins, entries }: { readonly logins: readonly FoundLogin[]; readonly entries: readonly HomeEntry[] },
  user: UserHome,
): Promise<Furnished> => {
  // Of an attempt with which ws died.
  const left = takeBackLogins(home, logins);
  rememberLogins(home, logins);
  for (const { file, place } of logins) lead(home, file.path, place);
  const laid: Furnished[] = [];
  for (const entry of entries) laid.push(await furnishOne(home, entry, user));
  return {
    readable: laid.flatMap(({ readable }) => readable),
    writable: [...logins.map(({ place }) => place), ...laid.flatMap(({ writable }) => writable)],
    notes: [...left, ...laid.flatMap(({ notes }) => notes)],
  };
};
