/** The files of a worktree that patterns name, whether git ignores them or not, and what they hold. */
import { type BigIntStats, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { outsideOf, stemsOf } from '../../core/file-scope.ts';
import { digestOf } from './entries.ts';
import type { KeptFile } from './entry.ts';

const lstat = (path: string): BigIntStats | null => {
  try {
    return lstatSync(path, { bigint: true });
  } catch {
    return null;
  }
};

/** All below a path that are files or links, themselves among them. No link is followed, and nothing of git is looked at. */
function* below(worktree: string, path: string): Generator<string> {
  const found = lstat(join(worktree, path));
  if (found === null) return;
  if (!found.isDirectory()) {
    if (found.isFile() || found.isSymbolicLink()) yield path;
    return;
  }
  for (const name of readdirSync(join(worktree, path)).toSorted()) {
    if (name.toLowerCase() === '.git') continue;
    yield* below(worktree, path === '' ? name : `${path}/${name}`);
  }
}

/** A link on the way to a path is what is there; undefined where nothing is on the way but folders. */
const linkOnTheWay = (worktree: string, path: string): string | undefined => {
  const names = path.split('/');
  const ways = names.slice(0, -1).map((_, at) => names.slice(0, at + 1).join('/'));
  return ways.find((way) => lstat(join(worktree, way))?.isSymbolicLink() === true);
};

/** Paths from the top, in order. */
export const filesNamed = (worktree: string, patterns: readonly string[]): readonly string[] => {
  const found = new Set<string>();
  for (const stem of stemsOf(patterns)) {
    const link = linkOnTheWay(worktree, stem);
    if (link === undefined) for (const path of below(worktree, stem)) found.add(path);
    else found.add(link);
  }
  const outside = new Set(outsideOf({ only: patterns }, [...found]));
  // A link to a folder stands for all that is in it.
  return [...found]
    .filter((path) => !outside.has(path) || patterns.some((each) => each.startsWith(`${path}/`)))
    .toSorted();
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
    if (found === null || (!found.isFile() && !found.isSymbolicLink())) return null;
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
