/** The heads of the event log that checkpoint commits vouch for: what a log rewritten as a whole would contradict. */
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import type { Git } from '../command/configured.ts';
import { gitOn, type Repository } from '../repository.ts';
import { foundRef } from '../worktree/names.ts';
import { readCommits, type Commit } from './history.ts';
import { readBefore, readTrailers, type AuditHead } from './trailers.ts';

const TRAILER = /^Ws-Audit: (\d+) ([0-9a-f]{64})$/gm;

type Refs = {
  /** The last checkpoint: a ref that only ws moves. null where it is gone. */
  readonly head: string | null;
  /** Commits that were found and not seen to be made, and the checkpoint before each. */
  readonly found: ReadonlyMap<string, string>;
};

const readRefs = async (git: Git, run: string): Promise<Result<Refs, Failure>> => {
  const patterns = [`refs/ws/${run}/head`, foundRef(run, '')];
  const read = await git(['for-each-ref', '--format=%(refname) %(objectname)', ...patterns], { reads: true });
  if (!read.ok) return read;
  const refs = new Map<string, string>();
  for (const line of read.value.stdout.toString('utf8').split('\n')) {
    const [, name = '', sha = ''] = /^(\S+) ([0-9a-f]+)$/.exec(line) ?? [];
    refs.set(name, sha);
  }
  const found = [...refs].filter(([name]) => name.startsWith(foundRef(run, '')));
  return ok({
    head: refs.get(`refs/ws/${run}/head`) ?? null,
    found: new Map(found.map(([name, sha]) => [name.slice(foundRef(run, '').length), sha])),
  });
};

const ancestorsOf = (tip: string, commits: readonly Commit[]): readonly Commit[] => {
  const contained = new Set([tip]);
  return commits.toReversed().filter(({ sha, parents }) => {
    if (contained.has(sha)) for (const parent of parents) contained.add(parent);
    return contained.has(sha);
  });
};

/**
 * Those of the commits that ws made: from the last checkpoint each leads to the one before, past what steps committed in
 * between, whatever that says of itself. An earlier ws did not write which one that is; from there on all count.
 */
const madeByUs = (run: string, head: string, commits: readonly Commit[], found: Refs['found']): readonly Commit[] => {
  const known = new Map(commits.map((commit) => [commit.sha, commit]));
  const made: Commit[] = [];
  let at = head;
  for (let commit = known.get(at); commit !== undefined; commit = known.get(at)) {
    // Each is looked at once, wherever it leads.
    known.delete(at);
    const before = found.get(at);
    if (before === undefined && readTrailers({ run, lane: null }, commit.message) === null)
      return [...made, ...ancestorsOf(at, commits)];
    if (before === undefined) made.push(commit);
    at = before ?? readBefore(commit.message) ?? commit.parents[0] ?? '';
  }
  return made;
};

/**
 * All anchors of a run's checkpoints since its base. Where the ref of the last checkpoint is gone, those of all commits on its
 * branch; none where that is gone too.
 */
export const readAnchors = async (
  repository: Repository,
  place: { readonly base: string; readonly branch: string },
): Promise<Result<readonly AuditHead[], Failure>> => {
  const git = gitOn(repository);
  const run = place.branch.split('/').at(-1) ?? '';
  const refs = await readRefs(git, run);
  if (!refs.ok) return refs;
  const { head, found } = refs.value;
  const tip = head ?? `refs/heads/${place.branch}`;
  const read = await readCommits(git, place.base, ['--ignore-missing', tip]);
  if (!read.ok) return read;
  const commits = head === null ? read.value : madeByUs(run, head, read.value, found);
  const texts = commits.map(({ message }) => message).join('\n');
  return ok([...texts.matchAll(TRAILER)].map(([, seq = '', hash = '']) => ({ seq: Number(seq), hash })));
};

/** The ids of all runs whose checkpoints are there. */
export const readCheckpointedRuns = async (repository: Repository): Promise<Result<readonly string[], Failure>> => {
  const read = await gitOn(repository)(['for-each-ref', '--format=%(refname)', 'refs/ws/'], { reads: true });
  if (!read.ok) return read;
  const found = read.value.stdout.toString('utf8').matchAll(/^refs\/ws\/([^/\n]+)\/head$/gm);
  return ok([...found].map(([, run = '']) => run));
};
