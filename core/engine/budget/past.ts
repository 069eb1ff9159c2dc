/** What a run has spent, read from its log: by step, and how long anything was at work. Pure. */
import type { Spent } from '../../day-ledger.ts';
import type { WsEvent } from '../../event.ts';
import type { StepId } from '../../id.ts';
import { tokensOf, type Usage } from '../../usage.ts';

export type Past = {
  readonly steps: ReadonlyMap<StepId, Spent & { readonly durationMs: number }>;
  /** While anything was at work; what was beside each other counts once. */
  readonly durationMs: number;
  /** What was used last without anybody knowing its price; null where that was nothing. */
  readonly unpriced: Unpriced | null;
};

export type Unpriced = Pick<Usage, 'tool' | 'model'>;

export const NO_PAST: Past = { steps: new Map(), durationMs: 0, unpriced: null };

const ENDS: ReadonlySet<string> = new Set([
  ...['step.succeeded', 'step.retrying', 'step.parked', 'step.failed', 'step.cancelled'],
]);

/** When what an event ends really ended: what died with its process ended with the last event before. */
const endOf = (event: WsEvent, before: number): number =>
  'failure' in event && event.failure.code === 'interrupted' && event.failure.by === 'crash' ? before : event.at;

/** Reads events in their order. */
export const pastOf = async (events: AsyncIterable<WsEvent> | Iterable<WsEvent>): Promise<Past> => {
  const steps = new Map<StepId, Spent & { readonly durationMs: number }>();
  const begun = new Map<StepId, number>();
  let durationMs = 0;
  let busySince = 0;
  let before = 0;
  let unpriced: Unpriced | null = null;
  const add = (step: StepId, costMicroUsd: number, tokens: number, ms: number): void => {
    const known = steps.get(step) ?? { costMicroUsd: 0, tokens: 0, durationMs: 0 };
    steps.set(step, {
      costMicroUsd: known.costMicroUsd + costMicroUsd,
      tokens: known.tokens + tokens,
      durationMs: known.durationMs + ms,
    });
  };
  for await (const event of events) {
    if (event.type === 'step.started') {
      if (begun.size === 0) busySince = event.at;
      begun.set(event.step, event.at);
    }
    if (event.type === 'step.used') {
      const { costMicroUsd, tool, model } = event.usage;
      const tokens = tokensOf(event.usage) ?? 0;
      add(event.step, costMicroUsd ?? 0, tokens, 0);
      if (costMicroUsd === null && tokens > 0) unpriced = { tool, model };
    }
    if ('step' in event && ENDS.has(event.type)) {
      const at = endOf(event, before);
      const from = begun.get(event.step);
      begun.delete(event.step);
      if (from !== undefined) add(event.step, 0, 0, Math.max(0, at - from));
      if (from !== undefined && begun.size === 0) durationMs += Math.max(0, at - busySince);
    }
    before = event.at;
  }
  return { steps, durationMs, unpriced };
};
