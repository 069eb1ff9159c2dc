/** The failure of a step whose model gave no answer, with what every route died of. */
import type { Failure, FailureCode } from '../../../core/failure.ts';
import type { ModelRefusal, RouteFailure, TriedRoute } from '../../../core/model.ts';
import type { ToolFailure } from '../../../core/tool.ts';

const nameOf = ({ provider, model }: TriedRoute): string => `${provider}/${model}`;

const toldOf = ({ tried, failure }: ModelRefusal): string => {
  const [only] = tried;
  if (only === undefined) return failure.message;
  if (tried.length === 1) return `${nameOf(only)}: ${failure.message}`;
  const each = tried.map((route) => `${nameOf(route)}: ${route.failure.code} (${route.failure.message})`);
  return `No model answered. ${each.join('; ')}`;
};

/** Codes that a failure carries with nothing but its message. */
const PLAIN = [
  ...(['unauthenticated', 'permission-denied', 'context-too-long', 'budget-exceeded', 'refused', 'truncated'] as const),
] satisfies readonly FailureCode[];

const failureOf = (
  { code, retryAt }: RouteFailure,
  message: string,
  { provider, model, timeoutMs }: { readonly provider: string; readonly model: string; readonly timeoutMs: number },
): Failure => {
  const plain = PLAIN.find((each) => each === code);
  if (plain !== undefined) return { code: plain, message };
  switch (code) {
    case 'rate-limited':
    case 'quota-exceeded':
      return { code, message, resetsAt: retryAt };
    case 'model-not-found':
      return { code, message, model };
    case 'bad-output':
      return { code, message, pointer: '/outputs' };
    case 'bad-input':
      return { code, message, pointer: '/with' };
    case 'timeout':
      return { code, message, afterMs: timeoutMs };
    case 'interrupted':
      return { code, message, by: 'cancel' };
    case 'breaker-open':
      return retryAt === null
        ? { code: 'unavailable', message, resetsAt: null }
        : { code, message, breaker: provider, reopensAt: retryAt };
    default:
      // What cannot be reached, is overloaded, or has its breaker open comes back by itself.
      return { code: 'unavailable', message, resetsAt: retryAt };
  }
};

/** `timeoutMs`: how long the step may take. */
export const failureOfModel = (refusal: ModelRefusal, timeoutMs: number): ToolFailure => {
  const { failure, tried } = refusal;
  const { provider, model } = tried.at(-1) ?? { provider: '', model: '' };
  return {
    failure: failureOf(failure, toldOf(refusal), { provider, model, timeoutMs }),
    evidence: failure.evidence,
  };
};
