import { describe, expect, test } from 'vitest';
import { attemptOf, git, openAt, repositoryAt, sh, temporary, unwrap } from '../unit/adapters/git/rig.ts';

/** What a step did in its worktree. `$LIB` is a repository elsewhere, `$ROOT` the user's; `lib` is a submodule. */
const SHAPES: readonly (readonly [what: string, script: string])[] = [
  ['an empty repository', 'git init -q new'],
  ['a repository with files and no commit', 'git init -q new; echo f > new/f; echo g > new/g; git -C new add g'],
  ['a repository with a commit', 'git init -q new; echo f > new/f; commit new'],
  ['a clone', 'git clone -q "$LIB" new'],
  ['a clone with a commit of its own', 'git clone -q "$LIB" new; echo f > new/f; commit new'],
  [
    'a repository whose work is on its stash alone',
    'git clone -q "$LIB" new; echo s >> new/lib.txt; git -C new stash -q',
  ],
  ['a clone with untracked files', 'git clone -q "$LIB" new; mkdir new/d; echo u > new/d/u'],
  [
    'a repository on a detached commit',
    'git clone -q "$LIB" new; git -C new checkout -q --detach; echo f > new/f; commit new',
  ],
  [
    'a repository with commits on another branch',
    'git clone -q "$LIB" new; git -C new checkout -qb x; echo f > new/f; commit new; git -C new checkout -q main',
  ],
  ['a repository made around tracked files', 'git init -q app; commit app'],
  [
    'a repository that the step staged as a link',
    'git init -q new; echo f > new/f; commit new; git add new 2>/dev/null',
  ],
  [
    'a repository that the step committed as a link',
    'git init -q new; echo f > new/f; commit new; git add new 2>/dev/null; git commit -qm link',
  ],
  [
    'a repository in a repository in a repository',
    'git init -q a; echo 1 > a/1; git init -q a/b; echo 2 > a/b/2; git init -q a/b/c; echo 3 > a/b/c/3; commit a/b/c; commit a/b; commit a',
  ],
  ['a bare repository', 'git clone -q --bare "$LIB" new.git'],
  ['a repository in an ignored folder', 'git init -q cache/new; echo f > cache/new/f; commit cache/new'],
  ['a worktree of the repository itself', 'git worktree add -q --detach inside; echo f > inside/f; commit inside'],
  [
    'a worktree of a repository inside',
    'git init -q new; echo f > new/f; commit new; git -C new worktree add -q ../other; echo g > other/g; commit other',
  ],
  ['a `.git` that leads elsewhere', 'mkdir new; echo "gitdir: $LIB/.git" > new/.git; echo f > new/f'],
  ['a `.git` that leads nowhere', 'mkdir new; echo "gitdir: /nowhere" > new/.git; echo f > new/f'],
  ['a link for a `.git`', 'mkdir new; ln -s "$LIB/.git" new/.git; echo f > new/f'],
  ['a submodule with a new commit on a branch', 'git -C lib checkout -qb x; echo f > lib/f; commit lib'],
  ['a submodule with a new commit on none', 'git -C lib checkout -q --detach; echo f > lib/f; commit lib'],
  ['a submodule that is dirty', 'echo d >> lib/lib.txt; echo u > lib/u; echo s > lib/s; git -C lib add s'],
  ['a submodule with a stash', 'echo d >> lib/lib.txt; git -C lib stash -q'],
  ['a submodule that was removed', 'echo f > lib/f; commit lib; git rm -qf lib'],
  ['a submodule whose folder was removed', 'rm -rf lib'],
  ['a new submodule', 'git submodule --quiet add "$LIB" more; echo f > more/f'],
  [
    'a new submodule with a commit of its own',
    'git submodule --quiet add "$LIB" more; echo f > more/f; commit more; git add more',
  ],
  ['a submodule of another address', 'git submodule set-url lib "$LIB/.git"; echo f > lib/f; commit lib'],
  ['a repository in a submodule', 'git init -q lib/new; echo f > lib/new/f; commit lib/new'],
];

