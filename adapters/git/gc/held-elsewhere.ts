/** Whether what a run made is held by a branch, tag or remote branch of others: its commits, or what they changed. */
import { ok, type Result } from '../../../core/result.ts';
import type { Failure } from '../../../core/failure.ts';
import { gitOn, type Repository } from '../repository.ts';

type Git = ReturnType<typeof gitOn>;

/** Of the commits of others, how many of the newest are looked through for the same changes. */
const MOST_COMMITS = 500;
/** The branches of runs vouch for nothing, for they may go as well. */
const OUTSIDE = ['--exclude=ws/*', '--branches', '--tags', '--remotes'];

const linesOf = (stdout: Buffer): readonly string[] =>
  stdout
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');

const read = async (git: Git, args: readonly string[], input?: Buffer): Promise<Result<Buffer, Failure>> => {
  const asked = await git(args, { reads: true, answers: [128], ...(input === undefined ? {} : { input }) });
  if (!asked.ok) return asked;
  return ok(asked.value.exitCode === 0 ? asked.value.stdout : Buffer.alloc(0));
};

/** What patches change, as git tells changes apart that stand at other lines. */
const idsOf = async (git: Git, patches: Buffer): Promise<Result<ReadonlySet<string>, Failure>> => {
  if (patches.length === 0) return ok(new Set());
  const ids = await read(git, ['patch-id', '--stable'], patches);
  return ids.ok ? ok(new Set(linesOf(ids.value).map((line) => line.split(' ')[0] ?? ''))) : ids;
};

const patchesOf = async (git: Git, range: readonly string[]): Promise<Result<Buffer, Failure>> => {
  const commits = await read(git, ['rev-list', '--no-merges', `--max-count=${MOST_COMMITS}`, ...range]);
  if (!commits.ok || commits.value.length === 0) return commits;
  return await read(git, ['diff-tree', '--stdin', '-p', '--no-ext-diff', '--no-textconv', '--binary'], commits.value);
};

/** Whether others hold what was changed from one commit to another, in one commit (squashed) or in as many (rebased). */
const areChangesHeld = async (git: Git, base: string, sha: string): Promise<Result<boolean, Failure>> => {
  const whole = await read(git, ['diff-tree', '-p', '--no-ext-diff', '--no-textconv', '--binary', base, sha]);
  if (!whole.ok) return whole;
  const squashed = await idsOf(git, whole.value);
  // What changes nothing in the end is not told apart from nothing at all, but may hold work on its way there.
  if (!squashed.ok || squashed.value.size === 0) return squashed.ok ? ok(false) : squashed;
  const theirs = await patchesOf(git, [...OUTSIDE, `^${base}`]);
  if (!theirs.ok) return theirs;
  const held = await idsOf(git, theirs.value);
  if (!held.ok) return held;
  const holds = (ids: ReadonlySet<string>): boolean => ids.size > 0 && [...ids].every((id) => held.value.has(id));
  if (held.value.size === 0 || holds(squashed.value)) return ok(holds(squashed.value));
  const own = await patchesOf(git, [`${base}..${sha}`]);
  if (!own.ok) return own;
  const rebased = await idsOf(git, own.value);
  return rebased.ok ? ok(holds(rebased.value)) : rebased;
};

/**
 * Whether a commit of a run is held by a branch, tag or remote branch that is no run's, or else whether what the run changed
 * since `base` (null: unknown) is: after a squash, a rebase, or a merge of a run that began with changes.
 */
export const isHeldElsewhere = async (
  repository: Repository,
  { base, sha }: { readonly base: string | null; readonly sha: string },
): Promise<Result<boolean, Failure>> => {
  const git = gitOn(repository);
  const asked = ['for-each-ref', '--format=%(refname)', '--contains', sha, 'refs/heads', 'refs/tags', 'refs/remotes'];
  const holders = await git(asked, { reads: true });
  if (!holders.ok) return holders;
  if (linesOf(holders.value.stdout).some((ref) => !ref.startsWith('refs/heads/ws/'))) return ok(true);
  return base === null ? ok(false) : await areChangesHeld(git, base, sha);
};
