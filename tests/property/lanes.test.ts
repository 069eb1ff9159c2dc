/** Random lanes with random edits: merged they come to what the edits come to one after the other, or git has a conflict. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findRepository } from '../../adapters/git/repository.ts';
import { runId, stepId } from '../../core/id.ts';
import type { Workspace } from '../../core/workspace.ts';
import { randomFrom, type Random } from '../rig/random.ts';
import { attemptOf, git, repositoryAt, sh, temporary, unwrap, workspacesOf, write } from '../unit/adapters/git/rig.ts';

const SETS = process.env['WS_LONG'] === undefined ? 24 : 500;
const FILES = ['a.txt', 'b/c.txt'];
/** Far enough from each other for git to tell changes apart. */
const PLACES = Array.from({ length: 8 }, (_, nth) => nth * 5);
const LINES = Array.from({ length: 40 }, (_, nth) => `line ${nth}`);

/** A line of a file that is another; or a file of the lane's own. */
type Edit = { readonly file: string; readonly line: number; readonly text: string };

const editsOf = (random: Random, lane: string): readonly Edit[] =>
  Array.from({ length: 1 + random.below(4) }, (_, nth) =>
    random.chance(0.2)
      ? { file: `new/${lane}-${nth}.txt`, line: 0, text: lane }
      : { file: random.pick(FILES), line: random.pick(PLACES), text: random.chance(0.2) ? 'the same' : lane },
  );

/** The files after edits, worked out on lines alone. */
const applied = (edits: readonly Edit[]): Readonly<Record<string, string>> => {
  const files = new Map(FILES.map((file) => [file, [...LINES]]));
  for (const { file, line, text } of edits) {
    const lines = files.get(file) ?? [];
    lines[line] = text;
    files.set(file, lines);
  }
  return Object.fromEntries([...files].map(([file, lines]) => [file, `${lines.join('\n')}\n`]));
};

const isApart = (lanes: readonly (readonly Edit[])[]): boolean => {
  const owners = new Map<string, Set<number>>();
  for (const [lane, edits] of lanes.entries())
    for (const { file, line } of edits) {
      const at = `${file}:${line}`;
      owners.set(at, (owners.get(at) ?? new Set()).add(lane));
    }
  return [...owners.values()].every((lane) => lane.size === 1);
};

/** What git itself makes of a merge, in a clone; null where it has a conflict. */
const mergedByGit = (root: string, clone: string, ours: string, theirs: string): string | null => {
  sh(clone, `git fetch -q '${root}' '${ours}' '${theirs}' && git checkout -q --detach ${ours}`);
  try {
    sh(clone, `git -c user.name=A -c user.email=a@b merge -q --no-ff --no-edit ${theirs}`);
    return git(clone, 'rev-parse', 'HEAD^{tree}');
  } catch {
    sh(clone, 'git merge --abort');
    return null;
  }
};

const checkSet = async (seed: number): Promise<'merged' | 'conflict'> => {
  const random = randomFrom(seed);
  const root = repositoryAt(join(temporary(), 'repo'), applied([]));
  git(root, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
  const clone = join(temporary(), 'clone');
  git(root, 'clone', '-q', root, clone);
  const workspaces = workspacesOf(unwrap(await findRepository(root)));
  const run = { run: runId('r1'), workstream: 'demo', secretIn: null };
  const own = unwrap(await workspaces.open({ ...run, base: 'HEAD' }));
  const names = ['x', 'y', 'z'].slice(0, 2 + random.below(2));
  const edits = names.map((name) => editsOf(random, name));
  const lanes: Workspace[] = [];
  for (const [at, name] of names.entries()) {
    const lane = { path: stepId(name), generation: 1, around: null };
    const more = { lane, base: await own.head(), recorded: null, nestedRepositories: 'fail', keep: [] } as const;
    const workspace = unwrap(await workspaces.openLane({ ...run, ...more }));
    await workspace.begin(attemptOf(name));
    const touched = new Set(edits[at]?.map(({ file }) => file));
    const files = Object.entries(applied(edits[at] ?? [])).filter(([file]) => touched.has(file));
    write(workspace.worktree, Object.fromEntries(files));
    unwrap(await workspace.checkpoint(attemptOf(name)));
    lanes.push(workspace);
  }
  const merged: Edit[] = [];
  let hasConflict = false;
  for (const at of [...names.keys()].toSorted(() => random.below(3) - 1)) {
    const [lane, name] = [lanes[at], names[at] ?? ''];
    if (lane === undefined) continue;
    const theirs = await lane.head();
    const planned = unwrap(await own.planMerge(theirs));
    const expected = mergedByGit(root, clone, await own.head(), theirs);
    expect(planned.kind === 'conflict', `seed ${seed}, ${name}`).toBe(expected === null);
    hasConflict ||= expected === null;
    if (planned.kind !== 'clean') continue;
    expect(planned.tree).toBe(expected);
    unwrap(await own.merge(attemptOf(`${name}/ws.merge`), planned));
    merged.push(...(edits[at] ?? []));
    expect(git(own.worktree, 'status', '--porcelain')).toBe('');
  }
  if (isApart(edits)) {
    expect(hasConflict, `seed ${seed}`).toBe(false);
    for (const [file, text] of Object.entries(applied(edits.flat())))
      expect(readFileSync(join(own.worktree, file), 'utf8'), `seed ${seed}, ${file}`).toBe(text);
  }
  // Nothing is lost: what is not merged is on the branch of its lane.
  for (const [at, name] of names.entries())
    for (const [file, text] of Object.entries(applied(edits[at] ?? [])))
      expect(git(root, 'show', `ws/demo/r1.lanes/${name}:${file}`)).toBe(text.trim());
  for (const path of [root, clone, own.worktree, ...lanes.map(({ worktree }) => worktree)])
    rmSync(path, { recursive: true, force: true });
  return hasConflict ? 'conflict' : 'merged';
};

test(
  `${SETS} random sets of lanes come to what git and the edits themselves say`,
  { timeout: 20_000 * SETS },
  async () => {
    const ends: string[] = [];
    for (let seed = 1; seed <= SETS; seed++) ends.push(await checkSet(seed));
    expect(ends).toContain('merged');
    expect(ends).toContain('conflict');
  },
);
