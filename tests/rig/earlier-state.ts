/** A repository that an earlier `ws` has worked in, unpacked at another place than it was recorded at. */
import Database from 'better-sqlite3';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { git, makeFolder, writeFiles, wsJson } from './ws.ts';

const FIXTURE: string = resolve(import.meta.dirname, '../e2e/fixtures/earlier-state');
const VERSION = '0.1.0';
/** Where it was recorded; nothing is there any more. */
export const RECORDED_AT: string = `/tmp/ws-fixture-${VERSION}`;

export type EarlierState = {
  /** The home of the user whose repository it is. */
  readonly folder: string;
  readonly repository: string;
  /** The run of a workstream, the latest where there are several. */
  readonly idOf: (workstream: string) => string;
  /** What the hooks of a run were told, by the earlier ws and since; throws where anything was told twice. */
  readonly topicsOf: (run: string) => readonly string[];
};

export type RunListed = { readonly run: string; readonly workstream: string; readonly status: string };
type Told = { readonly id: string; readonly topic: string; readonly run: { readonly id: string } };

const topicsIn = (file: string, run: string): readonly string[] => {
  const told = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    // The hook of the fixture writes down the document that it gets.
    .map((line) => JSON.parse(line) as Told)
    .filter((notice) => notice.run.id === run);
  if (new Set(told.map(({ id }) => id)).size < told.length) throw new Error(`run ${run} was told of twice`);
  return told.map(({ topic }) => topic);
};

/** Unpacks it below a folder, as it was recorded. Gives the repository. */
export const unpackEarlierState = (folder: string): string => {
  execFileSync('tar', ['-xzf', join(FIXTURE, `${VERSION}.tar.gz`), '--strip-components=1', '-C', folder]);
  return join(folder, 'repository');
};

/** Unpacks it, with all that its steps wait for or failed without. `prepare` is done before `ws` sees it. */
export const openEarlierState = async (prepare: (repository: string) => void): Promise<EarlierState> => {
  const folder = makeFolder();
  const repository = unpackEarlierState(folder);
  prepare(repository);
  writeFiles(folder, { go: '', mended: '' });
  const listed = await wsJson<readonly RunListed[]>(repository, ['list']);
  const runs = new Map([...listed].reverse().map(({ workstream, run }) => [workstream, run]));
  const idOf = (workstream: string): string => {
    const run = runs.get(workstream);
    if (run === undefined) throw new Error(`no run of ${workstream}`);
    return run;
  };
  return { folder, repository, idOf, topicsOf: (run) => topicsIn(join(folder, 'told'), run) };
};

/** Does what git asks of whoever moves a repository that has worktrees. */
const repairWorktrees = (repository: string): void => {
  const worktrees = join(repository, '.ws/worktrees');
  git(repository, 'worktree', 'repair', ...readdirSync(worktrees).map((run) => join(worktrees, run)));
};

/**
 * As if it had never moved: git knows its worktrees, and the definitions of runs are found, so that what is stored of
 * them is compared with the files. Only the table that follows from the events is changed; the events keep their paths.
 */
export const asIfNeverMoved = (repository: string): void => {
  repairWorktrees(repository);
  const database = new Database(join(repository, '.ws/state.db'));
  database.prepare('UPDATE runs SET source = replace(source, ?, ?)').run(join(RECORDED_AT, 'repository'), repository);
  database.close();
};
