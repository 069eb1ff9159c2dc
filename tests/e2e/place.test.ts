/** Nothing that a step does to its place reaches the checkout of the user, and nothing that the user does there the runs. */
import { cpSync, existsSync, lstatSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  checkoutDigest,
  git,
  makeFolder,
  makeRepository,
  removeFolder,
  writeFiles,
  ws,
  wsJson,
  type StatusJson,
} from '../rig/ws.ts';

let folder = '';
let repository = '';
beforeEach(() => {
  folder = makeFolder();
  repository = makeRepository(join(folder, 'repo'), { 'README.md': 'hello\n', '.gitignore': 'w.json\n' });
});
afterEach(() => removeFolder(folder));

const statusOf = (): Promise<StatusJson> => wsJson<StatusJson>(repository, ['status']);

/** What a step may do to the place it works in, and what is then tried on the user's repository. */
const SITUATIONS: readonly (readonly [what: string, script: string])[] = [
  ['removes .git', 'rm -f .git'],
  ['empties .git', ': > .git'],
  ['writes over .git', 'echo nonsense > .git'],
  ['has .git name a folder that is not there', 'echo "gitdir: /nowhere/at/all" > .git'],
  ['has .git name the repository of the user', 'echo "gitdir: $TARGET/.git" > .git'],
  ['puts a link to the repository of the user in place of .git', 'rm .git; ln -s "$TARGET/.git" .git'],
  ['puts a link to nowhere in place of .git', 'rm .git; ln -s nowhere .git'],
  ['puts a file elsewhere and links .git to it', 'mv .git ../elsewhere; ln -s ../elsewhere .git'],
  ['makes a repository in place of .git', 'rm .git; git init -q .'],
  [
    'makes a repository of two commits in place of .git',
    'rm .git; git init -q .; git add -A; git commit -qm own; git commit -q --allow-empty -m two',
  ],
  ['clones the repository of the user into place', 'rm .git; git clone -q "$TARGET" clone; mv clone/.git .git'],
  ['removes what .git leads to', 'rm -rf "$(git rev-parse --absolute-git-dir)"'],
  ['removes HEAD of what .git leads to', 'rm "$(git rev-parse --absolute-git-dir)/HEAD"'],
  ['makes an empty folder of .git', 'rm .git; mkdir .git'],
  ['makes a pipe of .git', 'rm .git; mkfifo .git'],
  ['removes everything in its worktree', 'find . -mindepth 1 -delete'],
  ['removes its worktree', 'rm -rf "$WS_WORKTREE"'],
  ['moves its worktree away', 'mv "$WS_WORKTREE" "$WS_WORKTREE.away"'],
  ['puts a file in place of its worktree', 'rm -rf "$WS_WORKTREE"; echo file > "$WS_WORKTREE"'],
  ['puts a link to the checkout in place of its worktree', 'rm -rf "$WS_WORKTREE"; ln -s "$TARGET" "$WS_WORKTREE"'],
  [
    'moves its worktree and leaves a link',
    'mv "$WS_WORKTREE" "$WS_WORKTREE.away"; ln -s "$WS_WORKTREE.away" "$WS_WORKTREE"',
  ],
  ['makes its worktree anew as an empty folder', 'rm -rf "$WS_WORKTREE"; mkdir "$WS_WORKTREE"'],
];

const HARM =
  'git reset -q --hard; git clean -fdxq; git checkout -q -B taken; git -c user.name=x -c user.email=x@x commit -q --allow-empty -m harm; git stash -q';

const env = { GIT_AUTHOR_NAME: 'x', GIT_AUTHOR_EMAIL: 'x@x', GIT_COMMITTER_NAME: 'x', GIT_COMMITTER_EMAIL: 'x@x' };

