/** Reads the stream of `gemini -o stream-json` (Gemini CLI 0.61, packages/core/src/output/types.ts). */
import type { JsonObject } from '../../../../../core/json.ts';
import type { AgentReader } from '../../dialect.ts';
import type { AgentEvent } from '../../event.ts';
import { numberIn, objectIn, textIn } from '../../json-of-line.ts';
import { jsonReader, statusIn } from '../../json-reader.ts';
import { subjectOf } from '../../subject.ts';

const WRITERS: ReadonlySet<string> = new Set(['write_file', 'replace', 'edit']);
const STATUS = /\b(?:status|code)["':= ]+(\d{3})\b/i;

/** What it calls output leaves its thoughts out, which are paid for like the rest; the total does not. */
const outputIn = (stats: JsonObject): number | null => {
  const [output, input, total] = ['output_tokens', 'input_tokens', 'total_tokens'].map((key) => numberIn(stats, key));
  if (output === null || output === undefined) return null;
  return Math.max(output, (total ?? 0) - (input ?? 0));
};

/** Makes a reader for one process. */
export const geminiReader = (): AgentReader => {
  let answer = '';
  let part = '';
  const writing = new Map<string, string>();

  /** Texts come in parts; a message is whole when something else comes. */
  const flush = (): readonly AgentEvent[] => {
    if (part.trim() === '') return [];
    answer = part;
    part = '';
    return [{ kind: 'message', text: answer }];
  };
  const message = (document: JsonObject): readonly AgentEvent[] => {
    if (document['role'] !== 'assistant') return [];
    const before = document['delta'] === true ? [] : flush();
    part += textIn(document, 'content');
    return before;
  };
  const toolUse = (document: JsonObject): readonly AgentEvent[] => {
    const [id, name] = [textIn(document, 'tool_id'), textIn(document, 'tool_name')];
    const subject = subjectOf(objectIn(document, 'parameters'));
    if (WRITERS.has(name)) writing.set(id, subject);
    return [{ kind: 'tool', id, name, subject }];
  };
  const toolResult = (document: JsonObject): readonly AgentEvent[] => {
    const id = textIn(document, 'tool_id');
    const isOk = document['status'] === 'success';
    const error = objectIn(document, 'error');
    const text = textIn(error, 'message') || textIn(document, 'output');
    const path = isOk ? writing.get(id) : undefined;
    const isDenied = textIn(error, 'type') === 'policy_violation' || /denied by (?:policy|user)/i.test(text);
    return [
      { kind: 'tool-end', id, isOk, text },
      ...(path === undefined ? [] : [{ kind: 'file', path } as const]),
      ...(isDenied ? [{ kind: 'denied', name: id.split('__')[0] ?? id, subject: '' } as const] : []),
    ];
  };
  const result = (document: JsonObject): readonly AgentEvent[] => {
    const stats = objectIn(document, 'stats');
    const models = Object.keys(objectIn(stats, 'models'));
    const isOk = document['status'] === 'success';
    const text = isOk ? answer : textIn(objectIn(document, 'error'), 'message');
    const usage = {
      ...{ model: models.length === 1 ? (models[0] ?? null) : null, input: numberIn(stats, 'input_tokens') },
      ...{
        output: outputIn(stats),
        cached: numberIn(stats, 'cached'),
        reasoning: null,
        costUsd: null,
      },
    };
    return [
      ...(isOk ? [] : [{ kind: 'error', status: statusIn(STATUS, text), message: text, isFatal: true } as const]),
      { kind: 'usage', of: 'run', usage },
      { kind: 'end', isOk, text, reason: textIn(document, 'status') },
    ];
  };
  const eventsOf = (document: JsonObject): readonly AgentEvent[] => {
    switch (document['type']) {
      case 'init':
        return [{ kind: 'session', id: textIn(document, 'session_id') }];
      case 'message':
        return message(document);
      case 'tool_use':
        return [...flush(), ...toolUse(document)];
      case 'tool_result':
        return [...flush(), ...toolResult(document)];
      case 'error': {
        const said = textIn(document, 'message');
        return [...flush(), { kind: 'error', status: statusIn(STATUS, said), message: said, isFatal: false }];
      }
      case 'result':
        return [...flush(), ...result(document)];
      default:
        return [];
    }
  };
  return jsonReader(eventsOf);
};
