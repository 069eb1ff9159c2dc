/** What is told of a failure: to the next attempt as `$WS_FAILURE` and `${{ failure }}`, and to people as JSON. */
import type { AttemptFailure } from '../../diagnosis.ts';
import type { Issue } from '../../issue.ts';
import type { JsonObject } from '../../json.ts';
import type { Recovery, Run } from '../../run.ts';
import { around } from '../../state/growth.ts';
import { roundBefore } from './surroundings.ts';
import { SEVERITIES } from '../../severity.ts';

/** `{ code, severity, plugin, signature, message, issues }`, whether or not the output could be read. */
export const toldFailure = ({ failure, diagnosis }: AttemptFailure): JsonObject => ({
  code: diagnosis?.code ?? failure.code,
  severity: diagnosis?.severity ?? SEVERITIES[failure.code],
  plugin: diagnosis?.plugin ?? null,
  signature: diagnosis?.signature ?? failure.code,
  message: diagnosis?.message ?? failure.message,
  issues: diagnosis?.issues ?? [],
});

const utf8 = new TextEncoder();
/** `${{ failure }}` may become an environment variable, which holds 128 KiB. */
const ISSUES_BYTES = 100_000;

/** As many of the first issues as one variable holds. */
const withinVariable = (issues: readonly Issue[]): readonly Issue[] => {
  let bytes = 0;
  const over = issues.findIndex((issue) => (bytes += utf8.encode(JSON.stringify(issue)).length + 1) > ISSUES_BYTES);
  return over === -1 ? issues : issues.slice(0, over);
};

/**
 * The failure that the next attempt at the step of a place is to mend: its own, or that of the generation or the round before
 * of what it is in; null where there is none.
 */
export const feedbackAt = (run: Run, place: number): JsonObject | null => {
  const own = run.steps[place];
  if (own !== undefined && own.recovery.last !== null) return feedbackOf(own.recovery);
  for (const at of [place, ...around(run.plan, place)]) {
    const generation = run.steps[at]?.recovery;
    if (generation !== undefined && generation.last !== null) return feedbackOf(generation);
    const before = roundBefore(run.plan, at);
    const state = before === null ? undefined : run.steps[before]?.state;
    const recovery = before === null ? undefined : run.steps[before]?.recovery;
    if (state?.kind === 'failed' && recovery !== undefined) return feedbackOf(recovery);
  }
  return null;
};

/** The failure that the next attempt is to mend, with the number of its attempt; null where there is none. */
export const feedbackOf = ({ last }: Recovery): JsonObject | null =>
  last === null
    ? null
    : { ...toldFailure(last), issues: withinVariable(last.diagnosis?.issues ?? []), attempt: last.attempt };
