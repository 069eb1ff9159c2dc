/** Reads what a step or a workstream may use up. */
import { invariant } from '../core/result.ts';
import type { Budget, Limits } from '../core/workstream.ts';
import { milliseconds } from './normalise-retry.ts';
import { parseSize } from './size.ts';
import type { WrittenBudget, WrittenLimits } from './written.ts';

/** Nothing where nothing is said. */
export const normalBudget = (written: WrittenBudget | undefined): { readonly budget?: Budget } => {
  if (written === undefined) return {};
  const { costUsd, tokens, duration } = written;
  return {
    budget: {
      costMicroUsd: costUsd === undefined ? null : Math.round(costUsd * 1e6),
      tokens: tokens ?? null,
      durationMs: milliseconds(duration) ?? null,
    },
  };
};

/** Each limit by itself: one that a step does not say is that of `defaults`. */
export const normalLimits = (
  written: WrittenLimits | undefined,
  defaults: Limits | undefined,
): { readonly limits?: Limits } => {
  if (written === undefined) return defaults === undefined ? {} : { limits: defaults };
  const { memory, processes, cpu } = written;
  const memoryBytes = memory === undefined ? (defaults?.memoryBytes ?? null) : parseSize(memory);
  invariant(memory === undefined || memoryBytes !== null, `no amount of memory: ${memory}`);
  return {
    limits: {
      memoryBytes,
      processes: processes ?? defaults?.processes ?? null,
      cpu: cpu ?? defaults?.cpu ?? null,
    },
  };
};
