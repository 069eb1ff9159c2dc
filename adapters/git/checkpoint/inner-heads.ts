/**
 * Remembers where repositories stand that lie in folders of which the run's commits hold files, and puts them back there:
 * their own commits are in no commit of the run, so putting files back leaves them as a lost attempt made them.
 *
 * H1: no git is run in them.
 * H2: before one is touched, all that it holds is kept elsewhere.
 * H3: objects stay: what is put back needs them, and what they hold beyond that nothing names any more.
 */
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, renameSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Attempt } from '../../../core/attempt.ts';
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import { copyTree } from '../../machine/copy-tree.ts';
import { sha256 } from '../../machine/digest.ts';
import { isRealFolder, ownFolder } from '../../machine/own-folder.ts';
import { readable, splitNul } from '../command/command.ts';
import type { Git } from '../command/configured.ts';
import { asideFolder } from '../worktree/names.ts';
import { pathOf } from './inner-files.ts';

/** A folder in the worktree's git folder. */
const HEADS = 'ws-inner-heads';

/** Of a git folder, what is not put back: it only grows, or belongs to others. */
const STAYS = new Set(['objects', 'modules', 'lfs', 'worktrees']);
/** Of the rest, what also changes where nothing of note has been done. */
const UNTOLD = new Set(['index', 'logs', 'FETCH_HEAD', 'COMMIT_EDITMSG', 'gc.log']);

type Place = {
  readonly git: Git;
  readonly gitDir: string;
  readonly names: { readonly run: string; readonly worktree: string };
};

/** Who puts them back, and is told of it. */
type Desk = Place & {
  readonly commonDir: string;
  readonly tell: (line: string) => void;
  readonly announce: (line: string) => void;
};

/** The folders of tracked files in which a repository begins, as git names them. One git process. */
const innerFolders = async ({ git, names }: Place): Promise<Result<readonly string[], Failure>> => {
  const listed = await git(['ls-files', '-z'], { reads: true });
  if (!listed.ok) return listed;
  const folders = new Set<string>();
  for (const path of splitNul(listed.value.stdout))
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  return ok([...folders].filter((folder) => isThere(join(pathOf(names.worktree, folder), '.git'))));
};

const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

/** What lies at a path, a folder with all that is in it; for comparing only. */
const contentOf = (path: string): unknown => {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return null;
  if (found.isSymbolicLink()) return { link: readlinkSync(path) };
  if (found.isFile()) return readFileSync(path, 'base64');
  if (!found.isDirectory()) return {};
  return readdirSync(path)
    .sort()
    .map((name) => [name, contentOf(join(path, name))]);
};

/** The names in a git folder that are put back. */
const movingIn = (gitDir: string): readonly string[] =>
  existsSync(gitDir) ? readdirSync(gitDir).filter((name) => !STAYS.has(name)) : [];

const stateOf = (gitDir: string): string => {
  const names = movingIn(gitDir).filter((name) => !UNTOLD.has(name));
  return JSON.stringify(names.sort().map((name) => [name, contentOf(join(gitDir, name))]));
};

const memoryOf = ({ gitDir }: Place, folder: string): string => join(gitDir, HEADS, sha256(folder).slice(0, 32));

const copyMoving = async (from: string, to: string): Promise<void> => {
  for (const name of movingIn(to)) await rm(join(to, name), { recursive: true, force: true });
  for (const name of movingIn(from)) await copyTree(join(from, name), join(to, name));
};

/**
 * Remembers where each of them stands, and forgets what was remembered before. A kill in between leaves some that nothing is
 * remembered of; those are put aside as a whole.
 */
export const rememberInner = async (place: Place): Promise<Result<void, Failure>> => {
  const found = await innerFolders(place);
  if (!found.ok) return found;
  const all = join(place.gitDir, HEADS);
  if (isRealFolder(all)) await rm(all, { recursive: true, force: true });
  for (const folder of found.value) {
    const gitDir = join(pathOf(place.names.worktree, folder), '.git');
    if (!isRealFolder(gitDir)) continue;
    const memory = memoryOf(place, folder);
    ownFolder(place.gitDir, memory);
    await copyMoving(gitDir, memory);
  }
  return ok(undefined);
};

/** H2: gives where it is kept, relative to the repository's git folder. */
const keepAside = async (desk: Desk, folder: string, attempt: Attempt, isWhole: boolean): Promise<string> => {
  const aside = asideFolder(desk.names.run, attempt);
  const from = join(pathOf(desk.names.worktree, folder), '.git');
  const to = join(pathOf(join(desk.commonDir, aside), folder), '.git');
  ownFolder(desk.commonDir, dirname(to), desk.tell);
  if (!isWhole) await copyTree(from, to);
  else
    try {
      renameSync(from, to);
    } catch {
      // Another file system.
      await copyTree(from, to);
      await rm(from, { recursive: true, force: true });
    }
  return aside;
};

/** Puts back each that stands elsewhere than at the last checkpoint, and takes away those that were not there then. */
export const putInnerBack = async (desk: Desk, attempt: Attempt): Promise<Result<void, Failure>> => {
  const found = await innerFolders(desk);
  if (!found.ok) return found;
  for (const folder of found.value) {
    const gitDir = join(pathOf(desk.names.worktree, folder), '.git');
    const memory = memoryOf(desk, folder);
    const wasThere = isRealFolder(memory) && isRealFolder(gitDir);
    if (wasThere && stateOf(memory) === stateOf(gitDir)) continue;
    const aside = await keepAside(desk, folder, attempt, !wasThere);
    if (wasThere) await copyMoving(memory, gitDir);
    const became = wasThere ? 'was put back to where the last checkpoint found it' : 'was put out of the way';
    desk.announce(`the repository in ${readable(folder)} ${became}; what the lost attempt made of it is in ${aside}`);
  }
  return ok(undefined);
};
