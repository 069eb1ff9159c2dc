/** Which secrets a workstream asks for, and those that its run has to know all the same. */
import type { RunOptions } from './run.ts';
import { everyStep } from './steps-within.ts';
import type { Workstream } from './workstream.ts';

/** The names that all steps or one of them name, or earlier definitions of the run, each once. */
export const secretsNamedIn = (workstream: Workstream): readonly string[] => {
  const { secrets, formerSecrets = [] } = workstream;
  return [...new Set([...secrets, ...everyStep(workstream).flatMap((step) => step.secrets ?? []), ...formerSecrets])];
};

/** The definition that a run goes on with: what steps wrote before may hold a secret that only `before` names. */
export const amendedFrom = (before: Workstream, after: Workstream): Workstream => {
  const now = new Set(secretsNamedIn(after));
  const formerSecrets = secretsNamedIn(before).filter((name) => !now.has(name));
  return formerSecrets.length === 0 ? after : { ...after, formerSecrets };
};

/** The definition that a run begins with: what it takes over of an earlier one may hold a secret that only that one named. */
export const begunWith = ({
  workstream,
  options,
}: {
  readonly workstream: Workstream;
  readonly options: Pick<RunOptions, 'formerSecrets'>;
}): Workstream =>
  options.formerSecrets === undefined ? workstream : { ...workstream, formerSecrets: options.formerSecrets };

/** A definition as documents have it. */
export const withoutFormer = ({ formerSecrets: _, ...workstream }: Workstream): Workstream => workstream;
