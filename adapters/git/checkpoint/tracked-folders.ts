/**
 * Finds repositories that were made in folders of which files are tracked: git takes what lies there for files like any other, and
 * says nothing of the repository.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import { splitNul } from '../command/command.ts';
import type { Git, GitRequest } from '../command/configured.ts';
import { bytesAt } from '../command/glance.ts';
import { hasCommit, pathOf } from './inner-files.ts';

const SIGNATURE = 'TREE';
const NEWLINE = 10;

/** The folders that the extension `TREE` names, in the format of git's `index-format`; null where these bytes are none. */
const foldersOfTree = (bytes: Buffer, hashBytes: number): readonly string[] | null => {
  const folders: string[] = [];
  /** Where we are: each folder, and how many of those in it are still to come. */
  const above: { readonly path: string; left: number }[] = [];
  for (let at = 0; at < bytes.length; ) {
    const nameEnd = bytes.indexOf(0, at);
    const lineEnd = bytes.indexOf(NEWLINE, nameEnd);
    if (nameEnd < 0 || lineEnd < 0) return null;
    const said = /^(-?\d+) (\d+)$/.exec(bytes.toString('latin1', nameEnd + 1, lineEnd));
    if (said === null) return null;
    const name = bytes.toString('latin1', at, nameEnd);
    while (above.at(-1)?.left === 0) above.pop();
    const parent = above.at(-1);
    if ((parent === undefined) !== (at === 0)) return null;
    const path = parent === undefined || parent.path === '' ? name : `${parent.path}/${name}`;
    if (parent !== undefined) {
      parent.left -= 1;
      folders.push(path);
    }
    above.push({ path, left: Number(said[2]) });
    at = lineEnd + 1 + (Number(said[1]) < 0 ? 0 : hashBytes);
  }
  return above.every(({ left }) => left === 0) ? folders : null;
};

/** What the index itself keeps of its trees: one look for each folder, none for each file; null where it keeps nothing. */
const foldersIn = (bytes: Buffer): readonly string[] | null => {
  for (let at = bytes.lastIndexOf(SIGNATURE); at > 0; at = bytes.lastIndexOf(SIGNATURE, at - 1)) {
    if (at + 8 > bytes.length) continue;
    const end = at + 8 + bytes.readUInt32BE(at + 4);
    if (end > bytes.length) continue;
    for (const hashBytes of [20, 32]) {
      const folders = foldersOfTree(bytes.subarray(at + 8, end), hashBytes);
      if (folders !== null) return folders;
    }
  }
  return null;
};

/** The slow way. One git process. */
const askFolders = async (git: Git, request: GitRequest): Promise<Result<readonly string[], Failure>> => {
  const listed = await git(['ls-files', '-z'], { ...request, reads: true });
  if (!listed.ok) return listed;
  const folders = new Set<string>();
  for (const path of splitNul(listed.value.stdout))
    for (
      let end = path.lastIndexOf('/');
      end > 0 && !folders.has(path.slice(0, end));
      end = path.lastIndexOf('/', end - 1)
    )
      folders.add(path.slice(0, end));
  return ok([...folders]);
};

/** The first folder with tracked files that is a repository with a commit (its bytes, each a character); null where none is. */
export const repositoryAmongTracked = async (
  git: Git,
  indexPath: string,
  request: GitRequest,
): Promise<Result<string | null, Failure>> => {
  const kept = foldersIn(bytesAt(indexPath) ?? Buffer.alloc(0));
  const folders = kept === null ? await askFolders(git, request) : ok(kept);
  if (!folders.ok) return folders;
  const { cwd } = git.place;
  for (const folder of folders.value) {
    if (!existsSync(join(pathOf(cwd, folder), '.git'))) continue;
    if (await hasCommit(cwd, folder)) return ok(folder);
  }
  return ok(null);
};
