/** What carries work out: of a step, of what it falls back to, and of what undoes it. */
import { toolId } from '../core/id.ts';
import type { JsonObject } from '../core/json.ts';
import { PLAIN_STEP } from '../core/plain-step.ts';
import type { Alternative, Compensation } from '../core/workstream.ts';
import { NONE, normalList } from './normal-values.ts';
import type { Defaults } from './normalise-defaults.ts';
import { milliseconds, normalRetry } from './normalise-retry.ts';
import type { WrittenAlternative, WrittenCompensation } from './written.ts';

/** What undoes a step is worth another try, whatever the step itself is worth. */
const COMPENSATION_RETRIES = 2;

/** A text alone is the name of a tool. */
export const normalAlternative = (
  written: string | WrittenAlternative,
  { scriptTool }: Pick<Defaults, 'scriptTool'>,
): Alternative =>
  typeof written === 'string'
    ? { tool: toolId(written), with: {}, breakers: NONE }
    : {
        tool: written.tool === undefined ? scriptTool : toolId(written.tool),
        with: written.run === undefined ? (written.with ?? {}) : scriptWith(written.run, written),
        breakers: normalList(written.breaker),
      };

/** A tool that is named alone is given what the step gives its own, unless that is a script. */
export const normalFallback = (
  written: readonly (string | WrittenAlternative)[],
  { tool, with: args }: Alternative,
  defaults: Pick<Defaults, 'scriptTool'>,
): readonly Alternative[] =>
  written.length === 0
    ? PLAIN_STEP.fallback
    : written.map((each) => {
        const way = normalAlternative(each, defaults);
        return typeof each === 'string' && tool !== defaults.scriptTool ? { ...way, with: args } : way;
      });

const scriptWith = (run: string, { args, with: rest }: WrittenAlternative): JsonObject => ({
  run,
  ...(args === undefined ? {} : { args: typeof args === 'string' ? args : args.map(String) }),
  ...rest,
});

/** A text alone is a shell script, as under `run`. */
export const normalCompensation = (
  written: string | WrittenCompensation,
  timeoutMs: number,
  { ofTool, scriptTool }: Defaults,
): Compensation => {
  const whole = typeof written === 'string' ? { run: written } : written;
  const way = normalAlternative(whole, { scriptTool });
  return {
    ...way,
    timeoutMs: milliseconds(whole.timeout) ?? timeoutMs,
    retry: normalRetry(whole.retry, { ...ofTool(way.tool).retry, limit: COMPENSATION_RETRIES, on: null }),
  };
};
