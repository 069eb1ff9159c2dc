/** What an answer of a person is bound to: it is void where that is another by the time it is taken. */
import type { Failure } from '../../failure.ts';
import { canonicalJson } from '../../planning/hash.ts';
import { ok, type Result } from '../../result.ts';
import type { AttemptParts, AttemptRequest } from './attempt-request.ts';

type SubjectParts = {
  readonly workspace: Pick<AttemptParts['workspace'], 'snapshot'>;
  readonly digest: AttemptParts['digest'];
};

/** `tree`: all that git would commit of the worktree. `content`: what the step says to the person, filled in. */
export const subjectOf = async (
  to: 'tree' | 'content',
  { filled }: Pick<AttemptRequest, 'filled'>,
  { workspace, digest }: SubjectParts,
): Promise<Result<string, Failure>> => {
  if (to === 'content') return ok(digest(canonicalJson(filled.with)));
  const seen = await workspace.snapshot();
  return seen.ok ? ok(seen.value.tree) : seen;
};

/** Whether what was accepted still is what it was accepted of. */
export const stillStands = async (request: AttemptRequest, parts: AttemptParts): Promise<Result<boolean, Failure>> => {
  const { bound } = request.work;
  if (bound === undefined) return ok(true);
  const subject = await subjectOf(bound.to, request, parts);
  return subject.ok ? ok(subject.value === bound.subject) : subject;
};
