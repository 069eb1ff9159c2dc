/** What every git process is told, whatever the repository or the user's shell would have it do. */
import { join } from 'node:path';

/** Settings that win over every configuration file. They go down to git's own children as well. */
const FIXED: readonly (readonly [key: string, value: string])[] = [
  // Nothing that lies in the repository is executed, and nothing is left running.
  ['core.fsmonitor', 'false'],
  ['core.hooksPath', '/dev/null'],
  ['core.pager', 'cat'],
  ['core.editor', 'false'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['protocol.ext.allow', 'never'],
  ['submodule.recurse', 'false'],
  ['commit.gpgSign', 'false'],
  ['tag.gpgSign', 'false'],
  ['log.showSignature', 'false'],
  ['rerere.enabled', 'false'],
  // A HEAD that is a link would be taken for one that a step planted.
  ['core.preferSymlinkRefs', 'false'],
  // What git says it did is on the disk.
  ['core.fsync', 'all'],
  ['core.fsyncMethod', 'fsync'],
  // One form of output and of content, whatever the user likes to see.
  ['core.quotePath', 'false'],
  ['core.safecrlf', 'false'],
  ['color.ui', 'false'],
  ['advice.addEmbeddedRepo', 'false'],
  ['i18n.commitEncoding', 'UTF-8'],
  ['i18n.logOutputEncoding', 'UTF-8'],
];

/** The arguments that come before every git subcommand. */
export const FIXED_ARGUMENTS: readonly string[] = [
  '--no-pager',
  '--literal-pathspecs',
  ...FIXED.flatMap(([key, value]) => ['-c', `${key}=${value}`]),
];

/** Of the user's own GIT_ variables only these reach git: who the user is, and where the user's own settings lie. */
const KEPT =
  /^GIT_(CONFIG_GLOBAL|CONFIG_SYSTEM|CONFIG_NOSYSTEM|EXEC_PATH|CEILING_DIRECTORIES|DISCOVERY_ACROSS_FILESYSTEM|(AUTHOR|COMMITTER)_(NAME|EMAIL)|SSL_\w+)$/;

/** Where a git process works. Named outright, so that nothing a step writes can point git at another place. */
export type GitPlace = {
  readonly cwd: string;
  /** null: git looks for it, from `cwd` upwards. */
  readonly gitDir: string | null;
  readonly workTree: string | null;
  /** The git folder that all worktrees share; left out where git is to look for it. */
  readonly commonDir?: string;
};

/**
 * Holds git to a place by its environment, which wins over every file that a step could write: `commondir`, `gitdir`,
 * `objects/info`, `core.worktree`. History is read as it was written, whatever `refs/replace` and `info/grafts` say.
 */
const pinsOf = ({ gitDir, commonDir, workTree }: GitPlace): Readonly<Record<string, string>> => ({
  ...(gitDir === null ? {} : { GIT_DIR: gitDir }),
  ...(workTree === null ? {} : { GIT_WORK_TREE: workTree }),
  ...(commonDir === undefined
    ? {}
    : {
        GIT_COMMON_DIR: commonDir,
        GIT_OBJECT_DIRECTORY: join(commonDir, 'objects'),
        GIT_NO_REPLACE_OBJECTS: '1',
        GIT_GRAFT_FILE: '/dev/null',
      }),
  // A child of git that makes a worktree has an index of its own.
  ...(gitDir === null || commonDir === undefined || workTree === null ? {} : { GIT_INDEX_FILE: join(gitDir, 'index') }),
});

/** Looked up each time. Of others each is taken once: to go through thousands of variables takes as long as git does. */
const LOOKED_UP: readonly string[] = [
  ...['PATH', 'GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM', 'GIT_EXEC_PATH'],
  ...['GIT_CEILING_DIRECTORIES', 'GIT_DISCOVERY_ACROSS_FILESYSTEM', 'GIT_AUTHOR_NAME', 'GIT_AUTHOR_EMAIL'],
  ...['GIT_COMMITTER_NAME', 'GIT_COMMITTER_EMAIL'],
];

type Variables = Readonly<Record<string, string | undefined>>;

const taken = new WeakMap<Variables, Readonly<Record<string, string>>>();

/** What of an environment reaches git. */
const reaching = (inherited: Variables): Record<string, string> => {
  const known = taken.get(inherited);
  const names = known === undefined ? Object.keys(inherited) : LOOKED_UP;
  const env: Record<string, string> = { ...known };
  for (const name of names) {
    const value = name.startsWith('GIT_') && !KEPT.test(name) ? undefined : inherited[name];
    if (value !== undefined) env[name] = value;
    else if (known !== undefined) delete env[name];
  }
  if (known === undefined) taken.set(inherited, env);
  return { ...env };
};

/** The whole environment of one git process: the caller's, without the GIT_ variables that could lead it astray. */
export const environmentOf = (
  inherited: Variables,
  place: GitPlace,
  settings: readonly (readonly [key: string, value: string])[],
  extra: Readonly<Record<string, string>>,
): Record<string, string> => {
  const env = reaching(inherited);
  env['GIT_TERMINAL_PROMPT'] = '0';
  env['GIT_ASKPASS'] = 'true';
  env['GIT_PAGER'] = 'cat';
  env['GIT_MERGE_AUTOEDIT'] = 'no';
  env['LC_ALL'] = 'C';
  // By variables and not by -c, because a key may hold a `=`.
  env['GIT_CONFIG_COUNT'] = `${settings.length}`;
  for (const [at, [key, value]] of settings.entries()) {
    env[`GIT_CONFIG_KEY_${at}`] = key;
    env[`GIT_CONFIG_VALUE_${at}`] = value;
  }
  return { ...env, ...pinsOf(place), ...extra };
};
