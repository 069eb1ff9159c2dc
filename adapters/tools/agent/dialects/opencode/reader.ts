/** Reads the stream of `opencode run --format json` (opencode 1.18). */
import type { JsonObject } from '../../../../../core/json.ts';
import type { AgentReader } from '../../dialect.ts';
import type { AgentEvent } from '../../event.ts';
import { numberIn, objectIn, textIn } from '../../json-of-line.ts';
import { jsonReader } from '../../json-reader.ts';
import { subjectOf } from '../../subject.ts';

const WRITERS: ReadonlySet<string> = new Set(['edit', 'multiedit', 'patch', 'write']);

/** A use of a tool is told once, when it has ended. */
const toolEvents = (part: JsonObject): readonly AgentEvent[] => {
  const [id, name, state] = [textIn(part, 'callID'), textIn(part, 'tool'), objectIn(part, 'state')];
  const subject = subjectOf(objectIn(state, 'input'));
  const exitCode = numberIn(objectIn(state, 'metadata'), 'exit') ?? 0;
  const isOk = state['status'] === 'completed' && exitCode === 0;
  const text = isOk ? '' : textIn(state, 'error') || textIn(state, 'output');
  const isDenied = /rejected permission|specified a rule which prevents/i.test(text);
  return [
    { kind: 'tool', id, name, subject },
    { kind: 'tool-end', id, isOk, text },
    ...(isOk && WRITERS.has(name) ? [{ kind: 'file', path: subject } as const] : []),
    ...(isDenied ? [{ kind: 'denied', name, subject } as const] : []),
  ];
};

const usageOf = (part: JsonObject): AgentEvent => {
  const tokens = objectIn(part, 'tokens');
  const cache = objectIn(tokens, 'cache');
  const input = numberIn(tokens, 'input');
  const cached = numberIn(cache, 'read');
  return {
    ...{ kind: 'usage', of: 'call' },
    usage: {
      model: null,
      input: input === null ? null : input + (cached ?? 0) + (numberIn(cache, 'write') ?? 0),
      output: numberIn(tokens, 'output'),
      cached,
      reasoning: numberIn(tokens, 'reasoning'),
      costUsd: numberIn(part, 'cost'),
    },
  };
};

/** Makes a reader for one process. */
export const opencodeReader = (): AgentReader => {
  let answer = '';
  const eventsOf = (document: JsonObject): readonly AgentEvent[] => {
    const part = objectIn(document, 'part');
    switch (document['type']) {
      case 'text':
        answer = textIn(part, 'text');
        return [{ kind: 'message', text: answer }];
      case 'tool_use':
        return toolEvents(part);
      case 'step_finish': {
        const reason = textIn(part, 'reason');
        const isLast = reason !== 'tool-calls';
        return [
          usageOf(part),
          ...(isLast ? [{ kind: 'end', isOk: reason === 'stop', text: answer, reason } as const] : []),
        ];
      }
      case 'error': {
        const error = objectIn(document, 'error');
        const data = objectIn(error, 'data');
        const message = textIn(data, 'message') || textIn(error, 'name');
        const status = numberIn(data, 'statusCode');
        return [{ kind: 'error', status, message, isFatal: true }];
      }
      default:
        return [];
    }
  };
  return jsonReader(eventsOf, 'sessionID');
};
