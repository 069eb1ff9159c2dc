/** What each step did from when to when, folded from the events of a run: the bars of a timeline. */
import type { StepEvent, WsEvent } from '../../../core/event.ts';
import type { Instant, StepId } from '../../../core/id.ts';
import { unreachable } from '../../../core/result.ts';
import { isFirstRound } from '../../../core/state/step-after.ts';

/**
 * `ready`: it waits for its turn; `work` and `check`: an attempt, and what shows that it is done; `backoff`: it is tried again later;
 * `breaker`: it waits for what it is done with; `person`: for somebody; `open`: what is inside is under way.
 */
export type SpanKind = 'ready' | 'work' | 'check' | 'backoff' | 'breaker' | 'person' | 'open';

export type Span = {
  readonly step: StepId;
  /** null where no attempt is concerned. */
  readonly attempt: number | null;
  readonly kind: SpanKind;
  readonly from: Instant;
  /** null while it goes on. */
  readonly to: Instant | null;
  /** How an attempt ended: `succeeded`, or the code of what it died of; null where it says nothing of it. */
  readonly end: string | null;
};

export interface Spans {
  /** Takes in the next event of the run. */
  apply(event: WsEvent): void;
  /** In the order in which they began. */
  all(): readonly Span[];
}

type Opening = { readonly kind: SpanKind; readonly attempt: number | null };

/** What a step does from an event on: null where nothing, undefined where what it did before. */
const beginningOf = (event: StepEvent): Opening | null | undefined => {
  const { attempt } = event;
  switch (event.type) {
    case 'step.readied':
      return { kind: 'ready', attempt: null };
    case 'step.opened':
      return isFirstRound(event) ? { kind: 'open', attempt } : undefined;
    case 'step.started':
      return { kind: 'work', attempt };
    case 'step.validating':
      return { kind: 'check', attempt };
    case 'step.retrying':
      return { kind: event.decision.kind === 'wait' ? 'breaker' : 'backoff', attempt: null };
    case 'step.parked':
      return { kind: event.wait.breaker === undefined ? 'person' : 'breaker', attempt: null };
    case 'step.succeeded':
    case 'step.failed':
    case 'step.skipped':
    case 'step.cancelled':
      return null;
    case 'step.answered':
    case 'step.used':
    case 'step.refreshed':
      return undefined;
    default:
      return unreachable(event);
  }
};

const endOf = (event: StepEvent): string | null => {
  switch (event.type) {
    case 'step.succeeded':
      return 'succeeded';
    case 'step.cancelled':
      return 'cancelled';
    case 'step.failed':
    case 'step.retrying':
      return event.diagnosis?.code ?? event.failure.code;
    default:
      return null;
  }
};

/** What ws died with is told by who takes the run up, which may be a night later. */
const isFoundLater = (event: StepEvent): boolean =>
  (event.type === 'step.retrying' || event.type === 'step.failed') &&
  event.failure.code === 'interrupted' &&
  event.failure.by === 'crash';

/** Spans of a run to which nothing has happened yet. */
export const spansOf = (): Spans => {
  const spans: Span[] = [];
  const open = new Map<StepId, number>();
  let lastAt: Instant | null = null;
  const close = (event: StepEvent): void => {
    const place = open.get(event.step);
    const span = place === undefined ? undefined : spans[place];
    if (place === undefined || span === undefined) return;
    const to = isFoundLater(event) ? (lastAt ?? event.at) : event.at;
    const isAttempt = span.kind === 'work' || span.kind === 'check' || span.kind === 'open';
    spans[place] = { ...span, to, end: isAttempt ? endOf(event) : null };
    open.delete(event.step);
  };
  return {
    apply: (event) => {
      if ('step' in event) {
        const beginning = beginningOf(event);
        if (beginning !== undefined) close(event);
        if (beginning !== undefined && beginning !== null) {
          open.set(event.step, spans.length);
          spans.push({ step: event.step, ...beginning, from: event.at, to: null, end: null });
        }
      }
      lastAt = event.at;
    },
    // Most steps are started in the moment they are ready.
    all: () => spans.filter(({ kind, from, to }) => kind !== 'ready' || from !== to),
  };
};