test.each(['shared', 'exclusive', 'read'])(
  'whatever steps with access %s do to their place, the checkout stays as it is, and what comes next has a place',
  async (access) => {
    const harm = `{ cd "$WS_WORKTREE" && ${HARM}; } >/dev/null 2>&1`;
    const steps = SITUATIONS.flatMap(([, script], at) => {
      // A step that names the user's repository itself is for the sandbox to hold back; what comes after it is not.
      const itself = /TARGET/.test(script) ? 'true' : harm;
      const spoil = `{ ${script}; } 2>/dev/null || true; ${itself} || true`;
      const tried = `"$TRIED/${at}"`;
      return [
        // Spoils its place, tries harm there, and fails the first time.
        {
          ...{ id: `spoil${at}`, needs: [at === 0 ? 'first' : `after${at - 1}`], access },
          retry: { limit: 1, backoff: { initial: '1ms' } },
          run: `if [ ! -e ${tried} ]; then : > ${tried}; ${spoil}; exit 1; fi; git reset -q --hard; git rev-parse --verify -q HEAD; ${spoil}`,
        },
        {
          id: `after${at}`,
          needs: [`spoil${at}`],
          run: `git reset -q --hard; git clean -fdq; git rev-parse --show-toplevel > top${at}.txt`,
        },
      ];
    });
    const tried = join(folder, 'tried');
    mkdirSync(tried);
    writeFiles(repository, {
      'README.md': 'changed\n',
      untracked: 'mine\n',
      'w.json': {
        ...{ version: 1, id: 'place', env: { TARGET: repository, TRIED: tried, ...env } },
        // Those that only read commit, too, which the run is to outlive here.
        readViolations: 'warn',
        steps: [{ id: 'first', run: 'true' }, ...steps],
      },
    });
    const before = checkoutDigest(repository);
    const refs = git(repository, 'for-each-ref', 'refs/heads/main', 'refs/tags');
    const ended = await ws(repository, ['run', 'w.json']);
    expect(checkoutDigest(repository), ended.stdout + ended.stderr).toBe(before);
    expect(git(repository, 'for-each-ref', 'refs/heads/main', 'refs/tags')).toBe(refs);
    const status = await statusOf();
    expect(status.status, ended.stdout + ended.stderr).toBe('succeeded');
    for (const at of SITUATIONS.keys()) {
      // What a step deleted of its own files is deleted by the next checkpoint.
      const checkpoint = status.steps.find(({ id }) => id === `after${at}`)?.checkpoint ?? 'none';
      expect(git(repository, 'show', `${checkpoint}:top${at}.txt`)).toBe(status.worktree);
    }
  },
);

test('a repository that a step put in place of its own is kept aside, and said', async () => {
  writeFiles(repository, {
    'w.json': {
      version: 1,
      id: 'own',
      env,
      steps: [
        { id: 'init', run: 'rm .git; git init -q .; git add -A; git commit -qm mine' },
        { id: 'after', needs: ['init'], run: 'echo after > after.txt' },
      ],
    },
  });
  const ended = await ws(repository, ['run', 'w.json']);
  expect(ended.code, ended.stderr).toBe(0);
  const aside = /is kept as (.*)$/m.exec(ended.stderr)?.[1] ?? '';
  expect(git(join(aside, '..'), '--git-dir', aside, 'log', '--format=%s')).toBe('mine');
  const { branch } = await statusOf();
  expect(git(repository, 'ls-tree', '-r', '--name-only', branch)).toBe('.gitignore\nREADME.md\nafter.txt');
});

test('git clean in the checkout takes nothing of a run', async () => {
  writeFiles(repository, { 'w.json': { version: 1, id: 'kept', steps: [{ id: 'a', run: 'echo a > a.txt' }] } });
  expect((await ws(repository, ['run', 'w.json'])).code).toBe(0);
  git(repository, 'clean', '-fdxq');
  expect(await statusOf()).toMatchObject({ status: 'succeeded' });
  expect(existsSync(join(repository, '.ws'))).toBe(false);
});

test('a state folder that was deleted is said, with what is left, until a run is known again', async () => {
  writeFiles(repository, { 'w.json': { version: 1, id: 'gone', steps: [{ id: 'a', run: 'echo a > a.txt' }] } });
  const fresh = await ws(repository, ['run', 'w.json']);
  expect(fresh.stderr).not.toContain('is gone');
  rmSync(join(repository, '.git/ws'), { recursive: true });
  expect((await ws(repository, ['list'])).stderr).toContain("git branch --list 'ws/*'");
  expect((await ws(repository, ['list'])).stderr).toContain('is gone');
  await ws(repository, ['run', 'w.json']);
  expect((await ws(repository, ['list'])).stderr).not.toContain('is gone');
});

/** Everything below a folder, links not followed. */
const entriesBelow = (path: string): readonly string[] =>
  readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const below = join(path, entry.name);
    return entry.isDirectory() ? [below, ...entriesBelow(below)] : [below];
  });

test.each([0o000, 0o022, 0o077, 0o277, 0o777])('state is for its owner alone under umask %s', async (umask) => {
  writeFiles(repository, {
    'w.json': {
      version: 1,
      id: 'modes',
      steps: [
        { id: 'a', input: { a: 1 }, run: 'echo out; echo err >&2; echo a=1 >> "$WS_OUTPUT"; echo a > a.txt' },
        { id: 'b', needs: ['a'], run: 'exit 1' },
      ],
    },
  });
  const before = process.umask(umask);
  try {
    expect((await ws(repository, ['run', 'w.json'])).code).toBe(1);
    expect((await ws(repository, ['failures', 'dismiss', (await statusOf()).run])).code).toBe(0);
  } finally {
    process.umask(before);
  }
  const state = join(repository, '.git/ws');
  const modes = [state, ...entriesBelow(state)].map((path) => {
    const found = lstatSync(path);
    return `${path.slice(state.length)} ${(found.mode & 0o777).toString(8)} ${found.isDirectory() ? '700' : '600'}`;
  });
  expect(modes.length).toBeGreaterThan(8);
  expect(modes.filter((line) => !/ (\d+) \1$/.test(line))).toEqual([]);
  expect(statSync(join(folder, '.local/state/ws/worktrees')).mode & 0o077).toBe(0);
});

