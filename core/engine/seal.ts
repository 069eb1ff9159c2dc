/** Gives a happening its place in the log of its run. */
import type { EventFrame, Happening } from '../event.ts';
import type { Instant } from '../id.ts';
import type { Run } from '../run.ts';

/** `seq` of the newest event among those a step waited for; 0 where it waited for none. */
const newestNeed = (run: Run, place: number): number => {
  const { offsets, targets } = run.plan.needs;
  let newest = 0;
  for (let edge = offsets[place] ?? 0; edge < (offsets[place + 1] ?? 0); edge++)
    newest = Math.max(newest, run.steps[targets[edge] ?? 0]?.lastSeq ?? 0);
  return newest;
};

const causeOf = (run: Run, happening: Happening): number => {
  const place = 'step' in happening ? run.plan.index.get(happening.step) : undefined;
  if (place === undefined) return run.seq;
  const own = run.steps[place]?.lastSeq ?? 0;
  if (own > 0) return own;
  const need = newestNeed(run, place);
  return need > 0 ? need : run.seq;
};

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * The event that comes next in the log of `run`. What belongs to an attempt is correlated by `<step>#<attempt>`. The
 * happening itself becomes the event, and so must not be used for anything else: a copy would cost more than all the
 * rest of a step's scheduling.
 */
export const seal = <H extends Happening>(run: Run, happening: H, at: Instant): H & EventFrame => {
  // The cast cannot lie: every field of the frame is written below.
  const event = happening as H & Writable<EventFrame>;
  event.causationId = causeOf(run, happening);
  event.run = run.id;
  event.seq = run.seq + 1;
  event.at = at;
  event.correlationId =
    'step' in happening && happening.attempt !== null ? `${happening.step}#${happening.attempt}` : run.id;
  return event;
};
