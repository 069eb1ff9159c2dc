/** Answers that were given before, by everything that could have changed them. */
import { createHash } from 'node:crypto';
import type { Instant } from '../../core/id.ts';
import type { Json } from '../../core/json.ts';
import type { ModelCall, ModelReply, ModelRoute } from '../../core/model.ts';
import { canonicalJson } from '../../core/planning/hash.ts';

/** What is kept of an answer. */
export type KeptAnswer = Pick<ModelReply, 'text' | 'value' | 'warnings'>;

/** A place where answers are kept; what cannot be read is not there. */
export interface AnswerLevel {
  /** `maxAgeMs`: how old it may be for who asks, however long it is kept. */
  get(key: string, now: Instant, maxAgeMs: number): Promise<KeptAnswer | null>;
  set(key: string, answer: KeptAnswer, kept: Kept): Promise<void>;
}

/** When an answer was given, and from when on nobody is given it any more. */
export type Kept = { readonly at: Instant; readonly until: Instant };

/** Whether an answer is there for who takes none that is older than `maxAgeMs`. */
export const isFresh = ({ at, until }: Kept, now: Instant, maxAgeMs: number): boolean =>
  now < until && now - at < maxAgeMs;

/** Another number whenever what an answer depends on, or how it is kept, is another. */
const FORMAT = 1;

const digestOf = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Everything that can change an answer, and nothing that cannot: no key, no time limit, nobody who asks. */
export const answerKey = (
  call: Pick<ModelCall, 'messages' | 'schema'>,
  route: ModelRoute,
  baseUrl: string | null,
): string => {
  const { provider, model, temperature, maxTokens, reasoning } = route;
  const messages = call.messages.map(({ role, text, files }) => ({
    ...{ role, text },
    files: files.map(({ name, mediaType, bytes }) => [name, mediaType, digestOf(bytes)]),
  }));
  const all: Json = {
    ...{ format: FORMAT, provider, model, baseUrl, temperature, maxTokens, reasoning, messages },
    schema: call.schema,
  };
  return digestOf(canonicalJson(all));
};

const MOST = 500;

/** In this process, the least recently used going first. */
export const answersInMemory = (most: number = MOST): AnswerLevel => {
  const kept = new Map<string, Kept & { readonly answer: KeptAnswer }>();
  return {
    get: async (key, now, maxAgeMs) => {
      const found = kept.get(key);
      if (found === undefined) return null;
      kept.delete(key);
      if (now >= found.until) return null;
      kept.set(key, found);
      return isFresh(found, now, maxAgeMs) ? found.answer : null;
    },
    set: async (key, answer, { at, until }) => {
      kept.delete(key);
      kept.set(key, { answer, at, until });
      const [oldest] = kept.keys();
      if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    },
  };
};
