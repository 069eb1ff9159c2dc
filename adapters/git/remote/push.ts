/**
 * Brings a commit to a remote repository, as a branch or a tag.
 *
 *   R1. Nothing there is lost: a branch moves only forwards, and a tag not at all.
 *   R2. What is there as it is wanted is left alone, so that a push may be asked for again after a crash.
 *   R3. No word of a step is an option of git.
 */
import type { Push, Pushed } from '../../../core/publisher.ts';
import type { Failure } from '../../../core/failure.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { Git } from '../command/configured.ts';

const TAG = 'refs/tags/';

/** An address as it may be shown: a name and a password in it are nobody's to see. */
export const plainAddress = (url: string): string => url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, '$1');

const wrong = (pointer: string, message: string): { readonly ok: false; readonly error: Failure } =>
  err({ code: 'bad-input', pointer, message });

const textOf = async (git: Git, args: readonly string[]): Promise<Result<string, Failure>> => {
  const answer = await git(args, { reads: true });
  return answer.ok ? ok(answer.value.stdout.toString('utf8').trim()) : answer;
};

/** Where a remote leads to, by its name in the repository or as an address. */
export const addressOf = async (git: Git, remote: string): Promise<Result<string, Failure>> => {
  if (remote.startsWith('-')) return wrong('/with/remote', `${JSON.stringify(remote)} is no remote`);
  const named = await git(['remote', 'get-url', '--push', '--', remote], { reads: true, answers: [2, 128] });
  if (!named.ok) return named;
  if (named.value.exitCode === 0) return ok(named.value.stdout.toString('utf8').trim());
  if (/^(?:[a-z][a-z0-9+.-]*:\/\/|\/|\.{1,2}\/|[^/:]+@[^/:]+:)/i.test(remote)) return ok(remote);
  return wrong('/with/remote', `the repository has no remote "${remote}"`);
};

/** What a ref of the remote leads to: a commit, behind a tag as well; null where there is none. */
const standingAt = async (
  git: Git,
  remote: string,
  ref: string,
  signal: AbortSignal,
): Promise<Result<string | null, Failure>> => {
  const answer = await git(['ls-remote', '--end-of-options', remote, ref, `${ref}^{}`], { reads: true, signal });
  if (!answer.ok) return answer;
  const lines = answer.value.stdout
    .toString('utf8')
    .split('\n')
    .map((line) => line.split('\t'));
  const found = [`${ref}^{}`, ref].map((name) => lines.find(([, at]) => at === name)?.[0]);
  return ok(found.find((sha) => sha !== undefined) ?? null);
};

/** An annotated tag, which no ref of this repository names. */
const tagObject = async (git: Git, { ref, commit, message }: Push): Promise<Result<string, Failure>> => {
  if (message === null) return ok(commit);
  const tagger = await textOf(git, ['var', 'GIT_COMMITTER_IDENT']);
  if (!tagger.ok) return tagger;
  const text = `object ${commit}\ntype commit\ntag ${ref.slice(TAG.length)}\ntagger ${tagger.value}\n\n${message.trimEnd()}\n`;
  const made = await git(['hash-object', '-t', 'tag', '-w', '--stdin'], { input: text });
  return made.ok ? ok(made.value.stdout.toString('utf8').trim()) : made;
};

const isAncestor = async (git: Git, older: string, newer: string): Promise<boolean> => {
  // 128: it is not here, so it is none of ours.
  const answer = await git(['merge-base', '--is-ancestor', older, newer], { reads: true, answers: [1, 128] });
  return answer.ok && answer.value.exitCode === 0;
};

/** Fails where it would have to move what is there otherwise than forwards. */
export const pushTo = async (git: Git, push: Push, signal: AbortSignal): Promise<Result<Pushed, Failure>> => {
  const { remote, ref, commit, isDry } = push;
  const isRef = await git(['check-ref-format', ref], { reads: true, answers: [1] });
  if (!isRef.ok) return isRef;
  if (isRef.value.exitCode !== 0) return wrong('/with', `${JSON.stringify(ref)} is no name that git takes`);
  const address = await addressOf(git, remote);
  if (!address.ok) return address;
  const standing = await standingAt(git, remote, ref, signal);
  if (!standing.ok) return standing;
  const url = plainAddress(address.value);
  if (standing.value === commit) return ok({ change: 'same', url }); // R2
  const isForwards =
    standing.value === null || (!ref.startsWith(TAG) && (await isAncestor(git, standing.value, commit)));
  if (!isForwards)
    return wrong(
      '/with',
      `${ref} is at ${(standing.value ?? '').slice(0, 12)} in ${url}, which is not in what is to be pushed: nothing there is thrown away`,
    ); // R1
  const change = standing.value === null ? 'created' : 'moved';
  if (isDry) return ok({ change, url });
  const object = await tagObject(git, push);
  if (!object.ok) return object;
  const flags = ['--porcelain', '--no-verify', '--no-follow-tags', '--no-recurse-submodules', '--no-signed'];
  // Somebody may have been quicker since it was looked at.
  const lease = `--force-with-lease=${ref}:${standing.value ?? ''}`;
  const done = await git(['push', ...flags, lease, '--end-of-options', remote, `${object.value}:${ref}`], { signal }); // R3
  return done.ok ? ok({ change, url }) : done;
};
