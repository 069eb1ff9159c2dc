/** Keeps secrets out of commits: looks at all that a checkpoint would add to the history. */
import type { Failure } from '../../../core/failure.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { SecretIn } from '../../../core/system.ts';
import type { Git } from '../command/configured.ts';

type NewObject = { readonly sha: string; readonly path: string };

/** What `tips` hold that `known` do not: commits, tags, trees and files, each with its path. */
const newObjects = async (
  git: Git,
  known: readonly string[],
  tips: readonly string[],
): Promise<Result<readonly NewObject[], Failure>> => {
  // As many names as there are references may be more than arguments can be.
  const input = [...tips, ...known.map((sha) => `^${sha}`), ''].join('\n');
  const listed = await git(['rev-list', '--objects', '--in-commit-order', '--stdin'], { reads: true, input });
  if (!listed.ok) return listed;
  const lines = listed.value.stdout.toString('latin1').split('\n');
  return ok(
    lines.flatMap((line) => {
      const [sha = '', ...path] = line.split(' ');
      return sha === '' ? [] : [{ sha, path: path.join(' ') }];
    }),
  );
};

/** So many objects are read at once. */
const AT_ONCE = 256;

type Read = { readonly kind: string; readonly bytes: Buffer };

/** Objects in the order of their names; null for those that are not there. */
export const readObjects = async (
  git: Git,
  names: readonly string[],
): Promise<Result<readonly (Read | null)[], Failure>> => {
  const input = Buffer.from(names.map((name) => `${name}\n`).join(''), 'latin1');
  const read = await git(['cat-file', '--batch'], { reads: true, input });
  if (!read.ok) return read;
  const { stdout } = read.value;
  const objects: (Read | null)[] = [];
  for (let at = 0; at < stdout.length; ) {
    const end = stdout.indexOf(10, at);
    const [, kind = '', size] = stdout.toString('latin1', at, end).split(' ');
    at = end + 1;
    if (size === undefined || !/^\d+$/.test(size)) {
      objects.push(null);
      continue;
    }
    objects.push({ kind, bytes: stdout.subarray(at, at + Number(size)) });
    at += Number(size) + 1;
  }
  return ok(objects);
};

const placeOf = ({ path }: NewObject, kind: string, secretIn: SecretIn): string => {
  if (kind === 'commit') return 'a commit that the step made';
  if (kind === 'tag') return 'the message of a tag';
  if (kind === 'tree') return 'the name of a file';
  return secretIn(path) === null ? `the file ${Buffer.from(path, 'latin1').toString('utf8')}` : 'a file';
};

/** A secret by its name, and where it stands, for people. */
export type FoundSecret = { readonly name: string; readonly where: string };

/**
 * The first secret that `tips` hold beyond `known`; null where they hold none. What the file of the first of `known` held
 * already is not counted. `tips` may be trees, too.
 */
export const secretBeyond = async (
  git: Git,
  { known, tips }: { readonly known: readonly string[]; readonly tips: readonly string[] },
  secretIn: SecretIn,
): Promise<Result<FoundSecret | null, Failure>> => {
  const listed = await newObjects(git, known, tips);
  if (!listed.ok) return listed;
  const [before = null] = known;
  for (let at = 0; at < listed.value.length; at += AT_ONCE) {
    const some = listed.value.slice(at, at + AT_ONCE);
    const read = await readObjects(
      git,
      some.map(({ sha }) => sha),
    );
    if (!read.ok) return read;
    for (const [place, object] of read.value.entries()) {
      const from = some[place];
      const name = object === null || from === undefined ? null : secretIn(object.bytes);
      if (object === null || from === undefined || name === null) continue;
      if (object.kind === 'blob' && before !== null && !/[\n"]/.test(from.path)) {
        const old = await readObjects(git, [`${before}:${from.path}`]);
        if (old.ok && old.value.some((held) => held !== null && secretIn(held.bytes) === name)) continue;
      }
      return ok({ name, where: placeOf(from, object.kind, secretIn) });
    }
  }
  return ok(null);
};

/** What forbids to commit `tree` with these parents, beyond the last checkpoint `tip`; nothing where it may be. */
export const secretInCommit = async (
  git: Git,
  { tip, tree, parents, message }: { tip: string; tree: string; parents: readonly string[]; message: string },
  secretIn: SecretIn,
): Promise<Result<void, Failure>> => {
  const named = secretIn(message);
  const tips = [...parents.filter((parent) => parent !== tip), tree];
  const found =
    named === null
      ? await secretBeyond(git, { known: [tip], tips }, secretIn)
      : ok({ name: named, where: 'the message of the commit' });
  if (!found.ok || found.value === null) return found.ok ? ok(undefined) : found;
  const { name, where } = found.value;
  return err({
    code: 'secret-in-commit',
    message: `${where} holds the value of the secret ${name}; it is not committed: take it out, and let the step read it from its environment`,
  });
};
