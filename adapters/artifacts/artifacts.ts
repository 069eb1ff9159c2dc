/**
 * Keeps artifacts below the state: `artifacts/<digest>/<name>`, and for each run a second name of the same file.
 *
 *   R1. No link is followed: neither to a file, nor on the way to one.
 *   R2. A file has its name once it is whole; what has another content has another folder.
 *   R3. What no run has a name of may go (collect.ts).
 */
import { createHash } from 'node:crypto';
import { chmodSync, linkSync, lstatSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Artifact } from '../../core/artifact.ts';
import type { Artifacts } from '../../core/artifacts.ts';
import type { Failure } from '../../core/failure.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { SecretIn } from '../../core/system.ts';
import { codeOf, isDiskFull, messageOf } from '../../core/thrown.ts';
import { filesNamed } from '../cache/files.ts';
import { ownFolder, replaceOwn } from '../machine/own-folder.ts';

const MOST_FILES = 10_000;
const MOST_BYTES = 1_073_741_824;

export const artifactsIn = (root: string): string => join(root, 'artifacts');
export const artifactsOfRun = (root: string, run: string): string => join(root, 'runs', run, 'artifacts');

const refused = (message: string): { readonly ok: false; readonly error: Failure } =>
  err({ code: 'bad-output', pointer: '/artifacts', message });

/** What there is of that name; an error where it is nothing that is kept. R1: a link on the way is what `filesNamed` gives then. */
const sizeOf = (worktree: string, path: string): Result<number, string> => {
  const found = lstatSync(join(worktree, path), { throwIfNoEntry: false });
  if (found?.isFile() === true) return ok(found.size);
  return err(
    `the artifact ${path} is ${found?.isSymbolicLink() === true ? 'a link' : 'no file'}, and only files are kept`,
  );
};

/** Gives a run a name of what is kept, R3. Of what is gone there is nothing to hold. */
export const holdArtifact = (root: string, run: string, { digest, path }: Pick<Artifact, 'digest' | 'path'>): void => {
  const own = join(artifactsOfRun(root, run), digest);
  ownFolder(root, own);
  try {
    linkSync(join(artifactsIn(root), digest, basename(path)), join(own, basename(path)));
  } catch (error) {
    if (codeOf(error) !== 'EEXIST' && codeOf(error) !== 'ENOENT') throw error;
  }
};

const store = (root: string, run: string, path: string, bytes: Uint8Array): Artifact => {
  const digest = createHash('sha256').update(bytes).digest('hex');
  const place = join(artifactsIn(root), digest, basename(path));
  if (lstatSync(place, { throwIfNoEntry: false })?.size !== bytes.length) {
    replaceOwn(root, place, bytes); // R2
    chmodSync(place, 0o400);
  }
  const kept = { path, digest, bytes: bytes.length };
  holdArtifact(root, run, kept);
  return kept;
};

const readAll = (
  worktree: string,
  paths: readonly string[],
  secretIn: SecretIn,
): Result<readonly (readonly [string, Uint8Array])[], Failure> => {
  let left = MOST_BYTES;
  const files: (readonly [string, Uint8Array])[] = [];
  for (const path of paths) {
    const size = sizeOf(worktree, path);
    if (!size.ok) return refused(size.error);
    left -= size.value;
    if (left < 0) return refused(`the artifacts are more than ${MOST_BYTES} bytes, with ${path}`);
    const bytes = readFileSync(join(worktree, path));
    const secret = secretIn(bytes);
    if (secret !== null)
      return refused(`the artifact ${path} holds the value of the secret ${secret}, and is not kept`);
    files.push([path, bytes]);
  }
  return ok(files);
};

/** Below an absolute `root`. */
export const createArtifacts = (root: string): Artifacts => ({
  pathOf: (digest, name) => join(artifactsIn(root), digest, name),
  keep: async (worktree, patterns, { run, secretIn }) => {
    try {
      const found = filesNamed(worktree, patterns);
      if (!found.ok) return refused(found.error);
      // A folder with nothing in it is no file.
      const paths = found.value.paths.filter((path) => !lstatSync(join(worktree, path)).isDirectory());
      if (paths.length > MOST_FILES)
        return refused(`the artifacts are ${paths.length} files, and ${MOST_FILES} the most`);
      const files = readAll(worktree, paths, secretIn);
      return files.ok ? ok(files.value.map(([path, bytes]) => store(root, run, path, bytes))) : files;
    } catch (error) {
      const code = isDiskFull(error) ? 'disk-full' : 'workspace';
      return err({ code, message: `the artifacts cannot be kept: ${messageOf(error)}` });
    }
  },
});
