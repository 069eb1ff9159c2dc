/** What a checkpoint commit says about itself, written and read. */
import { stepId } from '../../../core/id.ts';
import type { Attempt } from '../../../core/attempt.ts';
import type { CheckpointedAttempt } from '../../../core/workspace.ts';

/** The head of the event log at the time of a checkpoint; `ws audit verify` compares it with the log. */
export type AuditHead = { readonly seq: number; readonly hash: string };

const SUBJECT_LENGTH = 72;

/** What a checkpoint says beside whom it vouches for. */
export type Beside = {
  readonly audit: AuditHead | null;
  /** The checkpoint before, or the base, where it is not the one parent: between them lies what a step has committed itself. */
  readonly before: string | null;
};

/** Gives the message of the commit that vouches for `attempts`. */
export const checkpointMessage = (run: string, attempts: readonly Attempt[], { audit, before }: Beside): string => {
  const steps = attempts.map(({ step }) => step).join(', ');
  const subject = `ws: ${steps}`;
  const trailers = [
    `Ws-Run: ${run}`,
    ...attempts.flatMap(({ step, attempt }) => [`Ws-Step: ${step}`, `Ws-Attempt: ${attempt}`]),
    ...(before === null ? [] : [`Ws-Before: ${before}`]),
    ...(audit === null ? [] : [`Ws-Audit: ${audit.seq} ${audit.hash}`]),
  ];
  const short = subject.length > SUBJECT_LENGTH ? `${subject.slice(0, SUBJECT_LENGTH - 1)}…` : subject;
  return `${short}\n\n${trailers.join('\n')}\n`;
};

/** Gives the message of the commit that holds what a fix did; it vouches for no attempt. */
export const fixMessage = (run: string, { step, attempt }: Attempt, title: string): string => {
  const subject = `ws: ${title.replaceAll(/\s+/g, ' ')}`;
  const short = subject.length > SUBJECT_LENGTH ? `${subject.slice(0, SUBJECT_LENGTH - 1)}…` : subject;
  return `${short}\n\nWs-Run: ${run}\nWs-Fix: ${step}#${attempt}\n`;
};

/** Reads the attempts that a commit of `run` vouches for; null where it is no checkpoint of that run. */
export const readTrailers = (run: string, message: string): readonly Omit<CheckpointedAttempt, 'sha'>[] | null => {
  const lines = message.trimEnd().split('\n\n').at(-1)?.split('\n') ?? [];
  if (!lines.includes(`Ws-Run: ${run}`)) return null;
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