test('a copy of a repository makes worktrees of its own and leaves those of the original alone', async () => {
  writeFiles(repository, {
    'w.json': {
      version: 1,
      id: 'copied',
      steps: [
        { id: 'first', run: 'echo first > first.txt' },
        { id: 'write', needs: ['first'], tool: 'manual', with: { prompt: 'Write' } },
        { id: 'look', needs: ['write'], run: 'cat first.txt' },
      ],
    },
  });
  expect((await ws(repository, ['run', 'w.json'])).code).toBe(3);
  const { run, worktree } = await statusOf();
  writeFiles(worktree, { 'mine.txt': 'of the original\n' });
  const copy = join(folder, 'copy');
  cpSync(repository, copy, { recursive: true });
  const there = await wsJson<StatusJson>(copy, ['status']);
  expect(there.worktree).not.toBe(worktree);
  // No work was done in the copy, whose worktree is not there yet.
  expect((await ws(copy, ['answer', run, 'write', 'accept'])).code).toBe(1);
  expect((await ws(copy, ['resume', run])).code).toBe(3);
  expect((await ws(copy, ['answer', run, 'write', 'accept'])).code).toBe(0);
  const resumed = await ws(copy, ['resume', run]);
  expect(resumed.code, resumed.stdout + resumed.stderr).toBe(0);
  expect(existsSync(join(worktree, 'mine.txt'))).toBe(true);
  expect(git(worktree, 'rev-parse', '--git-common-dir')).toBe(join(repository, '.git'));
  expect((await statusOf()).status).toBe('waiting');
});

test('where no run is named, that of this checkout is meant, and merge and cancel take no other', async () => {
  writeFiles(repository, {
    'w.json': { version: 1, id: 'both', steps: [{ id: 'a', run: 'echo $WS_RUN_ID > a.txt' }] },
  });
  const linked = join(folder, 'linked');
  git(repository, 'worktree', 'add', '-q', linked, '-b', 'other');
  expect((await ws(repository, ['run', 'w.json'])).code).toBe(0);
  const { run: first } = await statusOf();

  const refused = await ws(linked, ['merge']);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain(
    `no run was started from this checkout; the latest is ${first}, from the main checkout`,
  );
  expect((await ws(linked, ['cancel'])).code).toBe(2);
  const shown = await ws(linked, ['status']);
  expect(shown.stderr).toContain(`the latest is ${first}`);

  expect((await ws(linked, ['run', join(repository, 'w.json')])).code).toBe(0);
  const { run: second } = await wsJson<StatusJson>(linked, ['status']);
  expect(second).not.toBe(first);
  const own = await ws(repository, ['status', '--json']);
  expect(JSON.parse(own.stdout)).toMatchObject({ run: first });
  expect(own.stderr).toContain(`${second}, from the checkout linked, is later`);
  expect((await ws(repository, ['merge'])).code).toBe(0);
  expect(git(repository, 'show', 'main:a.txt')).toBe(first);
  expect((await ws(linked, ['merge'])).code).toBe(0);
  expect(git(repository, 'show', 'other:a.txt')).toBe(second);
});

test('worktrees.root is the user’s to set, and what was made before is found', async () => {
  writeFiles(repository, { 'w.json': { version: 1, id: 'root', steps: [{ id: 'a', run: 'true' }] } });
  expect((await ws(repository, ['run', 'w.json'])).code).toBe(0);
  const { worktree: before, run } = await statusOf();
  const root = join(folder, 'elsewhere');
  writeFiles(folder, { '.config/ws/config.yaml': `worktrees: { root: ${JSON.stringify(root)} }\n` });
  expect((await ws(repository, ['run', 'w.json'])).code).toBe(0);
  expect((await statusOf()).worktree.startsWith(`${root}/repo-`)).toBe(true);
  expect(await wsJson<StatusJson>(repository, ['status', run])).toMatchObject({ worktree: before });
  writeFiles(repository, { 'ws.config.yaml': 'worktrees: { root: /tmp/x }\n' });
  const refused = await ws(repository, ['run', 'w.json']);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('"worktrees" belongs in your own configuration');
});
