/** What an error of a model's client says of its cause, as the error engine reads such things. */
import type { CauseOf } from '../../../core/model.ts';
import { causeOfHttp, causeOfThrown } from '../../../error/engine/verdict/thrown.ts';

/** A model that is not there is told by the status alone: what is asked for is a model and nothing else. */
const NOT_FOUND = 404;

export const causeOfModel: CauseOf = ({ http, thrown }, now) => {
  const cause = http === null ? causeOfThrown(thrown, now) : causeOfHttp(http, now);
  if (cause === null || cause.code === 'none') return null;
  const code = http?.status === NOT_FOUND ? 'model-not-found' : cause.code;
  return { code, message: cause.message, retryAt: cause.wish?.retryAt ?? null };
};
