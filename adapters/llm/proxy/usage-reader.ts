/** Reads what an answer of a model used while it passes by. */
import { isJsonObject, jsonOf, type Json } from '../../../core/json.ts';
import { NO_TOKENS, type TokenCount } from '../../../core/token-count.ts';
import { tokensIn } from '../token-sums.ts';
import type { AnswerFormat } from './routes.ts';
import { createServerEvents } from './server-events.ts';
import { readUsage, writtenIn } from './usage-formats.ts';

export type UsageReader = {
  readonly push: (chunk: Buffer) => void;
  readonly end: () => void;
  /** What was told so far; `isLast` where that is all there is to tell. */
  readonly said: () => { readonly tokens: TokenCount; readonly isLast: boolean };
  /** Tokens of output that passed by, by their length: for as long as nobody has counted them. */
  readonly guessed: () => number;
  readonly waiting: () => number;
};

/** Of an answer, or one event of it. What is larger is not read: then what it used is not known. */
const CAP = 32 << 20;
/** Bytes of a stream that carry one token, about, with what is written around it. */
const BYTES_IN_STREAM = 40;

/** As every format calls it, at whatever level: `usage`, `usageMetadata`. */
const NEEDLE = '"usage';

/** `isClose`: every event is read, so that it is known how much was written; else only those that tell what was used. */
export const createUsageReader = (
  format: AnswerFormat,
  { isStream, isClose }: { readonly isStream: boolean; readonly isClose: boolean },
): UsageReader => {
  let tokens = NO_TOKENS;
  let isLast = false;
  let written = 0;
  let bytes = 0;
  const take = (document: Json | undefined): void => {
    if (!isJsonObject(document)) return;
    if (isClose) written += writtenIn(document);
    const said = readUsage(format, document, tokens);
    if (said === null) return;
    tokens = said.tokens;
    isLast ||= said.isLast;
  };
  const events = createServerEvents({
    ...{ take: (data) => take(jsonOf(data)), needle: isClose ? null : NEEDLE, cap: CAP },
    onLost: () => undefined,
  });
  const whole: Buffer[] = [];
  return {
    push: (chunk) => {
      bytes += chunk.length;
      if (isStream) events.push(chunk);
      else if (bytes <= CAP) whole.push(chunk);
    },
    end: () => {
      if (isStream) return events.end();
      const document = bytes <= CAP ? jsonOf(Buffer.concat(whole).toString()) : undefined;
      // Google's stream without events is a list of what would be their data.
      const documents: readonly (Json | undefined)[] = Array.isArray(document) ? document : [document];
      for (const each of documents) take(each);
    },
    said: () => ({ tokens, isLast }),
    guessed: () => (isClose ? tokensIn(written) : Math.ceil(bytes / BYTES_IN_STREAM)),
    waiting: () => (isStream ? events.waiting() : bytes),
  };
};
