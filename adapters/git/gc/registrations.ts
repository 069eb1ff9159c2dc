/**
 * Worktrees that git has registered for ws, and that no run is looked after by.
 *
 * R1: provably ours is what carries our lock and stands on a branch of a run; nothing else is touched.
 * R2: a copied repository names worktrees of the one it was copied from, and their `.git` names that one: only the copy's
 *     registration goes, and git never sees the folder.
 */
import { existsSync, lstatSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import { lineAt, namesAt } from '../command/glance.ts';
import { listWorktrees, type WorktreeEntry } from '../checkout/checkout.ts';
import { gitOn } from '../repository.ts';
import { laneNamesOf, namesOf, type RunNames } from '../worktree/names.ts';
import { LOCK_REASON } from '../worktree/worktree.ts';
import { collectWorktree, forget, type Collected, type CollectRequest } from './collect.ts';
import { kept, removed, type Part } from './part.ts';
import { writeAnew } from '../../../core/state/sqlite/own-file.ts';

export type StrayRequest = Omit<CollectRequest, 'candidates' | 'discardedBefore'> & {
  /** The runs that the state knows, by id, and their workstreams. */
  readonly known: ReadonlyMap<string, string>;
};

export type Strays = {
  readonly found: readonly Collected[];
  /** Places of worktrees that git no longer has registered here, or would not have. */
  readonly gone: readonly string[];
};

const namesIn = (folder: string): readonly string[] => namesAt(folder).toSorted();

const realPath = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
};

/** One registration as it is read from its files. */
type Registration = {
  readonly gitDir: string;
  /** The folder that it names. */
  readonly place: string;
  readonly run: string;
  /** null where HEAD names the branch of no lane. */
  readonly lane: string | null;
  /** null where HEAD names no branch of a run. */
  readonly workstream: string | null;
  readonly isLockedByUs: boolean;
};

const registrationAt = (gitDir: string): Registration | null => {
  const pointer = lineAt(join(gitDir, 'gitdir'));
  if (pointer === null) return null;
  const place = dirname(pointer);
  const [, workstream = null, run = basename(place), lane = null] =
    /^ref: refs\/heads\/ws\/([^/]+)\/([^/]+?)(?:\.lanes\/([^/]+))?$/.exec(lineAt(join(gitDir, 'HEAD')) ?? '') ?? [];
  return { gitDir, place, run, lane, workstream, isLockedByUs: lineAt(join(gitDir, 'locked')) === LOCK_REASON };
};

/** The git folder of another repository that a worktree belongs to, because the two name each other; null where none does. */
const otherOwner = ({ gitDir, place }: Registration): string | null => {
  const pointer = /^gitdir: ([\s\S]+)$/.exec(lineAt(join(place, '.git')) ?? '')?.[1];
  if (pointer === undefined) return null;
  const named = resolve(place, pointer);
  const isOther = existsSync(named) && realPath(named) !== realPath(gitDir);
  return isOther && lineAt(join(named, 'gitdir')) === join(place, '.git') ? named : null;
};

/** The worktree of a run that belongs to the repository of which this one is a copy, and that one's git folder; null where there is none. */
export const copiedFrom = (
  commonDir: string,
  run: string,
): { readonly place: string; readonly owner: string } | null => {
  const stray = registrationAt(join(commonDir, 'worktrees', run));
  const owner = stray === null ? null : otherOwner(stray);
  return stray === null || owner === null ? null : { place: stray.place, owner };
};

/** When something was last done there, as far as git's files tell. */
const lastTouched = (gitDir: string): number =>
  Math.max(
    ...['HEAD', 'index', 'gitdir', 'logs/HEAD'].map(
      (name) => statSync(join(gitDir, name), { throwIfNoEntry: false })?.mtimeMs ?? 0,
    ),
  );

