/** Chat completions of OpenAI (platform.openai.com/docs/api-reference/chat), as far as Copilot CLI and opencode ask for them. */
import type { JsonObject } from '../../../core/json.ts';
import { objectIn, objectsIn, textIn } from '../../../adapters/tools/agent/json-of-line.ts';
import { wordOf, type Wire } from './wire.ts';
import { USED } from './replies.ts';

export const chat: Wire = {
  takes: (path) => path.endsWith('/chat/completions'),
  asked: (body) => ({
    hasResult: objectsIn(body, 'messages').some(({ role }) => role === 'tool'),
    tools: objectsIn(body, 'tools').map((tool) => textIn(objectIn(tool, 'function'), 'name')),
  }),
  answer: (body, said, { id, event }) => {
    const base = { id: id('chatcmpl-'), created: 0, model: textIn(body, 'model') };
    const usage = {
      ...{ prompt_tokens: USED.input, completion_tokens: USED.output },
      ...{ total_tokens: USED.input + USED.output, prompt_tokens_details: { cached_tokens: 0 } },
    };
    const call: JsonObject =
      said.kind === 'text'
        ? {}
        : {
            ...{ id: id('call_'), type: 'function' },
            function: {
              name: said.tool,
              arguments: JSON.stringify(
                said.kind === 'call' ? said.input : { command: said.command, description: 'a test' },
              ),
            },
          };
    const reason = wordOf(said, { text: 'stop', command: 'tool_calls', length: 'length', filter: 'content_filter' });
    if (body['stream'] !== true) {
      const told = said.kind === 'text' ? { content: said.text } : { content: null, tool_calls: [call] };
      const message = { role: 'assistant', ...told };
      return { ...base, object: 'chat.completion', choices: [{ index: 0, finish_reason: reason, message }], usage };
    }
    const chunk = (delta: JsonObject, finish: string | null): string => {
      const choices = [{ index: 0, delta, finish_reason: finish }];
      return event(null, { ...base, object: 'chat.completion.chunk', choices });
    };
    return [
      chunk({ role: 'assistant', content: '' }, null),
      chunk(said.kind === 'text' ? { content: said.text } : { tool_calls: [{ index: 0, ...call }] }, null),
      chunk({}, reason),
      event(null, { ...base, object: 'chat.completion.chunk', choices: [], usage }),
      event(null, '[DONE]'),
    ];
  },
};
