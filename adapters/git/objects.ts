/** Files and folders as commits hold them: read from git's own store, never from a file system. */
import type { Failure } from '../../core/failure.ts';
import { ok, type Result } from '../../core/result.ts';
import { gitOn, type Repository } from './repository.ts';

export type TreeEntry = {
  /** From the top. */
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link' | 'repository';
  /** null of what is no file. */
  readonly size: number | null;
};

const KINDS: Readonly<Record<string, TreeEntry['kind']>> = {
  '040000': 'folder',
  '120000': 'link',
  '160000': 'repository',
};

const isPlainPath = (path: string): boolean =>
  path.split('/').every((part) => part !== '' && part !== '.' && part !== '..') && !path.includes('\0');

const ENTRY = /^(\d{6}) (?:blob|tree|commit) [0-9a-f]+ +(\d+|-)\t([\s\S]+)$/;

const entryOf = (line: string, folder: string): readonly TreeEntry[] => {
  const [, mode = '', size = '', name] = ENTRY.exec(line) ?? [];
  if (name === undefined) return [];
  const path = folder === '' ? name : `${folder}/${name}`;
  return [{ path, kind: KINDS[mode] ?? 'file', size: size === '-' ? null : Number(size) }];
};

/** What is in a folder of a commit, the empty path for its top; null where there is no such folder. */
export const folderAt = async (
  repository: Repository,
  commit: string,
  folder: string,
): Promise<readonly TreeEntry[] | null> => {
  if (folder !== '' && !isPlainPath(folder)) return null;
  const listed = await gitOn(repository)(['ls-tree', '-z', '-l', `${commit}:${folder}`], {
    reads: true,
    answers: [128],
  });
  if (!listed.ok || listed.value.exitCode !== 0) return null;
  return listed.value.stdout
    .toString('utf8')
    .split('\0')
    .flatMap((line) => entryOf(line, folder));
};

/** What a file of a commit holds; null where there is none, `too-large` where it is larger than is wanted. */
export const fileAt = async (
  repository: Repository,
  { commit, path, most }: { readonly commit: string; readonly path: string; readonly most: number },
): Promise<Result<Buffer | 'too-large' | null, Failure>> => {
  if (!isPlainPath(path)) return ok(null);
  const git = gitOn(repository);
  const [folder, name] = path.includes('/') ? [path.slice(0, path.lastIndexOf('/')), path] : ['', path];
  const entry = (await folderAt(repository, commit, folder))?.find((each) => each.path === name);
  if (entry === undefined || entry.kind !== 'file') return ok(null);
  if ((entry.size ?? 0) > most) return ok('too-large');
  const read = await git(['cat-file', 'blob', `${commit}:${path}`], { reads: true });
  return read.ok ? ok(read.value.stdout) : read;
};
