/** `generateContent` of Google (ai.google.dev/api/generate-content), as far as Gemini CLI asks for it. */
import type { JsonObject } from '../../../core/json.ts';
import { objectIn, objectsIn, textIn } from '../../../adapters/tools/agent/json-of-line.ts';
import { wordOf, type Said, type Wire } from './wire.ts';
import { USED } from './replies.ts';

/** What it asks a small model about a conversation; any well-formed answer does. */
const ABOUT = JSON.stringify({ reasoning: 'none', next_speaker: 'user', complexity_score: 1, model_choice: 'flash' });

const WORDS = { text: 'STOP', command: 'STOP', length: 'MAX_TOKENS', filter: 'SAFETY' };

export const google: Wire = {
  takes: (path) => /:(?:streamGenerateContent|generateContent)$/.test(path),
  asked: (body) => ({
    hasResult: objectsIn(body, 'contents').some((each) =>
      objectsIn(each, 'parts').some((part) => part['functionResponse'] !== undefined),
    ),
    tools: objectsIn(body, 'tools').flatMap((tool) =>
      objectsIn(tool, 'functionDeclarations').map((each) => textIn(each, 'name')),
    ),
  }),
  answer: (body, said, { id, event }, path) => {
    const isJson = objectIn(body, 'generationConfig')['responseMimeType'] === 'application/json';
    const isAbout = isJson && said.kind === 'text' && !said.text.includes('{');
    const argsOf = (called: Exclude<Said, { readonly kind: 'text' }>): JsonObject =>
      called.kind === 'call' ? called.input : { command: called.command, description: 'a test' };
    const part: JsonObject =
      said.kind === 'text'
        ? { text: isAbout ? ABOUT : said.text }
        : { functionCall: { name: said.tool, args: argsOf(said) } };
    const answer = {
      candidates: [{ content: { role: 'model', parts: [part] }, finishReason: wordOf(said, WORDS), index: 0 }],
      usageMetadata: {
        ...{ promptTokenCount: USED.input, candidatesTokenCount: USED.output },
        totalTokenCount: USED.input + USED.output,
      },
      ...{ modelVersion: 'test', responseId: id('r') },
    };
    return path.endsWith(':streamGenerateContent') ? [event(null, answer)] : answer;
  },
};
