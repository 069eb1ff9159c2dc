/**
 * What git costs us, beside what the same work costs by bare plumbing, in one run on one repository.
 *
 * `tsx bench/git.ts [--large] [--rounds n]`: repositories of 10, 1,000 and 10,000 files, with `--large` of 50,000.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { mergeRun } from '../adapters/git/checkout/merge.ts';
import { findRepository, type Repository } from '../adapters/git/repository.ts';
import { makeWorkspaces } from '../adapters/git/workspaces.ts';
import { runId, stepId } from '../core/id.ts';
import type { Result } from '../core/result.ts';
import type { Attempt } from '../core/attempt.ts';
import type { Workspace, Workspaces } from '../core/workspace.ts';

const run = promisify(execFile);
/** Bare plumbing is as durable as we are, or the two could not be compared. */
const DURABLE = ['-c', 'core.fsync=all', '-c', 'gc.auto=0'];

const bare = async (cwd: string, ...args: readonly string[]): Promise<string> =>
  (await run('git', [...DURABLE, ...args], { cwd, maxBuffer: 1 << 28 })).stdout.trim();

const must = <T, E>(result: Result<T, E>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

const attempt = (of: string, step: string): Attempt => ({ run: runId(of), step: stepId(step), attempt: 1 });

type Sample = { readonly ours: number[]; readonly bare: number[] };
type Table = Map<string, Sample>;

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

/** Takes both in turn, each first every other time, so that neither always finds the caches warm. */
const comparing =
  (table: Table) =>
  async (name: string, round: number, ours: () => Promise<unknown>, theirs: () => Promise<unknown>): Promise<void> => {
    const sample = table.get(name) ?? { ours: [], bare: [] };
    table.set(name, sample);
    if (round % 2 === 0) sample.ours.push(await timed(ours));
    sample.bare.push(await timed(theirs));
    if (round % 2 === 1) sample.ours.push(await timed(ours));
  };

const makeRepository = async (path: string, files: number): Promise<Repository> => {
  mkdirSync(path, { recursive: true });
  await run('git', ['init', '--quiet', '--initial-branch=main'], { cwd: path });
  for (const [key, value] of [
    ['user.name', 'Bench'],
    ['user.email', 'bench@localhost'],
    ['gc.auto', '0'],
  ] as const) {
    await run('git', ['config', key, value], { cwd: path });
  }
  for (let at = 0; at < files; at += 1) {
    const folder = join(path, `d${Math.floor(at / 100)}`);
    if (at % 100 === 0) mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `f${at}.txt`), `file ${at}\n`.repeat(20));
  }
  await run('git', ['add', '--all'], { cwd: path });
  await run('git', ['commit', '--quiet', '--message', 'Start'], { cwd: path });
  await run('git', ['repack', '-adq'], { cwd: path });
  return must(await findRepository(path, join(path, '..', 'worktrees')));
};

/** What a checkpoint is without us: four processes, and no care taken. */
const bareCheckpoint = async (tree: string, branch: string): Promise<void> => {
  await bare(tree, 'add', '--all');
  const written = await bare(tree, 'write-tree');
  const old = await bareHead(tree);
  const commit = await bare(tree, 'commit-tree', '-p', old, '-m', 'checkpoint', written);
  await bare(tree, 'update-ref', `refs/heads/${branch}`, commit, old);
  heads.set(tree, commit);
};
const heads = new Map<string, string>();
const bareHead = async (tree: string): Promise<string> => heads.get(tree) ?? (await bare(tree, 'rev-parse', 'HEAD'));

