/** The Responses API of OpenAI (platform.openai.com/docs/api-reference/responses), as far as Codex asks for it. */
import type { JsonObject } from '../../../core/json.ts';
import { objectsIn, textIn } from '../../../adapters/tools/agent/json-of-line.ts';
import { wordOf, type Said, type Wire, type Writing } from './wire.ts';
import { USED } from './replies.ts';

/** What each of its tools calls the command. */
const argumentsOf = (said: Exclude<Said, { readonly kind: 'text' }>): JsonObject => {
  if (said.kind === 'call') return said.input;
  const { tool, command } = said;
  if (tool === 'exec_command') return { cmd: command };
  return { command: tool === 'shell' ? ['bash', '-lc', command] : command };
};

/** Tools of servers stand in a namespace. */
const nameOf = (tool: string): JsonObject => {
  const [namespace = '', name] = tool.split('/');
  return name === undefined ? { name: tool } : { namespace, name };
};

const itemOf = (said: Said, { id }: Writing): JsonObject =>
  said.kind === 'text'
    ? {
        ...{ type: 'message', id: id('msg_'), role: 'assistant', status: 'completed' },
        content: [{ type: 'output_text', text: said.text, annotations: [] }],
      }
    : {
        ...{ type: 'function_call', id: id('fc_'), call_id: id('call_'), ...nameOf(said.tool), status: 'completed' },
        arguments: JSON.stringify(argumentsOf(said)),
      };

export const responses: Wire = {
  takes: (path) => path.endsWith('/responses'),
  asked: (body) => ({
    hasResult: objectsIn(body, 'input').some((each) => textIn(each, 'type').endsWith('_output')),
    tools: objectsIn(body, 'tools').flatMap((tool) =>
      textIn(tool, 'type') === 'namespace'
        ? objectsIn(tool, 'tools').map((each) => `${textIn(tool, 'name')}/${textIn(each, 'name')}`)
        : [textIn(tool, 'name') || textIn(tool, 'type')],
    ),
  }),
  answer: (body, said, writing) => {
    const item = itemOf(said, writing);
    const usage = {
      ...{ input_tokens: USED.input, input_tokens_details: { cached_tokens: 0 } },
      ...{ output_tokens: USED.output, output_tokens_details: { reasoning_tokens: 0 } },
      total_tokens: USED.input + USED.output,
    };
    const model = textIn(body, 'model');
    const base = { id: writing.id('resp_'), object: 'response', created_at: 0, model, output: [] };
    const reason = wordOf(said, { text: '', command: '', length: 'max_output_tokens', filter: 'content_filter' });
    const isWhole = reason === '';
    const ended = isWhole ? { status: 'completed' } : { status: 'incomplete', incomplete_details: { reason } };
    const done = { ...base, ...ended, output: [item], usage };
    const part = { item_id: textIn(item, 'id'), output_index: 0, content_index: 0 };
    const delta = said.kind === 'text' ? [{ type: 'response.output_text.delta', ...part, delta: said.text }] : [];
    if (body['stream'] !== true) return done;
    const events: readonly JsonObject[] = [
      { type: 'response.created', response: { ...base, status: 'in_progress' } },
      { type: 'response.output_item.added', output_index: 0, item: { ...item, status: 'in_progress' } },
      ...delta,
      { type: 'response.output_item.done', output_index: 0, item },
      { type: isWhole ? 'response.completed' : 'response.incomplete', response: done },
    ];
    return events.map((each, at) => writing.event(textIn(each, 'type'), { ...each, sequence_number: at }));
  },
};
