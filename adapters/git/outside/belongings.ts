/**
 * What a repository holds beside the runs of ws: branches, tags, remotes, the stash, the configuration, and what is ignored and
 * how files are read in all of its worktrees. Read without git, but for references where git keeps them in another form.
 */
import { readdir, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { ownEnvironment } from '../../machine/own-environment.ts';
import { gitAt } from '../command/configured.ts';
import { textAt } from '../command/glance.ts';
import { gitOn, type Repository } from '../repository.ts';

/**
 * `references`: name → where it leads. `stash`: oldest first. `shared`: file below `info/` → what it holds; not there where a
 * driver of before there was any has left word.
 */
export type Belongings = {
  readonly references: Readonly<Record<string, string>>;
  readonly stash: readonly StashEntry[];
  readonly config: string;
  readonly shared?: Readonly<Record<string, string>>;
  /** Hook, by its path where it lies elsewhere than in git's own folder for them → what it is by size and time of change. Not there where a driver of before there was any has left word. */
  readonly hooks?: Readonly<Record<string, string>>;
  /** What lies below the names of ws itself: name → where it leads. Not there where no secret is to be looked for. */
  readonly runs?: Readonly<Record<string, string>>;
  /** Where worktrees that are none of ws are registered, by the name of the registration. */
  readonly worktrees?: Readonly<Record<string, string>>;
};

export type StashEntry = { readonly sha: string; readonly message: string };

const textOf = async (path: string): Promise<string> => textAt(path);

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

/** What git knows of references that it keeps in tables. */
const askedReferences = async (commonDir: string): Promise<Pick<Belongings, 'references' | 'stash'>> => {
  const git = gitAt({ cwd: commonDir, gitDir: commonDir, workTree: null }, commonDir);
  const linesOf = async (...args: readonly string[]): Promise<readonly string[]> => {
    const answer = await git(args, { reads: true, answers: [1, 128] });
    return answer.ok ? answer.value.stdout.toString('utf8').split('\n') : [];
  };
  const listed = await linesOf('for-each-ref', '--format=%(objectname) %(refname)');
  const [head = ''] = await linesOf('symbolic-ref', '-q', 'HEAD');
  const log = await linesOf('log', '--walk-reflogs', '--format=%H %gs', 'refs/stash');
  const stash = log.filter((line) => line !== '').map((line) => ({ sha: line.slice(0, 40), message: line.slice(41) }));
  const references = { ...Object.fromEntries(packedReferences(listed.join('\n'))), HEAD: head };
  return { references, stash: stash.reverse() };
};

/** Files that hold for every worktree of a repository, whoever wrote them. */
const SHARED = ['exclude', 'attributes'];

const readReferences = async (commonDir: string): Promise<Pick<Belongings, 'references' | 'stash'>> => {
  const [loose, packed, log, head] = await Promise.all([
    looseReferences(commonDir),
    textOf(join(commonDir, 'packed-refs')),
    textOf(join(commonDir, 'logs', 'refs', 'stash')),
    textOf(join(commonDir, 'HEAD')),
  ]);
  const references = Object.fromEntries([...packedReferences(packed), ...loose, ['HEAD', head.trim()]]);
  return { references, stash: stashEntries(log) };
};

const entriesOf = (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => []);

/** Of one folder; `shown` is what stands before their names. */
const hooksIn = async (folder: string, shown: string): Promise<readonly (readonly [string, string])[]> => {
  const names = (await entriesOf(folder)).filter((name) => !name.endsWith('.sample'));
  const found = names.map(async (name) => {
    const at = await stat(join(folder, name)).catch(() => null);
    return [`${shown}${name}`, at === null ? 'leads nowhere' : `${at.size} ${at.mode} ${at.mtimeMs}`] as const;
  });
  return Promise.all(found);
};

const hooksOf = async (commonDir: string, hooksFolder: string | null): Promise<Readonly<Record<string, string>>> => {
  const usual = join(commonDir, 'hooks');
  const others = hooksFolder === null || hooksFolder === usual ? [] : await hooksIn(hooksFolder, `${hooksFolder}/`);
  return Object.fromEntries([...(await hooksIn(usual, '')), ...others]);
};

/** Where git looks for hooks in the user's checkout instead of in its own folder (`core.hooksPath`); null where nothing says so. */
export const hooksFolderOf = async (repository: Repository): Promise<string | null> => {
  const settings = await gitOn(repository).settings();
  const set = settings.ok ? settings.value.findLast(({ key }) => key === 'core.hookspath')?.value : undefined;
  if (set === undefined || set === '') return null;
  return resolve(repository.root, set.replace(/^~\//, `${ownEnvironment()['HOME'] ?? ''}/`));
};

/** Those of runs have a HEAD on a branch of ws, or what ws keeps in their folder. */
const worktreesOf = async (commonDir: string): Promise<Readonly<Record<string, string>>> => {
  const root = join(commonDir, 'worktrees');
  const found = (await entriesOf(root)).map(async (name) => {
    const isOurs = (await textOf(join(root, name, 'HEAD'))).startsWith('ref: refs/heads/ws/');
    const isKept = (await entriesOf(join(root, name))).some((file) => file.startsWith('ws-'));
    if (isOurs || isKept) return [];
    return [[name, (await textOf(join(root, name, 'gitdir'))).trim().replace(/\/\.git$/, '')]];
  });
  return Object.fromEntries((await Promise.all(found)).flat() as [string, string][]);
};

/** Reads them all. `hooksFolder` is looked into for hooks, too. */
export const belongingsOf = async (commonDir: string, hooksFolder: string | null = null): Promise<Belongings> => {
  const isTable = await stat(join(commonDir, 'reftable')).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const [own, hooks, worktrees, config, ...shared] = await Promise.all([
    isTable ? askedReferences(commonDir) : readReferences(commonDir),
    hooksOf(commonDir, hooksFolder),
    worktreesOf(commonDir),
    textOf(join(commonDir, 'config')),
    ...SHARED.map((name) => textOf(join(commonDir, 'info', name))),
  ]);
  return {
    ...own,
    hooks,
    worktrees,
    config,
    shared: Object.fromEntries(SHARED.map((name, at) => [name, shared[at] ?? ''])),
  };
};

const MOST_NAMED = 5;

const listed = (names: readonly string[]): string => {
  const more = names.length - MOST_NAMED;
  return names.slice(0, MOST_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
};

/** A reference as people call it. */
export const shortOf = (name: string): string =>
  name
    .replace(/^refs\/heads\//, 'branch ')
    .replace(/^refs\/tags\//, 'tag ')
    .replace(/^refs\/notes\//, 'notes ')
    .replace(/^refs\/remotes\//, 'remote branch ');

const differing = (
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): readonly string[] =>
  Object.keys({ ...before, ...after })
    .filter((name) => before[name] !== after[name])
    .sort();

/** Of hooks, which your own git runs, and of worktrees. */
const toldPlanted = (before: Belongings, after: Belongings): readonly string[] => {
  const hooks = differing(before.hooks ?? after.hooks ?? {}, after.hooks ?? {});
  const { worktrees: now = {} } = after;
  const { worktrees: was = now } = before;
  const registered = differing(was, now).flatMap((name) => now[name] ?? []);
  const removed = Object.entries(was).flatMap(([name, path]) => (now[name] === undefined ? [path] : []));
  return [
    ...(hooks.length === 0
      ? []
      : [
          `changed hooks of the repository, which your own git runs: ${listed(hooks.map((name) => (isAbsolute(name) ? name : `hooks/${name}`)))}`,
        ]),
    ...(registered.length === 0 ? [] : [`registered the worktree ${listed(registered)} (git worktree list)`]),
    ...(removed.length === 0 ? [] : [`removed the registration of the worktree ${listed(removed)}`]),
  ];
};

/** What is another in the repository than it was, a sentence for each kind of change. */
export const toldChanges = (before: Belongings, after: Belongings): readonly string[] => {
  const names = Object.keys({ ...before.references, ...after.references }).sort();
  const of = (is: (was: string | undefined, now: string | undefined) => boolean): readonly string[] =>
    names.filter((name) => is(before.references[name], after.references[name])).map(shortOf);
  const made = of((was) => was === undefined);
  const gone = of((_, now) => now === undefined);
  const { shared = after.shared } = before;
  const changedShared = SHARED.filter((name) => shared?.[name] !== after.shared?.[name]);
  const moved = of((was, now) => was !== undefined && now !== undefined && was !== now);
  return [
    ...(made.length === 0 ? [] : [`made ${listed(made)}`]),
    ...(gone.length === 0 ? [] : [`removed ${listed(gone)}`]),
    ...(moved.length === 0 ? [] : [`moved ${listed(moved)}`]),
    ...(before.config === after.config
      ? []
      : ['changed the configuration of the repository (git config --local --list)']),
    ...toldPlanted(before, after),
    ...changedShared.map(
      (name) => `changed info/${name} of the repository, which holds for all of its worktrees, yours too`,
    ),
  ];
};
