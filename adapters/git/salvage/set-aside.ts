/**
 * Keeps secrets out of salvages, which travel with the repository: what holds one lies in a folder of the run instead, for
 * its owner alone.
 *
 * A1: nothing is left out of a salvage before it lies in that folder.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Attempt } from '../../../core/attempt.ts';
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import { writeAnew } from '../../../core/state/sqlite/own-file.ts';
import type { SecretIn } from '../../../core/system.ts';
import { ownFile } from '../../machine/own-folder.ts';
import type { Git } from '../command/configured.ts';
import { readObjects, secretInCommit } from '../checkpoint/secrets.ts';
import { writeTree } from '../checkpoint/stage.ts';
import { fileFailure } from '../repository.ts';

/** One salvage: what is salvaged beyond the checkpoint `tip`, and where that of it goes which holds a secret. */
export type Salvage = {
  readonly git: Git;
  /** null where no secret is known: then everything is salvaged. */
  readonly secretIn: SecretIn | null;
  readonly tip: string;
  readonly folder: string;
  /** A file to stage in. */
  readonly index: string;
};

/** Says where that lies which is in no salvage: nothing else names the folder where all that was left held a secret. */
export const tellAside = (
  { asideOf, announce }: { readonly asideOf: (attempt: Attempt) => string; readonly announce: (line: string) => void },
  attempt: Attempt,
): void => {
  const folder = asideOf(attempt);
  if (existsSync(folder))
    announce(
      `of what step ${attempt.step} left some holds a secret, or may hold one that is not set here: it is kept in ${folder}, and in no commit`,
    );
};

type Change = {
  /** As the bytes of the name, each a character. */
  readonly path: string;
  readonly before: { readonly mode: string; readonly sha: string };
  readonly after: { readonly mode: string; readonly sha: string };
};

const NOTHING = '000000';
const GITLINK = '160000';
const AT_ONCE = 256;

const write = async (folder: string, path: string, bytes: Uint8Array): Promise<Result<void, Failure>> => {
  try {
    writeAnew(ownFile(dirname(folder), path), bytes, 0o600, true);
    return ok(undefined);
  } catch (error) {
    return { ok: false, error: fileFailure(error, 'cannot set aside what holds a secret') };
  }
};

const changesOf = async (git: Git, from: string, to: string): Promise<Result<readonly Change[], Failure>> => {
  const compared = await git(['diff-tree', '-r', '-z', '--no-renames', from, to], { reads: true });
  if (!compared.ok) return compared;
  const parts = compared.value.stdout.toString('latin1').split('\0');
  const changes: Change[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [mode = '', newMode = '', sha = '', newSha = ''] = (parts[at] ?? '').slice(1).split(' ');
    const path = parts[at + 1] ?? '';
    changes.push({ path, before: { mode, sha }, after: { mode: newMode, sha: newSha } });
  }
  return ok(changes);
};

/** Sets the new contents aside that hold a secret which the file did not hold before, and tells which. */
const setFilesAside = async (
  { git, folder }: Salvage,
  secretIn: SecretIn,
  changes: readonly Change[],
): Promise<Result<readonly Change[], Failure>> => {
  const held: Change[] = [];
  const some = changes.filter(({ after }) => after.mode !== NOTHING);
  for (let at = 0; at < some.length; at += AT_ONCE) {
    const part = some.slice(at, at + AT_ONCE);
    const read = await readObjects(
      git,
      part.flatMap(({ before, after }) => [before.sha, after.sha]),
    );
    if (!read.ok) return read;
    for (const [place, change] of part.entries()) {
      const [old = null, now = null] = read.value.slice(place * 2, place * 2 + 2);
      const bytes = change.after.mode === GITLINK ? null : (now?.bytes ?? null);
      const name = bytes === null ? null : secretIn(bytes);
      const isNew = name !== null && (old === null || secretIn(old.bytes) !== name);
      if (!isNew && secretIn(change.path) === null) continue;
      held.push(change);
      const path = join(folder, 'files', Buffer.from(change.path, 'latin1').toString('utf8'));
      const kept = await write(folder, path, bytes ?? Buffer.from(`${change.after.sha}\n`));
      if (!kept.ok) return kept;
    }
  }
  return ok(held);
};

/** A tree without what holds a secret: there the files are as the last checkpoint has them. */
export const cleanTree = async (salvage: Salvage, tree: string): Promise<Result<string, Failure>> => {
  const { git, secretIn, tip, index } = salvage;
  if (secretIn === null) return ok(tree);
  const changes = await changesOf(git, tip, tree);
  if (!changes.ok) return changes;
  const held = await setFilesAside({ ...salvage, folder: join(salvage.folder, tree) }, secretIn, changes.value);
  if (!held.ok) return held;
  if (held.value.length === 0) return ok(tree);
  const env = { GIT_INDEX_FILE: index };
  const loaded = await git(['read-tree', tree], { env });
  if (!loaded.ok) return loaded;
  const lines = held.value.map(({ path, before: { mode, sha } }) => `${mode === NOTHING ? 0 : mode} ${sha}\t${path}\0`);
  const put = await git(['update-index', '-z', '--index-info'], { env, input: Buffer.from(lines.join(''), 'latin1') });
  return put.ok ? writeTree(git, { env }) : put;
};

/** Commits that may be salvaged; where they, their files or messages hold a secret they are set aside as a pack of git. */
export const cleanParents = async (
  { git, secretIn, tip, folder }: Salvage,
  parents: readonly string[],
): Promise<Result<readonly string[], Failure>> => {
  const own = parents.filter((parent) => parent !== tip);
  if (secretIn === null || own.length === 0) return ok(parents);
  const clean = await secretInCommit(git, { tip, tree: `${tip}^{tree}`, parents: own, message: '' }, secretIn);
  if (clean.ok) return ok(parents);
  if (clean.error.code !== 'secret-in-commit') return clean;
  const input = `${[...own, `^${tip}`].join('\n')}\n`;
  const packed = await git(['pack-objects', '--revs', '--stdout', '-q'], { input, reads: true });
  if (!packed.ok) return packed;
  const kept = await write(folder, join(folder, `${own[0] ?? ''}.pack`), packed.value.stdout);
  if (!kept.ok) return kept;
  const named = await write(folder, join(folder, `${own[0] ?? ''}.txt`), Buffer.from(`${own.join('\n')}\n`));
  return named.ok ? ok([tip]) : named;
};
