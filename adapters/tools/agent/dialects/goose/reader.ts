/**
 * Reads the stream of `goose run --output-format stream-json --quiet` (goose 1.x: `StreamEvent` in crates/goose-cli/src/session/mod.rs,
 * `Message` in the crate of its providers).
 */
import type { JsonObject } from '../../../../../core/json.ts';
import type { AgentReader } from '../../dialect.ts';
import type { AgentEvent } from '../../event.ts';
import { numberIn, objectIn, objectsIn, textIn } from '../../json-of-line.ts';
import { jsonReader, statusIn } from '../../json-reader.ts';
import { subjectOf } from '../../subject.ts';

const WRITERS = /(?:^|__)(?:text_editor|write|edit)$/;
const STATUS = /\b(?:status|code)[^\d]{0,8}(\d{3})\b/i;

/** Makes a reader for one process. */
export const gooseReader = (): AgentReader => {
  let answer = '';
  let isFailed = false;
  const writing = new Map<string, string>();
  const requested = (block: JsonObject): readonly AgentEvent[] => {
    const value = objectIn(objectIn(block, 'toolCall'), 'value');
    const [id, name] = [textIn(block, 'id'), textIn(value, 'name')];
    const subject = subjectOf(objectIn(value, 'arguments'));
    if (WRITERS.test(name)) writing.set(id, subject);
    return [{ kind: 'tool', id, name, subject }];
  };
  const responded = (block: JsonObject): readonly AgentEvent[] => {
    const result = objectIn(block, 'toolResult');
    const id = textIn(block, 'id');
    const isOk = result['status'] === 'success' && objectIn(result, 'value')['isError'] !== true;
    const path = isOk ? writing.get(id) : undefined;
    const text = isOk ? '' : textIn(result, 'error');
    return [
      { kind: 'tool-end', id, isOk, text },
      ...(path === undefined || path === '' ? [] : [{ kind: 'file', path } as const]),
      ...(/declined|denied/i.test(text) ? [{ kind: 'denied', name: id, subject: '' } as const] : []),
    ];
  };
  const blockEvents = (block: JsonObject, role: string): readonly AgentEvent[] => {
    switch (block['type']) {
      case 'text': {
        if (role !== 'assistant') return [];
        answer = textIn(block, 'text');
        return [{ kind: 'message', text: answer }];
      }
      case 'toolRequest':
        return requested(block);
      case 'toolResponse':
        return responded(block);
      default:
        return [];
    }
  };
  const eventsOf = (document: JsonObject): readonly AgentEvent[] => {
    switch (document['type']) {
      case 'message': {
        const message = objectIn(document, 'message');
        return objectsIn(message, 'content').flatMap((block) => blockEvents(block, textIn(message, 'role')));
      }
      case 'error': {
        isFailed = true;
        const message = textIn(document, 'error');
        return [{ kind: 'error', status: statusIn(STATUS, message), message, isFatal: true }];
      }
      case 'complete': {
        const usage = {
          ...{ model: null, input: numberIn(document, 'input_tokens'), output: numberIn(document, 'output_tokens') },
          ...{ cached: null, reasoning: null, costUsd: null },
        };
        return [
          { kind: 'usage', of: 'session', usage },
          { kind: 'end', isOk: !isFailed, text: isFailed ? '' : answer, reason: 'complete' },
        ];
      }
      default:
        return [];
    }
  };
  return jsonReader(eventsOf);
};
