import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { collect } from '../../adapters/git/gc/collect.ts';
import { putAway } from '../../adapters/git/gc/put-away.ts';
import { findRepository } from '../../adapters/git/repository.ts';
import { namesOf } from '../../adapters/git/worktree/names.ts';
import { instant, runId } from '../../core/id.ts';
import {
  attemptOf,
  git,
  lockInProcess,
  openAt,
  repositoryAt,
  sh,
  temporary,
  unwrap,
  workspacesOf,
  write,
} from '../unit/adapters/git/rig.ts';

const ADD =
  'git -c protocol.file.allow=always submodule --quiet add --force "$LIB" sub && git -C sub config user.email a@b && git -C sub config user.name A';

/** What may be the matter with a worktree. `$TEXT` is a text that occurs nowhere else. */
const STATES = {
  untracked: 'echo $TEXT > untracked',
  'untracked in a folder': 'mkdir -p d/e; echo $TEXT > d/e/f',
  ignored: 'echo $TEXT > x.log',
  changed: 'echo $TEXT >> a.txt',
  staged: 'echo $TEXT > staged; git add -A',
  ahead: 'echo $TEXT > ahead; git add -A; git commit -qm ahead',
  'ahead and gone': 'echo $TEXT > gone; git add -A; git commit -qm gone; git reset -q --hard HEAD~1',
  detached: 'git checkout -q --detach; echo $TEXT > detached; git add -A; git commit -qm detached',
  'other branch': 'git checkout -qB other-$RUN; echo $TEXT > other; git add -A; git commit -qm other',
  stashed: 'echo $TEXT >> a.txt; git stash -q',
  'own ref':
    'echo $TEXT > ref; git add -A; git commit -qm ref; git update-ref refs/worktree/x HEAD; git reset -q --hard HEAD~1',
  'repository inside': 'rm -rf in; git init -q in; cd in; echo $TEXT > x; git add x; git commit -qm in',
  foreign: 'test -f .git && rm .git && git init -q . && echo $TEXT > foreign',
  removed: 'cd /; rm -rf "$TREE"',
  merged: 'git -C "$ROOT" merge -q --no-edit ws/demo/$RUN',
  submodule: `${ADD}; git commit -qm submodule`,
  'submodule ahead': `${ADD}; git commit -qm submodule; cd sub; echo $TEXT > own; git add own; git commit -qm own`,
  'submodule recorded ahead': `${ADD}; cd sub; echo $TEXT > own; git add own; git commit -qm own; cd ..; git add sub; git commit -qm sub`,
  'submodule pushed': `${ADD}; git commit -qm submodule; cd sub; echo $TEXT > own; git add own; git commit -qm own; git push -q origin HEAD:refs/heads/$RUN-$AT; git checkout -q HEAD~1`,
  'submodule dirty': `${ADD}; git commit -qm submodule; echo $TEXT > sub/dirty`,
  'renamed branch': 'git branch -m ws/demo/$RUN renamed-$RUN',
} as const;
type State = keyof typeof STATES;
const names = Object.keys(STATES) as State[]; // The keys are the states.

const blobOf = (bytes: Buffer): string =>
  createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');

/** The contents of all files in a folder, as git would name them; git folders of other repositories are left out. */
const contents = (folder: string, skip: (name: string) => boolean): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder).flatMap((name) => {
        const path = join(folder, name);
        if (name === '.git' || skip(name)) return [];
        return lstatSync(path).isDirectory() ? contents(path, skip) : [blobOf(readFileSync(path))];
      })
    : [];

const objects = (root: string, ...from: readonly string[]): ReadonlySet<string> =>
  new Set(
    git(root, 'rev-list', '--objects', '--no-object-names', ...from)
      .split('\n')
      .filter((sha) => sha !== ''),
  );

/** Throws the run away, as `ws discard` does; false where its worktree cannot be had. */
const discard = async (root: string, run: string): Promise<boolean> => {
  const repository = unwrap(await findRepository(root));
  const request = { run: runId(run), workstream: 'demo', base: 'HEAD', secretIn: null };
  const opened = await workspacesOf(repository).open(request);
  const restored = opened.ok ? await opened.value.restore(attemptOf('discard', 1, run)) : null;
  const names = namesOf(repository, 'demo', run);
  if (restored?.ok !== true || names === null) return false;
  unwrap(await putAway(repository, lockInProcess(), names, false));
  return true;
};

const RUNS = process.env['WS_LONG'] === undefined ? 50 : 500;

