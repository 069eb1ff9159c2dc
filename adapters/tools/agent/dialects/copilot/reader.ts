/** Reads the stream of `copilot --output-format json` (GitHub Copilot CLI 1.0). */
import type { JsonObject } from '../../../../../core/json.ts';
import type { AgentReader } from '../../dialect.ts';
import type { AgentEvent } from '../../event.ts';
import { numberIn, objectIn, textIn } from '../../json-of-line.ts';
import { jsonReader } from '../../json-reader.ts';
import { subjectOf } from '../../subject.ts';

const WRITERS: ReadonlySet<string> = new Set(['create', 'edit', 'str_replace', 'write', 'apply_patch']);

type Use = { readonly name: string; readonly subject: string };

const completed = (data: JsonObject, use: Use | undefined): readonly AgentEvent[] => {
  const { name, subject } = use ?? { name: textIn(data, 'toolName'), subject: '' };
  const error = objectIn(data, 'error');
  const exitCode = numberIn(objectIn(data, 'shellExecution'), 'exitCode') ?? 0;
  const isOk = data['success'] === true && exitCode === 0;
  const text = isOk ? '' : textIn(error, 'message') || textIn(objectIn(data, 'result'), 'content');
  return [
    { kind: 'tool-end', id: textIn(data, 'toolCallId'), isOk, text },
    ...(isOk && WRITERS.has(name) && subject !== '' ? [{ kind: 'file', path: subject } as const] : []),
    ...(textIn(error, 'code') === 'denied' ? [{ kind: 'denied', name, subject } as const] : []),
  ];
};

/** Makes a reader for one process. */
export const copilotReader = (): AgentReader => {
  let answer = '';
  let failed = false;
  const uses = new Map<string, Use>();
  const eventsOf = (document: JsonObject): readonly AgentEvent[] => {
    const data = objectIn(document, 'data');
    switch (document['type']) {
      case 'assistant.message': {
        const text = textIn(data, 'content');
        if (text.trim() === '') return [];
        answer = text;
        return [{ kind: 'message', text }];
      }
      case 'tool.execution_start': {
        const [id, name] = [textIn(data, 'toolCallId'), textIn(data, 'toolName')];
        const subject = subjectOf(objectIn(data, 'arguments'));
        uses.set(id, { name, subject });
        return [{ kind: 'tool', id, name, subject }];
      }
      case 'tool.execution_complete':
        return completed(data, uses.get(textIn(data, 'toolCallId')));
      case 'assistant.turn_retry':
        return [{ kind: 'retry', status: numberIn(data, 'statusCode'), message: textIn(data, 'reason') }];
      case 'session.error': {
        failed = true;
        const message = textIn(data, 'message') || textIn(data, 'errorType');
        return [{ kind: 'error', status: numberIn(data, 'statusCode'), message, isFatal: true }];
      }
      case 'result': {
        const isOk = numberIn(document, 'exitCode') === 0 && !failed;
        return [
          { kind: 'session', id: textIn(document, 'sessionId') },
          { kind: 'end', isOk, text: isOk ? answer : '', reason: `exit ${numberIn(document, 'exitCode') ?? ''}` },
        ];
      }
      default:
        return [];
    }
  };
  return jsonReader(eventsOf);
};
