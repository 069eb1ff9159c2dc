/** What a checkpoint commit says about itself, written and read. */
import { stepId, type StepId } from '../../../core/id.ts';
import type { Attempt } from '../../../core/attempt.ts';
import type { CheckpointedAttempt, CommitSays } from '../../../core/workspace.ts';

/** The head of the event log at the time of a checkpoint; `ws audit verify` compares it with the log. */
export type AuditHead = { readonly seq: number; readonly hash: string };

const SUBJECT_LENGTH = 72;

/** An attempt that a checkpoint vouches for, and what is said of it. */
export type Vouched = Attempt & CommitSays;

/** What a checkpoint says: `sharedWith` names the steps that may have written a path in it as another step has. */
export type Said = {
  readonly attempts: readonly Vouched[];
  readonly audit: AuditHead | null;
  readonly sharedWith: readonly StepId[];
  /** The checkpoint before, or the base, where it is not the one parent: between them lies what a step has committed itself. */
  readonly before: string | null;
};

const sharing = (steps: readonly StepId[]): readonly string[] => steps.map((step) => `Ws-Shared-With: ${step}`);

/** Whose checkpoint a commit is: those of a lane are in the history of its run, too, once it is merged. */
export type Owner = { readonly run: string; readonly lane: string | null };

const owning = ({ run, lane }: Owner): readonly string[] => [
  `Ws-Run: ${run}`,
  ...(lane === null ? [] : [`Ws-Lane: ${lane}`]),
];

const shortened = (subject: string): string =>
  subject.length > SUBJECT_LENGTH ? `${subject.slice(0, SUBJECT_LENGTH - 1)}…` : subject;

/** Gives the message of the commit that vouches for `attempts`. */
export const checkpointMessage = (owner: Owner, { attempts, audit, sharedWith, before }: Said): string => {
  const steps = attempts.map(({ step }) => step).join(', ');
  const trailers = [
    ...owning(owner),
    ...attempts.flatMap(({ step, attempt }) => [`Ws-Step: ${step}`, `Ws-Attempt: ${attempt}`]),
    ...attempts.filter(({ isCached }) => isCached).map(({ step }) => `Ws-Cached: ${step}`),
    ...sharing(sharedWith),
    ...(before === null ? [] : [`Ws-Before: ${before}`]),
    ...(audit === null ? [] : [`Ws-Audit: ${audit.seq} ${audit.hash}`]),
  ];
  const said = attempts.flatMap(({ message }) => (message === undefined ? [] : [message]));
  const [only] = said.length === 1 && attempts.length === 1 ? said : [];
  // Those who share a commit each have their say in it. Trailers are read of the last paragraph, which is ours.
  const text = only ?? [shortened(`ws: ${steps}`), ...said].join('\n\n');
  return `${text}\n\n${trailers.join('\n')}\n`;
};

/** Gives the message of the commit that holds what a fix did; it vouches for no attempt. */
export const fixMessage = (
  owner: Owner,
  { attempt: { step, attempt }, title }: { readonly attempt: Attempt; readonly title: string },
  sharedWith: readonly StepId[],
): string => {
  const short = shortened(`ws: ${title.replaceAll(/\s+/g, ' ')}`);
  const trailers = [...owning(owner), `Ws-Fix: ${step}#${attempt}`, ...sharing(sharedWith)];
  return `${short}\n\n${trailers.join('\n')}\n`;
};

const linesOf = (message: string): readonly string[] => message.trimEnd().split('\n\n').at(-1)?.split('\n') ?? [];

/** Reads which steps may have written what is in a commit, as another step has. */
export const readSharedWith = (message: string): readonly StepId[] =>
  linesOf(message).flatMap((line) => {
    const step = /^Ws-Shared-With: (.+)$/.exec(line)?.[1];
    return step === undefined ? [] : [stepId(step)];
  });

/** Reads the attempts that a commit of `owner` vouches for; null where it is no checkpoint of that. */
export const readTrailers = (owner: Owner, message: string): readonly Omit<CheckpointedAttempt, 'sha'>[] | null => {
  const lines = linesOf(message);
  const lane = lines.find((line) => line.startsWith('Ws-Lane: '))?.slice('Ws-Lane: '.length) ?? null;
  if (!lines.includes(`Ws-Run: ${owner.run}`) || lane !== owner.lane) return null;
  const attempts: Omit<CheckpointedAttempt, 'sha'>[] = [];
  for (const [at, line] of lines.entries()) {
    const step = /^Ws-Step: (.+)$/.exec(line)?.[1];
    const attempt = /^Ws-Attempt: (\d+)$/.exec(lines[at + 1] ?? '')?.[1];
    if (step !== undefined && attempt !== undefined) attempts.push({ step: stepId(step), attempt: Number(attempt) });
  }
  return attempts;
};

/** Reads which checkpoint a commit says came before it; null where it says none: then it is its parent. */
export const readBefore = (message: string): string | null =>
  /^Ws-Before: ([0-9a-f]{40,64})$/m.exec(message.trimEnd().split('\n\n').at(-1) ?? '')?.[1] ?? null;
