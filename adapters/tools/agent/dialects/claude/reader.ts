/**
 * Reads the stream of `claude -p --output-format stream-json --verbose` (Claude Code 2.1). Lines come in any order, and keys too;
 * kinds of lines that are not known are passed over.
 */
import { isJsonObject, type JsonObject } from '../../../../../core/json.ts';
import type { AgentReader } from '../../dialect.ts';
import type { AgentEvent, AgentUsage } from '../../event.ts';
import { numberIn, objectIn, objectsIn, textIn } from '../../json-of-line.ts';
import { jsonReader } from '../../json-reader.ts';
import { subjectOf } from '../../subject.ts';

/** Tools that write the file they are given. */
const WRITERS: ReadonlySet<string> = new Set(['Edit', 'MultiEdit', 'NotebookEdit', 'Write']);

const contentText = (block: JsonObject): string => {
  const whole = textIn(block, 'content');
  if (whole !== '') return whole;
  return objectsIn(block, 'content')
    .map((part) => textIn(part, 'text'))
    .join('\n');
};

const assistantEvents = (document: JsonObject, used: Map<string, string>): readonly AgentEvent[] =>
  objectsIn(objectIn(document, 'message'), 'content').flatMap((block): readonly AgentEvent[] => {
    if (block['type'] === 'text') return [{ kind: 'message', text: textIn(block, 'text') }];
    if (block['type'] !== 'tool_use') return [];
    const input = objectIn(block, 'input');
    const [id, name, subject] = [textIn(block, 'id'), textIn(block, 'name'), subjectOf(input)];
    if (WRITERS.has(name)) used.set(id, subject);
    return [{ kind: 'tool', id, name, subject }];
  });

/** A message of the model comes in several lines, each with the same usage, which is told once. */
const callUsage = (document: JsonObject, counted: Set<string>): readonly AgentEvent[] => {
  const message = objectIn(document, 'message');
  const id = textIn(message, 'id');
  if (id === '' || counted.has(id) || !isJsonObject(message['usage'])) return [];
  counted.add(id);
  const model = textIn(message, 'model');
  return [{ kind: 'usage', of: 'call', usage: { ...usageOf(message), model: model === '' ? null : model } }];
};

const userEvents = (document: JsonObject, used: ReadonlyMap<string, string>): readonly AgentEvent[] =>
  objectsIn(objectIn(document, 'message'), 'content').flatMap((block): readonly AgentEvent[] => {
    if (block['type'] !== 'tool_result') return [];
    const id = textIn(block, 'tool_use_id');
    const isOk = block['is_error'] !== true;
    const written = isOk ? used.get(id) : undefined;
    return [
      { kind: 'tool-end', id, isOk, text: contentText(block) },
      ...(written === undefined ? [] : [{ kind: 'file', path: written } as const]),
    ];
  });

const usageOf = (document: JsonObject): AgentUsage => {
  const usage = objectIn(document, 'usage');
  const sum = (...keys: readonly string[]): number | null => {
    const parts = keys.map((key) => numberIn(usage, key)).filter((part) => part !== null);
    return parts.length === 0 ? null : parts.reduce((one, other) => one + other, 0);
  };
  return {
    // With several models it is the sum of all: none of them used it.
    model: ((models) => (models.length === 1 ? (models[0] ?? null) : null))(
      Object.keys(objectIn(document, 'modelUsage')),
    ),
    input: sum('input_tokens', 'cache_creation_input_tokens', 'cache_read_input_tokens'),
    output: numberIn(usage, 'output_tokens'),
    cached: numberIn(usage, 'cache_read_input_tokens'),
    reasoning: null,
    costUsd: numberIn(document, 'total_cost_usd'),
  };
};

const resultEvents = (document: JsonObject): readonly AgentEvent[] => {
  // `subtype` says success where the provider refused, too: only `is_error` tells.
  const isOk = document['is_error'] !== true && document['subtype'] === 'success';
  const text = textIn(document, 'result');
  const reason = document['subtype'] === 'success' ? textIn(document, 'terminal_reason') : textIn(document, 'subtype');
  const status = numberIn(document, 'api_error_status');
  const denials = objectsIn(document, 'permission_denials').map((denial): AgentEvent => {
    const [name, subject] = [textIn(denial, 'tool_name'), subjectOf(objectIn(denial, 'tool_input'))];
    return { kind: 'denied', name, subject };
  });
  return [
    ...(isOk ? [] : [{ kind: 'error', status, message: text, isFatal: true } as const]),
    ...denials,
    { kind: 'usage', of: 'run', usage: usageOf(document) },
    { kind: 'end', isOk, text, reason },
  ];
};

const systemEvents = (document: JsonObject): readonly AgentEvent[] => {
  const subtype = document['subtype'];
  if (subtype !== 'api_retry') return [];
  const status = numberIn(document, 'error_status');
  return [{ kind: 'retry', status, message: textIn(document, 'error') }];
};

/** It tells of limits that are far from being reached, too. */
const limitEvents = (limit: JsonObject): readonly AgentEvent[] => {
  const resetsAt = numberIn(limit, 'resetsAt');
  return limit['status'] === 'rejected' && resetsAt !== null ? [{ kind: 'limit', resetsAt: resetsAt * 1000 }] : [];
};

/** Makes a reader for one process. */
export const claudeReader = (): AgentReader => {
  /** The files that tools under way write, by the id of the use. */
  const used = new Map<string, string>();
  const counted = new Set<string>();
  const eventsOf = (document: JsonObject): readonly AgentEvent[] => {
    switch (document['type']) {
      case 'assistant':
        return [...assistantEvents(document, used), ...callUsage(document, counted)];
      case 'user':
        return userEvents(document, used);
      case 'result':
        return resultEvents(document);
      case 'system':
        return systemEvents(document);
      case 'rate_limit_event':
        return limitEvents(objectIn(document, 'rate_limit_info'));
      default:
        return [];
    }
  };
  return jsonReader(eventsOf, 'session_id');
};