/** R2: told of another place, where nothing is, the registration is one whose folder is gone; git removes that. */
const unregister = async (request: StrayRequest, stray: Registration, names: RunNames): Promise<Part> => {
  if (request.dryRun) return removed();
  const nowhere = join(request.repository.worktrees, `${stray.run}.gone-${process.hrtime.bigint()}`);
  writeAnew(join(stray.gitDir, 'gitdir'), `${join(nowhere, '.git')}\n`);
  return forget({ ...request, ignoredToo: false }, { ...names, worktree: nowhere });
};

const nothing = kept('nothing-there');

const judgeStray = async (
  request: StrayRequest,
  stray: Registration,
  entries: readonly WorktreeEntry[],
): Promise<Part | null> => {
  const { repository, known } = request;
  const { place, run } = stray;
  const workstream = stray.workstream ?? known.get(run) ?? null;
  const isKnown = known.has(run);
  const own = workstream === null ? null : namesOf(repository, workstream, run);
  const names = own === null || stray.lane === null ? own : laneNamesOf(own, stray.lane, place);
  if (names === null || !stray.isLockedByUs) {
    const looksOurs = stray.workstream !== null || dirname(place) === repository.worktrees;
    return looksOurs && !isKnown ? kept('not-ours', `${place} does not carry the lock of ws`) : null;
  }
  const owner = otherOwner(stray);
  if (owner === null && isKnown && (names.worktree === place || existsSync(place))) return null;
  if (await request.isDriven(run)) return kept('driven');
  if (owner !== null) {
    const part = await unregister(request, stray, names);
    const told = `of ${place}, which stays: it belongs to ${owner}, and this repository is a copy of that`;
    return part.outcome === 'removed' ? removed(told) : part;
  }
  const touched = lastTouched(stray.gitDir);
  if (touched >= request.finishedBefore)
    return kept('recent', 'the state does not know its run, but it was worked in not long ago');
  const part = await collectWorktree(
    { ...request, ignoredToo: touched < request.ignoredBefore },
    { ...names, worktree: place },
    entries,
  );
  if (part.outcome === 'kept') return part;
  return removed(
    [`${place}, of a run that the state does not know`, part.detail].filter((each) => each !== '').join(', '),
  );
};

/** Folders among the worktrees that neither git nor the state knows. */
const unknownFolders = (
  { repository: { worktrees }, known }: StrayRequest,
  registered: ReadonlySet<string>,
): readonly Collected[] =>
  namesIn(worktrees)
    .filter((name) => !known.has(name) && !registered.has(join(worktrees, name)))
    .filter((name) => lstatSync(join(worktrees, name), { throwIfNoEntry: false })?.isDirectory() === true)
    .map((name) => {
      const path = join(worktrees, name);
      const detail = /\.replaced-\d+$/.test(name)
        ? `ws put it aside as ${path}: look at it, and delete it`
        : `git does not know ${path}: look at it, and delete it`;
      return { run: name, worktree: kept('not-ours', detail), branch: nothing };
    });

/** Removes registrations, and worktrees of runs that the state does not know, where they are provably ours and nothing is lost. */
export const collectStrays = async (request: StrayRequest): Promise<Result<Strays, Failure>> => {
  const { commonDir } = request.repository;
  const entries = await listWorktrees(gitOn(request.repository));
  if (!entries.ok) return entries;
  const found: Collected[] = [];
  const gone: string[] = [];
  const registered = new Set<string>();
  for (const id of namesIn(join(commonDir, 'worktrees'))) {
    const stray = registrationAt(join(commonDir, 'worktrees', id));
    if (stray === null) continue;
    registered.add(stray.place);
    const isCopied = otherOwner(stray) !== null;
    const part = await judgeStray(request, stray, entries.value);
    if (part === null) continue;
    const mark = isCopied ? { isRegistration: true as const } : {};
    found.push({ run: stray.run, worktree: part, branch: nothing, ...mark });
    if (part.outcome === 'removed') gone.push(stray.place);
  }
  return ok({ found: [...found, ...unknownFolders(request, registered)], gone });
};
