/** Where each format of an answer tells what was used, and what its numbers mean. */
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { NO_TOKENS, type TokenCount } from '../../../core/token-count.ts';
import { believedCount } from '../../../core/usage.ts';
import type { AnswerFormat } from './routes.ts';

const objectIn = (value: JsonObject, ...path: readonly string[]): JsonObject | null => {
  let at: Json | undefined = value;
  for (const key of path) at = isJsonObject(at) ? at[key] : undefined;
  return isJsonObject(at) ? at : null;
};

/** null where it is no count of tokens. */
const countIn = (value: JsonObject | null, key: string): number | null => {
  const count = value?.[key];
  return typeof count === 'number' ? believedCount(count) : null;
};

/** What a document of an answer says of what was used so far; `isLast` where nothing more is to come. null: nothing. */
export type UsageSaid = { readonly tokens: TokenCount; readonly isLast: boolean };

/** Input and output come in documents of their own, and what is not said again still holds. */
const readMessages = (document: JsonObject, before: TokenCount): UsageSaid | null => {
  const said = objectIn(document, 'usage') ?? objectIn(document, 'message', 'usage');
  if (said === null) return null;
  const cacheRead = countIn(said, 'cache_read_input_tokens') ?? before.cacheRead;
  const cacheWrite = countIn(said, 'cache_creation_input_tokens') ?? before.cacheWrite;
  const fresh = countIn(said, 'input_tokens') ?? before.input - before.cacheRead - before.cacheWrite;
  const output = countIn(said, 'output_tokens') ?? before.output;
  return {
    tokens: { input: fresh + cacheRead + cacheWrite, cacheRead, cacheWrite, output, reasoning: 0 },
    isLast: document['type'] !== 'message_start',
  };
};

const readOpenAi = (
  said: JsonObject | null,
  names: { readonly input: string; readonly output: string },
): UsageSaid | null =>
  said === null
    ? null
    : {
        tokens: {
          ...NO_TOKENS,
          input: countIn(said, `${names.input}_tokens`) ?? 0,
          cacheRead: countIn(objectIn(said, `${names.input}_tokens_details`), 'cached_tokens') ?? 0,
          output: countIn(said, `${names.output}_tokens`) ?? 0,
          reasoning: countIn(objectIn(said, `${names.output}_tokens_details`), 'reasoning_tokens') ?? 0,
        },
        isLast: true,
      };

/** Each document repeats it; thoughts are not part of what it calls output. */
const readContent = (document: JsonObject): UsageSaid | null => {
  const said = objectIn(document, 'usageMetadata');
  if (said === null) return null;
  const count = (key: string): number => countIn(said, key) ?? 0;
  const reasoning = count('thoughtsTokenCount');
  const input = count('promptTokenCount') + count('toolUsePromptTokenCount');
  const output = count('candidatesTokenCount') + reasoning;
  const cacheRead = count('cachedContentTokenCount');
  return { tokens: { input, cacheRead, cacheWrite: 0, output, reasoning }, isLast: true };
};

/**
 * Reads one document: a whole answer or the data of one event. Of OpenAI, `usage` anywhere but at its place is a part of somebody's
 * text. Sources: Anthropic's streaming messages, OpenAI's responses and chat completions, Google's GenerateContentResponse.
 */
export const readUsage = (format: AnswerFormat, document: JsonObject, before: TokenCount): UsageSaid | null => {
  switch (format) {
    case 'messages':
      return readMessages(document, before);
    case 'responses': {
      const whole = document['object'] === 'response' ? objectIn(document, 'usage') : null;
      return readOpenAi(objectIn(document, 'response', 'usage') ?? whole, { input: 'input', output: 'output' });
    }
    case 'chat':
      return readOpenAi(objectIn(document, 'usage'), { input: 'prompt', output: 'completion' });
    case 'content':
      return readContent(document);
  }
};

const lengthOfTexts = (value: Json | undefined): number => {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value)
    .filter(([key]) => key !== 'id' && key !== 'type' && key !== 'role')
    .reduce((sum, [, each]) => sum + lengthOfTexts(each), 0);
};

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

const listIn = (document: JsonObject, key: string): readonly Json[] => {
  const value = document[key];
  return isList(value) ? value : [];
};

/** How many characters of an answer a document holds, about: what was written before anybody counts it. */
export const writtenIn = (document: JsonObject): number =>
  (document['usage'] === undefined ? lengthOfTexts(document['delta']) : 0) +
  listIn(document, 'choices').reduce(
    (sum: number, each) => sum + (isJsonObject(each) ? lengthOfTexts(each['delta']) : 0),
    0,
  ) +
  listIn(document, 'candidates').reduce(
    (sum: number, each) => sum + (isJsonObject(each) ? lengthOfTexts(objectIn(each, 'content')?.['parts']) : 0),
    0,
  );