const measure = async (folder: string, files: number, rounds: number): Promise<Table> => {
  const table: Table = new Map();
  const compare = comparing(table);
  const repository = await makeRepository(join(folder, `r${files}`), files);
  const { root } = repository;
  const workspaces: Workspaces = makeWorkspaces({
    repository,
    lock: async () => ({ [Symbol.asyncDispose]: async () => undefined }),
    failpoint: () => undefined,
    tell: () => undefined,
    asideOf: () => folder,
    checkoutOf: () => null,
    ignoredIn: () => [],
    auditHead: null,
  });
  const open = async (name: string): Promise<Workspace> =>
    must(await workspaces.open({ run: runId(name), workstream: 'bench', base: 'main', secretIn: null }));

  const ours = await open('ours');
  const mine = ours.worktree;
  const other = join(root, '.ws', 'bare');
  await bare(root, 'worktree', 'add', '--quiet', '-b', 'bare', other, 'main');
  heads.set(other, await bare(other, 'rev-parse', 'HEAD'));
  const change = (tree: string, round: number, what = 'file'): void =>
    writeFileSync(join(tree, 'd0', 'f0.txt'), `${what} ${round} ${tree}\n`);
  // A checkpoint of each first, so that nobody pays for cold caches.
  await ours.checkpoint(attempt('ours', 'warm'));
  await bareCheckpoint(other, 'bare');

  for (let round = 0; round < rounds; round += 1) {
    await compare(
      'worktree created',
      round,
      () => open(`n${round}`),
      () => bare(root, 'worktree', 'add', '--quiet', '-b', `w${round}`, join(root, '.ws', `w${round}`), 'main'),
    );
    change(mine, round);
    change(other, round);
    await compare(
      'checkpoint, one file changed',
      round,
      async () => must(await ours.checkpoint(attempt('ours', `c${round}`))),
      () => bareCheckpoint(other, 'bare'),
    );
    await compare(
      'checkpoint, nothing changed',
      round,
      async () => must(await ours.checkpoint(attempt('ours', `e${round}`))),
      async () => {
        await bare(other, 'add', '--all');
        await bare(other, 'write-tree');
      },
    );
    await compare(
      'group of 10 steps (bare: 10 commits)',
      round,
      () =>
        Promise.all(
          Array.from({ length: 10 }, async (_, at) => {
            writeFileSync(join(mine, 'd0', `g${at}`), `${round}`);
            return must(await ours.checkpoint(attempt('ours', `g${round}-${at}`)));
          }),
        ),
      async () => {
        for (let at = 0; at < 10; at += 1) {
          writeFileSync(join(other, 'd0', `g${at}`), `${round}`);
          await bareCheckpoint(other, 'bare');
        }
      },
    );
    change(mine, round, 'lost');
    change(other, round, 'lost');
    await compare(
      'restore with salvage (bare: stash -u)',
      round,
      async () => must(await ours.restore(attempt('ours', `s${round}`))),
      () => bare(other, 'stash', 'push', '--quiet', '--include-untracked'),
    );
    await compare(
      'restore, nothing to do (bare: status)',
      round,
      async () => must(await ours.restore(attempt('ours', `s${round}`))),
      () => bare(other, 'status', '--porcelain'),
    );
  }
  await measureMerge(compare, repository, open, rounds);
  return table;
};

/** Each side merges a branch of one changed file into a checkout of its own. */
const measureMerge = async (
  compare: ReturnType<typeof comparing>,
  { root }: Repository,
  open: (name: string) => Promise<Workspace>,
  rounds: number,
): Promise<void> => {
  const checkouts = await Promise.all(
    ['left', 'right'].map(async (name) => {
      const path = join(root, '.ws', name);
      await bare(root, 'worktree', 'add', '--quiet', '-b', name, path, 'main');
      return path;
    }),
  );
  const [left = '', right = ''] = checkouts;
  for (let round = 0; round < rounds; round += 1) {
    const workspace = await open(`m${round}`);
    writeFileSync(join(workspace.worktree, 'd0', `m${round}`), 'm');
    must(await workspace.checkpoint(attempt(`m${round}`, 'code')));
    const repository = must(await findRepository(left, join(root, '..', 'worktrees')));
    const request = {
      into: null,
      squash: false,
      noFastForward: true,
      message: null,
      onTopOf: null,
      secretIn: null,
    } as const;
    await compare(
      'merge of one file',
      round,
      async () => must(await mergeRun({ ...request, repository, directory: left, branch: workspace.place.branch })),
      () => bare(right, 'merge', '--quiet', '--no-ff', '--no-edit', workspace.place.branch),
    );
  }
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const show = (values: readonly number[]): string =>
  `${median(values).toFixed(1)} (${Math.min(...values).toFixed(1)}–${Math.max(...values).toFixed(1)})`;

const print = (files: number, table: Table): void => {
  console.log(`\n${files.toLocaleString('en')} files, ms: median (least–most)\n`);
  console.log('| | ours | bare git | ours ÷ bare |\n|---|---|---|---|');
  for (const [name, sample] of table) {
    const ratio = (median(sample.ours) / median(sample.bare)).toFixed(2);
    console.log(`| ${name} | ${show(sample.ours)} | ${show(sample.bare)} | ${ratio} |`);
  }
};

const main = async (): Promise<void> => {
  const wanted = process.argv.indexOf('--rounds');
  const rounds = wanted < 0 ? 7 : Number(process.argv[wanted + 1]);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ws-bench-git-')));
  try {
    const sizes = [10, 1_000, 10_000, ...(process.argv.includes('--large') ? [50_000] : [])];
    for (const files of sizes) print(files, await measure(folder, files, rounds));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

await main();
