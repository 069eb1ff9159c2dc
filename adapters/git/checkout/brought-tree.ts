/** Reads what a commit would bring into the repository that can run, from git's store: nothing of it is on the disk yet. */
import { BROUGHT_LIMITS, itemOf, type Brought, type BroughtFile } from '../../../core/brought.ts';
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import { broughtOf } from '../../machine/brought-files.ts';
import { readable, splitNul } from '../command/command.ts';
import { gitOn, type Repository } from '../repository.ts';

type Entry = { readonly mode: string; readonly sha: string; readonly size: number; readonly path: string };

const entryOf = (line: string): Entry | null => {
  const [, mode = '', sha = '', size = '', path = ''] = /^(\d+) \w+ ([0-9a-f]+) +(\d+|-)\t([\s\S]+)$/.exec(line) ?? [];
  return path === '' ? null : { mode, sha, size: size === '-' ? 0 : Number(size), path };
};

const problemOf = ({ mode, size, path }: Entry): string | null => {
  const name = readable(path);
  if (mode === '120000') return `${name} is a link`;
  if (mode !== '100644' && mode !== '100755') return `${name} is no file`;
  return size > BROUGHT_LIMITS.fileBytes ? `${name} is larger than 1 MiB` : null;
};

/** What a tree, or the tree of a commit, holds of that, by item. */
export const broughtInTree = async (
  repository: Repository,
  tree: string,
): Promise<Result<readonly Brought[], Failure>> => {
  const git = gitOn(repository);
  const listed = await git(['ls-tree', '-r', '-z', '--long', '--full-tree', tree], { reads: true });
  if (!listed.ok) return listed;
  const entries = splitNul(listed.value.stdout).flatMap((line) => {
    const entry = entryOf(line);
    return entry !== null && itemOf(entry.path) !== null ? [entry] : [];
  });
  const items = new Map<string, { files: BroughtFile[]; problem: string | null }>();
  for (const entry of entries) {
    const item = itemOf(readable(entry.path));
    if (item === null) continue;
    const known = items.get(item) ?? { files: [], problem: null };
    items.set(item, known);
    known.problem ??= problemOf(entry);
    if (known.problem !== null || known.files.length > BROUGHT_LIMITS.files) continue;
    const shown = await git(['cat-file', 'blob', entry.sha], { reads: true });
    if (!shown.ok) return shown;
    const bytes = new Uint8Array(shown.value.stdout);
    known.files.push({ path: readable(entry.path), isExecutable: entry.mode === '100755', bytes });
  }
  return ok([...items].map(([item, { files, problem }]) => broughtOf(item, files, problem)));
};
