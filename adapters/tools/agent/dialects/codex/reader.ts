/** Reads the stream of `codex exec --json` (Codex CLI 0.17, codex-rs/exec/src/exec_events.rs). */
import type { JsonObject } from '../../../../../core/json.ts';
import type { AgentReader } from '../../dialect.ts';
import type { AgentEvent } from '../../event.ts';
import { numberIn, objectIn, objectsIn, textIn } from '../../json-of-line.ts';
import { jsonReader, statusIn } from '../../json-reader.ts';
import { subjectOf } from '../../subject.ts';

/** `Reconnecting... 1/5 (unexpected status 429 Too Many Requests …)`: it has not given up yet. */
const RECONNECTING = /^Reconnecting\.\.\./;
const STATUS = /\b(?:status|error|code)[: ]+(\d{3})\b/i;

const toolOf = (item: JsonObject): { readonly name: string; readonly subject: string } | null => {
  switch (item['type']) {
    case 'command_execution':
      return { name: 'shell', subject: textIn(item, 'command') };
    case 'file_change':
      return {
        name: 'edit',
        subject: objectsIn(item, 'changes')
          .map((change) => textIn(change, 'path'))
          .join(', '),
      };
    case 'mcp_tool_call':
      return {
        name: [textIn(item, 'server'), textIn(item, 'tool')].join('.'),
        subject: subjectOf(objectIn(item, 'arguments')),
      };
    case 'web_search':
      return { name: 'search', subject: textIn(item, 'query') };
    default:
      return null;
  }
};

const failedText = (item: JsonObject): string =>
  textIn(item, 'aggregated_output') ||
  textIn(objectIn(item, 'error'), 'message') ||
  `ended as ${textIn(item, 'status')}`;

const completed = (item: JsonObject): readonly AgentEvent[] => {
  const id = textIn(item, 'id');
  if (item['type'] === 'agent_message') return [{ kind: 'message', text: textIn(item, 'text') }];
  // Harmless by its own word: what ends the turn is told by the turn.
  if (item['type'] === 'error') return [{ kind: 'retry', status: null, message: textIn(item, 'message') }];
  if (toolOf(item) === null) return [];
  const status = textIn(item, 'status');
  const isOk = status === 'completed' || (status === '' && item['type'] === 'web_search');
  const files = item['type'] === 'file_change' && isOk ? objectsIn(item, 'changes') : [];
  return [
    { kind: 'tool-end', id, isOk, text: isOk ? '' : failedText(item) },
    ...files.map((change): AgentEvent => ({ kind: 'file', path: textIn(change, 'path') })),
    ...(status === 'declined' ? [{ kind: 'denied', ...(toolOf(item) ?? { name: '', subject: '' }) } as const] : []),
  ];
};

const errorOf = (message: string): readonly AgentEvent[] => {
  const status = statusIn(STATUS, message);
  return RECONNECTING.test(message)
    ? [{ kind: 'retry', status, message }]
    : [{ kind: 'error', status, message, isFatal: false }];
};

/** Makes a reader for one process. */
export const codexReader = (): AgentReader => {
  let answer = '';
  const begun = new Set<string>();
  const begin = (item: JsonObject): readonly AgentEvent[] => {
    const [id, tool] = [textIn(item, 'id'), toolOf(item)];
    if (tool === null || begun.has(id)) return [];
    begun.add(id);
    return [{ kind: 'tool', id, ...tool }];
  };
  const eventsOf = (document: JsonObject): readonly AgentEvent[] => {
    const item = objectIn(document, 'item');
    switch (document['type']) {
      case 'thread.started':
        return [{ kind: 'session', id: textIn(document, 'thread_id') }];
      case 'item.started':
        return begin(item);
      case 'item.completed':
        if (item['type'] === 'agent_message') answer = textIn(item, 'text');
        return [...begin(item), ...completed(item)];
      case 'turn.completed': {
        const usage = objectIn(document, 'usage');
        const read = {
          ...{ model: null, input: numberIn(usage, 'input_tokens'), output: numberIn(usage, 'output_tokens') },
          ...{ cached: numberIn(usage, 'cached_input_tokens'), reasoning: numberIn(usage, 'reasoning_output_tokens') },
          costUsd: null,
        };
        // Of a session that goes on it counts from its beginning.
        return [
          { kind: 'usage', of: 'session', usage: read },
          { kind: 'end', isOk: true, text: answer, reason: 'turn.completed' },
        ];
      }
      case 'turn.failed': {
        const message = textIn(objectIn(document, 'error'), 'message');
        return [
          { kind: 'error', status: statusIn(STATUS, message), message, isFatal: true },
          { kind: 'end', isOk: false, text: message, reason: 'turn.failed' },
        ];
      }
      case 'error':
        return errorOf(textIn(document, 'message'));
      default:
        return [];
    }
  };
  return jsonReader(eventsOf);
};
