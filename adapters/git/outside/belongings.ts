/** What a repository holds beside the runs of ws: branches, tags, remotes, the stash, the configuration. Read without git. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** `references`: name → where it leads. `stash`: oldest first. Where git keeps references in another form: nothing. */
export type Belongings = {
  readonly references: Readonly<Record<string, string>>;
  readonly stash: readonly StashEntry[];
  readonly config: string;
};

export type StashEntry = { readonly sha: string; readonly message: string };

const textOf = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');

/** Names below `refs/` of ws itself, and the stash, whose every entry counts. */
const IS_OURS = /^refs\/(?:ws|heads\/ws|worktree|bisect|rewritten)(?:\/|$)|^refs\/stash$|\.lock$/;

const looseReferences = async (commonDir: string): Promise<readonly (readonly [string, string])[]> => {
  const found = await readdir(join(commonDir, 'refs'), { recursive: true, withFileTypes: true }).catch(() => []);
  const names = found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(commonDir.length + 1))
    .filter((name) => !IS_OURS.test(name));
  return Promise.all(names.map(async (name) => [name, (await textOf(join(commonDir, name))).trim()] as const));
};

const packedReferences = (text: string): readonly (readonly [string, string])[] =>
  text.split('\n').flatMap((line) => {
    const [, sha, name] = /^([0-9a-f]{40,64}) (\S+)$/.exec(line) ?? [];
    return sha === undefined || name === undefined || IS_OURS.test(name) ? [] : [[name, sha] as const];
  });

const stashEntries = (log: string): readonly StashEntry[] =>
  log.split('\n').flatMap((line) => {
    const [, sha, message] = /^[0-9a-f]+ ([0-9a-f]{40,64}) [^\t]*(?:\t(.*))?$/.exec(line) ?? [];
    return sha === undefined ? [] : [{ sha, message: message ?? '' }];
  });

/** Reads them all. */
export const belongingsOf = async (commonDir: string): Promise<Belongings> => {
  const [loose, packed, log, config, head] = await Promise.all([
    looseReferences(commonDir),
    textOf(join(commonDir, 'packed-refs')),
    textOf(join(commonDir, 'logs', 'refs', 'stash')),
    textOf(join(commonDir, 'config')),
    textOf(join(commonDir, 'HEAD')),
  ]);
  return {
    references: Object.fromEntries([...packedReferences(packed), ...loose, ['HEAD', head.trim()]]),
    stash: stashEntries(log),
    config,
  };
};

const MOST_NAMED = 5;

const listed = (names: readonly string[]): string => {
  const more = names.length - MOST_NAMED;
  return names.slice(0, MOST_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
};

const shortOf = (name: string): string =>
  name
    .replace(/^refs\/heads\//, 'branch ')
    .replace(/^refs\/tags\//, 'tag ')
    .replace(/^refs\/remotes\//, 'remote branch ');

/** What is another in the repository than it was, a sentence for each kind of change. */
export const toldChanges = (before: Belongings, after: Belongings): readonly string[] => {
  const names = Object.keys({ ...before.references, ...after.references }).sort();
  const of = (is: (was: string | undefined, now: string | undefined) => boolean): readonly string[] =>
    names.filter((name) => is(before.references[name], after.references[name])).map(shortOf);
  const made = of((was) => was === undefined);
  const gone = of((_, now) => now === undefined);
  const moved = of((was, now) => was !== undefined && now !== undefined && was !== now);
  return [
    ...(made.length === 0 ? [] : [`made ${listed(made)}`]),
    ...(gone.length === 0 ? [] : [`removed ${listed(gone)}`]),
    ...(moved.length === 0 ? [] : [`moved ${listed(moved)}`]),
    ...(before.config === after.config
      ? []
      : ['changed the configuration of the repository (git config --local --list)']),
  ];
};
