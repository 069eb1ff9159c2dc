/** Gives a happening its place in the log of its run. */
import type { EventFrame, Happening } from '../event.ts';
import type { Instant } from '../id.ts';
import { parentOf } from '../plan.ts';
import type { Run } from '../run.ts';
import { currentChildren } from '../state/growth.ts';

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
  const step = run.steps[place];
  if (step?.state.kind === 'open') return newestInside(run, place);
  // What came before the composite was opened belongs to a generation before.
  const parent = parentOf(run.plan, place);
  const opened = parent === null ? 0 : (run.steps[parent]?.lastSeq ?? 0);
  const own = step?.lastSeq ?? 0;
  if (own > opened) return own;
  const need = newestNeed(run, place);
  if (need > opened) return need;
  return opened > 0 ? opened : run.seq;
};

/** `seq` of the newest event among those of a composite's body, and its opening. */
const newestInside = (run: Run, place: number): number => {
  let newest = run.steps[place]?.lastSeq ?? 0;
  const opened = run.plan.openings.get(place);
  for (const child of opened === undefined ? [] : currentChildren(opened))
    newest = Math.max(newest, run.steps[child]?.lastSeq ?? 0);
  return newest;
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
