/**
 * Whether submodules of a worktree hold anything that goes with it.
 *
 * A commit counts as kept where a branch of the submodule's remote holds it, or the user's own copy of the submodule.
 * Git is run only in those whose git folder lies in the worktree or belongs to it.
 */
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import { gitlinksOf, type Gitlink } from '../worktree/gitlinks.ts';
import { pathOf } from '../checkpoint/inner-files.ts';
import { readable, splitNul } from '../command/command.ts';
import { gitAt, type Git } from '../command/configured.ts';
import { gitDirAt } from '../salvage/inner.ts';
import { objectsOf } from '../worktree/heads.ts';
import { kept, refused, type Part } from './part.ts';

export type InnerPlace = { readonly commonDir: string; readonly gitDir: string; readonly worktree: string };

type Finding = { readonly doubt: Part } | { readonly ignored: readonly string[]; readonly hasFolders: boolean };

const entriesOf = (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => []);

/** The git folders below `modules/` of a git folder: one that holds a HEAD is one, and may have more inside. */
const modulesBelow = async (folder: string): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    if (!entry.isDirectory()) continue;
    const path = join(folder, entry.name);
    const names = await entriesOf(path);
    if (names.includes('HEAD') && names.includes('objects')) {
      found.push(path, ...(await modulesBelow(join(path, 'modules'))));
    } else found.push(...(await modulesBelow(path)));
  }
  return found;
};

const linesOf = (bytes: Buffer): readonly string[] =>
  bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');

/** Commits that refs, stash and reflogs of a submodule hold, and no branch of its remote; HEAD among them. */
export const ownCommits = async (git: Git): Promise<Result<readonly string[], Failure>> => {
  const heads = await objectsOf(git, ['HEAD']);
  if (!heads.ok) return heads;
  const head = heads.value[0] === null ? [] : ['HEAD'];
  const read = await git(['rev-list', '--all', '--reflog', ...head, '--not', '--remotes', '--'], { reads: true });
  return read.ok ? ok(linesOf(read.value.stdout)) : read;
};

/** Why the git folder of a submodule must stay; null where all of its commits are elsewhere, too. */
const doubtAboutCommits = async (
  git: Git,
  gitDir: string,
  { commonDir, gitDir: ours }: InnerPlace,
): Promise<Part | null> => {
  const own = await ownCommits(git);
  if (!own.ok) return refused(own.error);
  if (own.value.length === 0) return null;
  const name = relative(join(ours, 'modules'), gitDir);
  const users = join(commonDir, 'modules', name);
  if (!name.startsWith('..') && (await entriesOf(users)).includes('HEAD')) {
    const theirs = gitAt({ cwd: users, gitDir: users, workTree: null }, users);
    const found = await objectsOf(theirs, own.value);
    if (!found.ok) return refused(found.error);
    const input = own.value.map((sha) => `${sha}\n`).join('');
    const isThere = found.value.every((sha) => sha !== null);
    const lone = isThere
      ? await theirs(['rev-list', '--not', '--all', '--not', '--stdin'], { input, reads: true })
      : null;
    if (lone !== null && !lone.ok) return refused(lone.error);
    if (lone !== null && linesOf(lone.value.stdout).length === 0) return null;
  }
  const [first = ''] = own.value;
  return kept('inner-repository', `a submodule holds ${first.slice(0, 12)}, which no branch of its remote does`);
};

/** Why a submodule's files must stay, or those of them that git ignores. */
const judgeFiles = async (folder: string, git: Git, shown: string, recorded: string): Promise<Finding> => {
  const status = await git(
    ['status', '--porcelain=v2', '-z', '--untracked-files=all', '--ignored=matching', '--ignore-submodules=dirty'],
    { reads: true },
  );
  if (!status.ok) return { doubt: refused(status.error) };
  const lines = splitNul(status.value.stdout);
  const dirty = lines.find((line) => !line.startsWith('! '));
  if (dirty !== undefined) return { doubt: kept('inner-repository', readable(`${shown}/${dirty.slice(2)}`)) };
  const heads = await objectsOf(git, ['HEAD']);
  if (!heads.ok) return { doubt: refused(heads.error) };
  if (heads.value[0] !== recorded)
    return { doubt: kept('inner-repository', `${readable(shown)} is not at the commit that is recorded for it`) };
  return {
    ignored: lines.map((line) => `${shown}/${line.slice(2)}`),
    hasFolders: (await entriesOf(folder)).length > 0,
  };
};

/** Judges what lies at one gitlink, and at those inside of it. */
const judgeLink = async (
  place: InnerPlace,
  above: { readonly folder: string; readonly shown: string },
  { sha, name }: Gitlink,
): Promise<Finding> => {
  const folder = pathOf(above.folder, name);
  const shown = above.shown === '' ? name : `${above.shown}/${name}`;
  const gitDir = await gitDirAt(folder, place.gitDir);
  if (gitDir === null) {
    const isEmpty = (await entriesOf(folder)).length === 0;
    return isEmpty
      ? { ignored: [], hasFolders: false }
      : { doubt: kept('inner-repository', `${readable(shown)} holds files, and git knows none of them`) };
  }
  const git = gitAt({ cwd: folder, gitDir, workTree: folder }, gitDir);
  const found = await judgeFiles(folder, git, shown, sha);
  if ('doubt' in found) return found;
  const doubt = await doubtAboutCommits(git, gitDir, place);
  if (doubt !== null) return { doubt };
  const links = await gitlinksOf(git);
  if (!links.ok) return { doubt: refused(links.error) };
  const ignored = [...found.ignored];
  for (const link of links.value) {
    const inside = await judgeLink(place, { folder, shown }, link);
    if ('doubt' in inside) return inside;
    ignored.push(...inside.ignored);
  }
  return { ignored, hasFolders: true };
};

/** Judges all submodules that are checked out in a worktree, and those that were there once. */
export const doubtAboutInner = async (place: InnerPlace, recorded: readonly Gitlink[]): Promise<Finding> => {
  const ignored: string[] = [];
  for (const link of recorded) {
    const found = await judgeLink(place, { folder: place.worktree, shown: '' }, link);
    if ('doubt' in found) return found;
    ignored.push(...found.ignored);
  }
  const modules = await modulesBelow(join(place.gitDir, 'modules'));
  for (const gitDir of modules) {
    const doubt = await doubtAboutCommits(gitAt({ cwd: gitDir, gitDir, workTree: null }, gitDir), gitDir, place);
    if (doubt !== null) return { doubt };
  }
  return { ignored, hasFolders: (await entriesOf(join(place.gitDir, 'modules'))).length > 0 };
};
