/** The Messages API of Anthropic (docs.anthropic.com/en/api/messages), as far as Claude Code asks for it. */
import type { JsonObject } from '../../../core/json.ts';
import { objectsIn, textIn } from '../../../adapters/tools/agent/json-of-line.ts';
import { wordOf, type Said, type Wire } from './wire.ts';
import { USED } from './replies.ts';

const usage = (output: number): JsonObject => ({
  ...{ input_tokens: USED.input, output_tokens: output },
  ...{ cache_creation_input_tokens: 0, cache_read_input_tokens: 0 },
});

const inputOf = (said: Exclude<Said, { readonly kind: 'text' }>): JsonObject =>
  said.kind === 'call' ? said.input : { command: said.command, description: 'asked for by a test' };

export const anthropic: Wire = {
  takes: (path) => path.endsWith('/messages'),
  asked: (body) => ({
    hasResult: objectsIn(body, 'messages').some((each) =>
      objectsIn(each, 'content').some(({ type }) => type === 'tool_result'),
    ),
    tools: objectsIn(body, 'tools').map((tool) => textIn(tool, 'name')),
  }),
  answer: (body, said, { id, event }) => {
    const block: JsonObject =
      said.kind === 'text'
        ? { type: 'text', text: '' }
        : { type: 'tool_use', id: id('toolu_'), name: said.tool, input: {} };
    const delta: JsonObject =
      said.kind === 'text'
        ? { type: 'text_delta', text: said.text }
        : { type: 'input_json_delta', partial_json: JSON.stringify(inputOf(said)) };
    const message = {
      ...{ id: id('msg_'), type: 'message', role: 'assistant', model: textIn(body, 'model'), content: [] },
      ...{ stop_reason: null, stop_sequence: null, usage: usage(1) },
    };
    const words = { text: 'end_turn', command: 'tool_use', length: 'max_tokens', filter: 'refusal' };
    const stop = { stop_reason: wordOf(said, words), stop_sequence: null };
    const events: readonly JsonObject[] = [
      { type: 'message_start', message },
      { type: 'content_block_start', index: 0, content_block: block },
      { type: 'content_block_delta', index: 0, delta },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: stop, usage: { output_tokens: USED.output } },
      { type: 'message_stop' },
    ];
    if (body['stream'] === true) return events.map((each) => event(textIn(each, 'type'), each));
    const whole = said.kind === 'text' ? { ...block, text: said.text } : { ...block, input: inputOf(said) };
    return { ...message, ...stop, content: [whole], usage: usage(USED.output) };
  },
};
