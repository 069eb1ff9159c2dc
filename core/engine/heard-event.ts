/** What domain events make of a step that waits for one: the first that fits is what it gives. Pure. */
import type { DomainEvent } from '../domain-event.ts';
import type { Happening } from '../event.ts';
import type { StepId } from '../id.ts';
import type { Evaluation } from '../planning/schedule/evaluation.ts';
import type { Run } from '../run.ts';

/** `question`: the `seq` of the event that it began to wait with. */
export type ToldEvents = {
  readonly step: StepId;
  readonly question: number;
  readonly events: readonly DomainEvent[];
};

/** Nothing where the step waits no more, or for something else, and where none of them fits. */
export const heardEvent = (
  run: Run,
  { step, question, events }: ToldEvents,
  evaluation: Pick<Evaluation, 'fits'>,
): readonly Happening[] => {
  const place = run.plan.index.get(step);
  const at = place === undefined ? undefined : run.steps[place];
  if (place === undefined || at?.state.kind !== 'waiting' || at.state.question !== question) return [];
  const { awaits } = at.state.wait;
  if (awaits === undefined || !['running', 'waiting', 'compensating'].includes(run.status)) return [];
  const event = events.find((each) => evaluation.fits(run, place, awaits, each));
  if (event === undefined) return [];
  const { position, type, payload, by } = event;
  const of = { step, attempt: at.attempts };
  const heard = { position, type, run: event.run, step: event.step };
  return [
    { type: 'step.answered', ...of, by, answer: 'accept', outputs: payload, question, heard },
    ...(run.status === 'waiting' ? [{ type: 'run.woken' } as const] : []),
    { type: 'step.succeeded', ...of, outputs: payload, exitCode: null, checkpoint: null },
  ];
};