test(`in ${RUNS} random states gc leaves every byte where something still holds it`, async () => {
  const root = repositoryAt(temporary('git'), { 'a.txt': 'a\n', '.gitignore': '*.log\n' });
  const lib = repositoryAt(temporary('lib'), { 'l.txt': 'l\n', '.gitignore': '*.log\n' });
  let count = 0;
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...names), { maxLength: 3 }),
      fc.record({ ignoredToo: fc.boolean(), isDiscarded: fc.boolean() }),
      fc.integer({ min: 0, max: 9 }),
      async (states, { ignoredToo, isDiscarded }, luck) => {
        count += 1;
        const run = `r${count}`;
        const workspace = await openAt(root, run);
        const tree = workspace.worktree;
        write(tree, { [`made-${run}`]: run });
        unwrap(await workspace.checkpoint(attemptOf('code', 1, run)));
        for (const [at, state] of states.entries()) {
          const env = {
            ...process.env,
            TEXT: `${run}-${at}-${state}`,
            AT: String(at),
            RUN: run,
            TREE: tree,
            ROOT: root,
            LIB: lib,
          };
          // Not every state can follow every other; the ones that cannot change nothing that matters here.
          if (existsSync(tree)) sh(tree, `{ ${STATES[state]}; } || true`, { env });
        }
        const held = new Set([
          ...contents(tree, (name) => ignoredToo && name.endsWith('.log')),
          ...objects(root, '--all', '--reflog', '--indexed-objects'),
        ]);
        const isDriven = luck === 0;
        const wasDiscarded = isDiscarded && !isDriven && (await discard(root, run));
        const isOver = existsSync(tree);
        const [result] = unwrap(
          await collect({
            repository: unwrap(await findRepository(root)),
            lock: lockInProcess(),
            candidates: [
              {
                run,
                workstream: 'demo',
                finishedAt: instant(luck === 1 ? 9_000 : 1_000),
                discardedAt: wasDiscarded ? instant(1_000) : null,
              },
            ],
            finishedBefore: instant(5_000),
            ignoredBefore: instant(ignoredToo ? 5_000 : 0),
            discardedBefore: instant(0),
            dryRun: false,
            isDriven: async () => isDriven,
          }),
        );
        const outcome = result?.worktree.outcome === 'kept' ? result.worktree.reason : (result?.worktree.outcome ?? '');
        seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
        if (luck === 0 || (luck === 1 && !wasDiscarded)) expect(existsSync(tree)).toBe(isOver);
        const still = new Set([
          ...contents(tree, () => false),
          ...contents(join(root, '.git', 'ws-salvage'), () => false),
          ...objects(root, '--all', '--reflog', '--indexed-objects'),
          ...objects(lib, '--all'),
        ]);
        const lost = [...held].filter((sha) => !still.has(sha) && !existsSync(join(tree, '.git', 'objects')));
        expect(lost).toEqual([]);
        // Of what a state removed and gc left alone, the index of the worktree still holds its part.
        if (outcome === 'removed') {
          // Stashes but the newest are held by a reflog, which is not that of the worktree.
          const reachable = new Set([
            ...objects(root, '--glob=refs/*', '--reflog'),
            ...objects(lib, '--all'),
            ...contents(join(root, '.git', 'ws-salvage'), () => false),
          ]);
          expect([...held].filter((sha) => !reachable.has(sha))).toEqual([]);
        }
        // The next state starts from a main branch of its own.
        git(root, 'checkout', '-q', 'main');
        rmSync(tree, { recursive: true, force: true });
        sh(root, `git worktree unlock '${tree}' || true; git worktree prune --expire=now; git stash clear`);
        sh(
          root,
          `git for-each-ref --format='delete %(refname)' refs/ws refs/heads/ws refs/heads/other-* refs/heads/renamed-* | git update-ref --stdin`,
        );
        sh(
          root,
          'git reset -q --hard $(git rev-list --max-parents=0 HEAD); git reflog expire --expire=now --all; git prune --expire=now',
        );
      },
    ),
    {
      numRuns: RUNS,
      ...(process.env['WS_SEED'] === undefined ? {} : { seed: Number(process.env['WS_SEED']) }),
      endOnFailure: true,
    },
  );
  console.log(`worktrees: ${JSON.stringify(Object.fromEntries(seen))}`);
  expect(seen.get('removed')).toBeGreaterThan(0);
  expect(seen.get('dirty')).toBeGreaterThan(0);
});
