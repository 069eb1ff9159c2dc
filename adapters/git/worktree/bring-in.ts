/**
 * Links and copies what a checkout has, and a worktree needs, and git ignores.
 *
 * B1: no path leads out: neither what is taken from the checkout nor any folder on the way in the worktree is behind a link.
 * B2: what git tracks, and what lies in a submodule, is neither linked nor copied over; what is there already stays.
 * B3: what is brought in is in no checkpoint, whatever `.gitignore` says of it (`node_modules/` says nothing of a link):
 *     every git of ours at the worktree, and of steps, is told so by a file of its own. Where a step commits it all the
 *     same, the checkpoint takes it out again. Nobody's `info/exclude` is written.
 */
import { lstatSync, mkdirSync, readlinkSync, realpathSync, renameSync } from 'node:fs';
import { rmSync, symlinkSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { Failure } from '../../../core/failure.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { Preparation } from '../../../core/preparation.ts';
import { readable, trouble } from '../command/command.ts';
import { EXCLUDES, type Git } from '../command/configured.ts';
import { copyTree, passedOver } from '../../machine/copy-tree.ts';
import { ownEnvironment } from '../../machine/own-environment.ts';
import { fileFailure } from '../repository.ts';
import { writeAnew } from '../../../core/state/sqlite/own-file.ts';
import { textAt } from '../command/glance.ts';
import { gitlinksOf } from './gitlinks.ts';

/** A file in the worktree's git folder: the links that are ours. */
const LINKS = 'ws-links';
/** There as well: the links and the copies. */
const BROUGHT = 'ws-brought';

export type BringIn = {
  readonly git: Git & { readonly place: { readonly gitDir: string } };
  readonly worktree: string;
  /** null where there is none, as for a bare repository. */
  readonly checkout: string | null;
  readonly commonDir: string;
  /** Told what the checkout does not have, one line each. */
  readonly tell: (line: string) => void;
};

type Asked = { readonly key: 'link' | 'copy'; readonly path: string };

const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(folder + sep);

/** The links that were brought into the worktree of a git folder, relative to it. */
export const linksOf = (gitDir: string): readonly string[] => listedIn(gitDir, LINKS);

const listedIn = (gitDir: string, file: string): readonly string[] => {
  try {
    const listed: unknown = JSON.parse(textAt(join(gitDir, file)));
    return Array.isArray(listed) ? listed.filter((path) => typeof path === 'string') : [];
  } catch {
    return [];
  }
};

/** All that was brought into the worktree of a git folder, relative to it. */
export const broughtIn = (gitDir: string): readonly string[] => listedIn(gitDir, BROUGHT);

/** Takes the links away, and only them: never what they lead to. */
export const dropLinks = (worktree: string, gitDir: string): void => {
  for (const path of linksOf(gitDir)) {
    const place = join(worktree, path);
    if (isOnTheWay(worktree, path) === null && lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() === true)
      rmSync(place);
  }
};

/** B1: what stands where a folder on the way to `path` should be; null where nothing does. */
const isOnTheWay = (worktree: string, path: string): string | null => {
  let at = worktree;
  for (const part of path.split('/').slice(0, -1)) {
    at = join(at, part);
    const found = lstatSync(at, { throwIfNoEntry: false });
    if (found !== undefined && !found.isDirectory()) return at;
  }
  return null;
};

/** B1: where a path of the checkout really is; null where the checkout has none. */
const sourceOf = ({ checkout, commonDir }: BringIn, { key, path }: Asked): Result<string | null, Failure> => {
  if (checkout === null)
    return trouble(`worktree.${key}: this repository is bare, so there is no checkout to take ${path} from`);
  let real: string;
  try {
    real = realpathSync(join(checkout, path));
  } catch {
    return ok(null);
  }
  const root = realpathSync(checkout);
  if (!isWithin(real, root) || real === root || isWithin(real, realpathSync(commonDir)))
    return trouble(`worktree.${key}: ${path} leads out of the checkout, to ${real}; only what lies in it is taken`);
  return ok(real);
};

/** B2: what is below a submodule is that repository's, and one that holds something cannot be cloned into any more. */
const refuseInSubmodule = async ({ git }: BringIn, asked: readonly Asked[]): Promise<Result<void, Failure>> => {
  const links = await gitlinksOf(git);
  if (!links.ok) return links;
  for (const { key, path } of asked) {
    const inside = links.value.map(({ name }) => readable(name)).find((name) => isWithin(path, name));
    if (inside !== undefined)
      return trouble(
        `worktree.${key}: ${path} lies in the submodule ${inside}, which is empty in a new worktree: fetch the submodule in worktree.setup or in a step, and bring it in there`,
      );
  }
  return ok(undefined);
};

/** B2 */
const refuseTracked = async ({ git }: BringIn, asked: readonly Asked[]): Promise<Result<void, Failure>> => {
  const listed = await git(['ls-files', '-z', '--', ...asked.map(({ path }) => path)], { reads: true });
  if (!listed.ok) return listed;
  const tracked = listed.value.stdout
    .toString('utf8')
    .split('\0')
    .filter((path) => path !== '');
  const wrong = asked.find(({ path }) => tracked.some((file) => file === path || file.startsWith(`${path}/`)));
  if (wrong === undefined) return ok(undefined);
  return trouble(
    `worktree.${wrong.key}: ${wrong.path} is tracked by git, so it is in the worktree already; only what git ignores is brought in`,
  );
};

const globalExcludes = async (git: Git): Promise<string> => {
  const settings = await git.settings();
  const set = settings.ok ? settings.value.findLast(({ key }) => key === 'core.excludesfile')?.value : undefined;
  const { HOME = '', XDG_CONFIG_HOME } = ownEnvironment();
  const usual = join(
    XDG_CONFIG_HOME === undefined || XDG_CONFIG_HOME === '' ? join(HOME, '.config') : XDG_CONFIG_HOME,
    'git',
    'ignore',
  );
  const file = set === undefined ? usual : set.replace(/^~\//, `${HOME}/`);
  return textAt(file);
};

/** B3: what people have git ignore everywhere stays ignored. */
const exclude = async ({ git }: BringIn, asked: readonly Asked[]): Promise<void> => {
  const { gitDir } = git.place;
  const lines = asked.map(({ path }) => `/${path.replaceAll(/[\\*?[\]#! ]/g, '\\$&')}`);
  writeAnew(join(gitDir, `${EXCLUDES}.new`), `${await globalExcludes(git)}\n${lines.join('\n')}\n`);
  renameSync(join(gitDir, `${EXCLUDES}.new`), join(gitDir, EXCLUDES));
  const links = asked.filter(({ key }) => key === 'link').map(({ path }) => path);
  writeAnew(join(gitDir, LINKS), JSON.stringify(links));
  writeAnew(join(gitDir, BROUGHT), JSON.stringify(asked.map(({ path }) => path)));
};

const place = async (means: BringIn, { key, path }: Asked, source: string): Promise<void> => {
  const to = join(means.worktree, path);
  const found = lstatSync(to, { throwIfNoEntry: false });
  if (found !== undefined) {
    // One that leads elsewhere is from a checkout that has moved, or from another one.
    if (key === 'copy' || !found.isSymbolicLink() || readlinkSync(to) === source) return;
    rmSync(to);
  }
  mkdirSync(dirname(to), { recursive: true });
  if (key === 'link') return symlinkSync(source, to);
  const passed = await copyTree(source, to);
  for (const line of passedOver(path, passed)) means.tell(`worktree.copy: ${line}`);
};

/** Brings in what is asked for; what the checkout does not have is told and passed over. Costs three git processes. */
export const bringIn = async (
  means: BringIn,
  { link, copy }: Pick<Preparation, 'link' | 'copy'>,
): Promise<Result<void, Failure>> => {
  const asked: readonly Asked[] = [
    ...link.map((path): Asked => ({ key: 'link', path })),
    ...copy.map((path): Asked => ({ key: 'copy', path })),
  ];
  if (asked.length === 0) return ok(undefined);
  const free = await refuseTracked(means, asked);
  if (!free.ok) return free;
  const outside = await refuseInSubmodule(means, asked);
  if (!outside.ok) return outside;
  await exclude(means, asked);
  for (const one of asked) {
    const source = sourceOf(means, one);
    if (!source.ok) return source;
    const inTheWay = isOnTheWay(means.worktree, one.path);
    if (inTheWay !== null)
      return trouble(`worktree.${one.key}: ${one.path} leads out of the worktree: ${inTheWay} is no folder`);
    if (source.value === null) means.tell(`worktree.${one.key}: the checkout has no ${one.path}`);
    else {
      const placed = await place(means, one, source.value).then(ok, (error: unknown) =>
        err(fileFailure(error, `worktree.${one.key}: cannot bring ${one.path} in`)),
      );
      if (!placed.ok) return placed;
    }
  }
  return ok(undefined);
};