const PRELUDE = `
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=protocol.file.allow GIT_CONFIG_VALUE_0=always
commit() { git -C "$1" add --all; git -C "$1" commit -q --allow-empty -m own; }
`;

// Every object that a reference, a log of one, a stash, an index or a file still leads to, anywhere.
const REACHED = `
find "$@" -type d -name objects -prune -print | sed 's,/objects$,,' | while read -r dir; do
  [ -f "$dir/HEAD" ] || continue
  head=$(git --git-dir="$dir" rev-parse -q --verify HEAD || true)
  { git --git-dir="$dir" rev-list --all --reflog --objects --no-object-names $head; git --git-dir="$dir" ls-files -s | cut -d' ' -f2; } |
    git --git-dir="$dir" cat-file --batch-check | grep -E ' (commit|blob) ' | cut -d' ' -f1 || true
done
{ find "$@" \\( -name .git -o -name '*.git' \\) -prune -o -type f -print; find "$1/.git/ws-salvage" -name .git -prune -o -type f -print 2>/dev/null || true; } | git hash-object --no-filters --stdin-paths
`;

const begun = async (nestedRepositories: 'fail' | 'files' = 'fail') => {
  const library = repositoryAt(temporary('git'), { 'lib.txt': 'hello\n' });
  const root = repositoryAt(temporary('git'), { 'app/a.txt': 'a\n', '.gitignore': 'cache\n' });
  sh(root, `${PRELUDE} git submodule --quiet add '${library}' lib; git commit -qm Sub`);
  const workspace = await openAt(root, 'r1', { nestedRepositories });
  const tree = workspace.worktree;
  sh(tree, `${PRELUDE} git submodule --quiet update --init`);
  const env = { ...process.env, LIB: library, ROOT: root };
  const act = (script: string): string => sh(tree, PRELUDE + script, { env });
  const reached = (): ReadonlySet<string> =>
    new Set(sh(root, `set -- '${root}' '${tree}' '${library}'; ${REACHED}`).split('\n'));
  return { root, workspace, tree, act, reached };
};

const lost = (before: ReadonlySet<string>, after: ReadonlySet<string>): readonly string[] =>
  [...before].filter((object) => !after.has(object));

describe('no commit and no file is lost', () => {
  test.each(SHAPES)('of %s in an attempt that is lost', async (_, script) => {
    const { workspace, act, reached } = await begun();
    act(script);
    const made = reached();
    unwrap(await workspace.restore(attemptOf('code', 2)));
    expect(lost(made, reached())).toEqual([]);
  });

  // All shapes in each way take a minute: what differs in the two others is tried on some.
  const some = process.env['WS_LONG'] === undefined ? SHAPES.filter((_, at) => at % 5 === 2) : SHAPES;

  test.each(some)('of %s in one that succeeds, or cannot be carried and is put back', async (_, script) => {
    const { workspace, act, reached } = await begun();
    act(script);
    const made = reached();
    const carried = await workspace.checkpoint(attemptOf('code', 1));
    if (!carried.ok) expect(carried.error.message).toMatch(/is a repository of its own, whose files no commit/);
    unwrap(await workspace.restore(attemptOf('code', 2)));
    expect(lost(made, reached())).toEqual([]);
  });

  test.each(some)('of %s where files are taken in', async (_, script) => {
    const { workspace, tree, act, reached } = await begun('files');
    act(script);
    const made = reached();
    const sha = unwrap(await workspace.checkpoint(attemptOf('code', 1)));
    expect(lost(made, reached())).toEqual([]);
    const links = git(tree, 'ls-tree', '-r', sha)
      .split('\n')
      .filter((line) => line.startsWith('160000'));
    expect(links.every((line) => /\t(lib|more)$/.test(line))).toBe(true);
  });
});
