/**
 * Tells how large the logs of attempts have become that are under way. Bytes are not told: who wants them asks for a range.
 *
 *   W1. Nothing is looked at while nobody listens, or nothing is under way.
 */
import { statSync } from 'node:fs';
import { unfinished } from '../house/pick-run.ts';
import type { Attempt } from '../../core/attempt.ts';
import type { RecordedEvent } from '../../core/event.ts';
import type { House } from '../house/house.ts';

export type Grown = Attempt & { readonly stdout: number; readonly stderr: number; readonly report: number };

export interface LogGrowth {
  /** From now on `tell` is told. */
  begin(tell: (grown: Grown) => void): Promise<void>;
  /** Takes in what happens, so that it knows what is under way. */
  take(event: RecordedEvent): void;
  end(): void;
}

const LOOK_MS = 500;
const MOST_RUNS = 200;
/** More than that is not watched: who has so many looks at one. */
const MOST_ATTEMPTS = 200;

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
const keyOf = ({ run, step }: Pick<Attempt, 'run' | 'step'>): string => `${run} ${step}`;

export const logGrowth = ({ store, files }: Pick<House, 'store' | 'files'>): LogGrowth => {
  const under = new Map<string, { readonly attempt: Attempt; told: string }>();
  let tell: ((grown: Grown) => void) | null = null;
  let looking: NodeJS.Timeout | null = null;
  const look = (): void => {
    for (const each of under.values()) {
      const { stdout, stderr, report } = files.paths(each.attempt);
      const sizes = { stdout: sizeOf(stdout), stderr: sizeOf(stderr), report: sizeOf(report) };
      const text = JSON.stringify(sizes);
      if (text === each.told) continue;
      each.told = text;
      tell?.({ ...each.attempt, ...sizes });
    }
  };
  /** W1 */
  const settle = (): void => {
    const isWanted = tell !== null && under.size > 0;
    if (isWanted) looking ??= setInterval(look, LOOK_MS).unref();
    else if (looking !== null) {
      clearInterval(looking);
      looking = null;
    }
  };
  const add = (attempt: Attempt): void => {
    if (under.size < MOST_ATTEMPTS) under.set(keyOf(attempt), { attempt, told: '' });
  };
  return {
    begin: async (to) => {
      tell = to;
      const statuses = unfinished.filter((status) => status !== 'created');
      for (const { id } of await store.runs({ statuses, workstream: null, limit: MOST_RUNS }))
        for (const { step, status, attempts } of await store.steps(id))
          if (status === 'running' || status === 'validating') add({ run: id, step, attempt: attempts });
      settle();
    },
    take: (event) => {
      if (!('step' in event)) return;
      if (event.type === 'step.started' && event.attempt !== null)
        add({ run: event.run, step: event.step, attempt: event.attempt });
      else if (
        ['step.succeeded', 'step.failed', 'step.retrying', 'step.parked', 'step.cancelled'].includes(event.type)
      ) {
        // What came between the last look and the end.
        if (under.has(keyOf(event))) look();
        under.delete(keyOf(event));
      }
      settle();
    },
    end: () => {
      tell = null;
      under.clear();
      settle();
    },
  };
};
