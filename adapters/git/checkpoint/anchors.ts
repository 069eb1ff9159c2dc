/** The heads of the event log that checkpoint commits vouch for: what a log rewritten as a whole would contradict. */
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import { gitOn, type Repository } from '../repository.ts';
import type { AuditHead } from './trailers.ts';

const TRAILER = /^Ws-Audit: (\d+) ([0-9a-f]{64})$/gm;

/** All anchors on a run's branch since its base; none where the branch is gone. */
export const readAnchors = async (
  repository: Repository,
  place: { readonly base: string; readonly branch: string },
): Promise<Result<readonly AuditHead[], Failure>> => {
  const git = gitOn(repository);
  const range = ['--format=%B', `^${place.base}`, `refs/heads/${place.branch}`, '--'];
  const read = await git(['rev-list', '--no-commit-header', '--ignore-missing', ...range], { reads: true });
  if (!read.ok) return read;
  const text = read.value.stdout.toString('utf8');
  return ok([...text.matchAll(TRAILER)].map(([, seq = '', hash = '']) => ({ seq: Number(seq), hash })));
};

/** The ids of all runs whose checkpoints are there. */
export const readCheckpointedRuns = async (repository: Repository): Promise<Result<readonly string[], Failure>> => {
  const read = await gitOn(repository)(['for-each-ref', '--format=%(refname)', 'refs/ws/'], { reads: true });
  if (!read.ok) return read;
  const found = read.value.stdout.toString('utf8').matchAll(/^refs\/ws\/([^/\n]+)\/head$/gm);
  return ok([...found].map(([, run = '']) => run));
};
