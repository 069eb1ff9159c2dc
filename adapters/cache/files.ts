/** The files of a worktree that patterns name, whether git ignores them or not, and what they hold. */
import { type BigIntStats, lstatSync, readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { outsideOf, stemsOf } from '../../core/file-scope.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { digestOf } from './entries.ts';
import type { KeptFile } from './entry.ts';

const lstat = (path: string): BigIntStats | null => {
  try {
    return lstatSync(path, { bigint: true });
  } catch {
    return null;
  }
};

/** What has no name that could be written down here: no file is found under the one that node gives it. */
const isUnnamed = (worktree: string, path: string): boolean =>
  path.includes('\uFFFD') && lstat(join(worktree, path)) === null;

/**
 * All below a path that are files, links or folders with nothing in them, itself among them. No link is followed. `repositories`: of
 * folders that are one nothing of git is looked at, and that they are is noted there.
 */
function* below(worktree: string, path: string, repositories: string[]): Generator<string> {
  const found = lstat(join(worktree, path));
  if (found === null) {
    if (isUnnamed(worktree, path)) yield path;
    return;
  }
  if (!found.isDirectory()) {
    if (found.isFile() || found.isSymbolicLink()) yield path;
    return;
  }
  const names = readdirSync(join(worktree, path)).toSorted();
  if (names.length === 0 && path !== '') yield path;
  for (const name of names) {
    if (name.toLowerCase() !== '.git') yield* below(worktree, path === '' ? name : `${path}/${name}`, repositories);
    else if (path !== '') repositories.push(path);
  }
}

/** A link on the way to a path is what is there; undefined where nothing is on the way but folders. */
const linkOnTheWay = (worktree: string, path: string): string | undefined => {
  const names = path.split('/');
  const ways = names.slice(0, -1).map((_, at) => names.slice(0, at + 1).join('/'));
  return ways.find((way) => lstat(join(worktree, way))?.isSymbolicLink() === true);
};

/** All at or below paths, and the folders among them that are repositories. */
const allBelow = (worktree: string, paths: readonly string[]): { found: Set<string>; repositories: string[] } => {
  const found = new Set<string>();
  const repositories: string[] = [];
  for (const each of paths) {
    const link = linkOnTheWay(worktree, each);
    if (link === undefined) for (const path of below(worktree, each, repositories)) found.add(path);
    else found.add(link);
  }
  return { found, repositories };
};

/** Paths from the top, in order; the error is the sentence that says which of them nobody could name. */
const named = (worktree: string, paths: readonly string[]): Result<readonly string[], string> => {
  const unnamed = paths.find((path) => isUnnamed(worktree, path));
  return unnamed === undefined ? ok(paths.toSorted()) : err(`the name of ${unnamed} is not UTF-8`);
};

/** What lies at or below paths. */
export const filesBelow = (worktree: string, paths: readonly string[]): Result<readonly string[], string> =>
  named(worktree, [...allBelow(worktree, paths).found]);

/** What patterns name, and the repositories in it, of which all but git's own is meant. */
export const filesNamed = (
  worktree: string,
  patterns: readonly string[],
): Result<{ readonly paths: readonly string[]; readonly repositories: readonly string[] }, string> => {
  const { found, repositories } = allBelow(worktree, stemsOf(patterns));
  const isIn = (paths: readonly string[]): readonly string[] => {
    const outside = new Set(outsideOf({ only: patterns }, paths));
    // A link to a folder stands for all that is in it.
    return paths.filter((path) => !outside.has(path) || patterns.some((each) => each.startsWith(`${path}/`)));
  };
  const paths = named(worktree, isIn([...found]));
  return paths.ok ? ok({ paths: paths.value, repositories: isIn(repositories) }) : paths;
};

/** Where links lead within the worktree, at once or by others, and all that is there. */
export const behindLinks = (worktree: string, paths: readonly string[]): Result<readonly string[], string> => {
  const top = `${realpathSync(worktree)}/`;
  const seen = new Set(paths);
  let next = paths;
  while (next.length > 0) {
    const ends = next
      .filter((path) => lstat(join(worktree, path))?.isSymbolicLink() === true)
      .map((path) => realpathOf(join(worktree, path)))
      .filter((end) => end.startsWith(top))
      .map((end) => end.slice(top.length));
    next = [...allBelow(worktree, ends).found].filter((path) => !seen.has(path));
    for (const path of next) seen.add(path);
  }
  return named(worktree, [...seen]);
};

/** Empty where it leads nowhere. */
const realpathOf = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    return '';
  }
};

/** How long a file must have lain still for its time of change to tell that it is the same. */
const STILL_NS = 100_000_000n;

type Known = { readonly sign: string; readonly file: KeptFile };

/** Reads files, each once while it stays as it is. */
export const createReader = (worktree: string): ((path: string) => KeptFile | null) => {
  const known = new Map<string, Known>();
  return (path) => {
    const whole = join(worktree, path);
    const found = lstat(whole);
    if (found === null) return null;
    if (found.isDirectory()) return { path, kind: 'folder', digest: digestOf(new Uint8Array()) };
    if (!found.isFile() && !found.isSymbolicLink()) return null;
    const sign = [found.ino, found.size, found.mode, found.mtimeNs, found.ctimeNs].join(' ');
    const before = known.get(path);
    if (before?.sign === sign) return before.file;
    const bytes = found.isFile() ? readFileSync(whole) : Buffer.from(readlinkSync(whole, { encoding: 'buffer' }));
    const kind = found.isSymbolicLink() ? 'link' : (found.mode & 0o111n) === 0n ? 'file' : 'program';
    const file: KeptFile = { path, kind, digest: digestOf(bytes) };
    const isStill = BigInt(Date.now()) * 1_000_000n - found.ctimeNs > STILL_NS;
    if (isStill) known.set(path, { sign, file });
    else known.delete(path);
    return file;
  };
};
