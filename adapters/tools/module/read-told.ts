/** Reads what a tool of others gives, which may be anything. */
import type { Answer, Parked } from '../../../core/attempt.ts';
import type { Failure } from '../../../core/failure.ts';
import { instant } from '../../../core/id.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { AttemptReport } from '../../../core/system.ts';
import type { Evidence, HttpAnswer, ToolFailure, ToolOutcome } from '../../../core/tool.ts';
import type { Usage } from '../../../core/usage.ts';

const textOf = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null);
const numberOf = (value: Json | undefined): number | null => (typeof value === 'number' ? value : null);

const PLAIN = [
  ...['unauthenticated', 'permission-denied', 'context-too-long', 'budget-exceeded', 'refused', 'truncated'],
] as const;
const ANSWERS: readonly Answer[] = ['accept', 'again', 'skip', 'reject'];

/** null for what is no failure that a tool can tell. */
const failureIn = (value: Json | undefined): Failure | null => {
  if (!isJsonObject(value)) return null;
  const { code } = value;
  const message = textOf(value['message']);
  if (message === null) return null;
  const pointer = textOf(value['pointer']) ?? '';
  const resetsAt = numberOf(value['resetsAt']);
  switch (code) {
    case 'tool-exit':
      return { code, message, status: numberOf(value['status']) ?? 1 };
    case 'bad-input':
    case 'bad-output':
      return { code, message, pointer };
    case 'rate-limited':
    case 'quota-exceeded':
    case 'unavailable':
      return { code, message, resetsAt: resetsAt === null ? null : instant(resetsAt) };
    case 'tool-missing':
      return { code, message, tool: textOf(value['tool']) ?? '' };
    case 'model-not-found':
      return { code, message, model: textOf(value['model']) ?? '' };
    default: {
      const plain = PLAIN.find((known) => known === code);
      return plain === undefined ? null : { code: plain, message };
    }
  }
};

const httpIn = (value: Json | undefined): HttpAnswer | null => {
  if (!isJsonObject(value)) return null;
  const { status, body, headers } = value;
  if (typeof status !== 'number' || typeof body !== 'string' || !isJsonObject(headers)) return null;
  const texts = Object.entries(headers).flatMap(([name, each]) => (typeof each === 'string' ? [[name, each]] : []));
  return { status, body, headers: Object.fromEntries(texts) as Readonly<Record<string, string>> };
};

const evidenceIn = (value: Json | undefined): Evidence | null => {
  const http = isJsonObject(value) ? httpIn(value['http']) : null;
  return http === null ? null : { http, thrown: undefined };
};

const parkedIn = (value: Json | undefined): Parked | null => {
  if (!isJsonObject(value)) return null;
  const { kind, prompt, choices } = value;
  if ((kind !== 'question' && kind !== 'work') || typeof prompt !== 'string' || !Array.isArray(choices)) return null;
  const known = ANSWERS.filter((answer) => (choices as readonly Json[]).includes(answer));
  return known.length === 0 ? null : { wait: { kind, prompt, choices: known } };
};

const NOT_ITS = 'it must give { ok: true, value: { outputs, exitCode } } or { ok: false, error: { failure } }';

/** The end that it told; the error says what is wrong with it. */
export const outcomeIn = (told: Json): Result<Result<ToolOutcome | Parked, ToolFailure>, string> => {
  if (!isJsonObject(told)) return err(NOT_ITS);
  if (told['ok'] === false) {
    const error: JsonObject = isJsonObject(told['error']) ? told['error'] : {};
    const failure = failureIn(error['failure']);
    if (failure === null) return err('the failure that it gave has no "message", or a "code" that no tool can give');
    return ok(err({ failure, evidence: evidenceIn(error['evidence']) }));
  }
  const { value } = told;
  if (told['ok'] !== true || !isJsonObject(value)) return err(NOT_ITS);
  if (value['wait'] !== undefined) {
    const parked = parkedIn(value['wait']);
    return parked === null ? err('the wait that it gave needs "kind", "prompt" and "choices"') : ok(ok(parked));
  }
  const { outputs = {}, exitCode = null } = value;
  if (!isJsonObject(outputs)) return err('"outputs" must be an object');
  return ok(ok({ outputs, exitCode: numberOf(exitCode) }));
};

const usageIn = (value: Json | undefined, tool: string): Usage | null => {
  if (!isJsonObject(value)) return null;
  const count = (key: string): number | null => {
    const given = numberOf(value[key]);
    return given === null || given < 0 ? null : given;
  };
  return {
    ...{ tool, provider: textOf(value['provider']), model: textOf(value['model']), calls: count('calls') ?? 0 },
    ...{ input: count('input'), output: count('output'), cached: count('cached'), reasoning: count('reasoning') },
    ...{ costMicroUsd: count('costMicroUsd'), source: 'reported' },
  };
};

/** Hands on what it tells of its work; what is nothing of the kind is passed over. */
export const tellReport = (told: JsonObject, tool: string, report: AttemptReport): void => {
  const given: readonly Json[] = Array.isArray(told['given']) ? told['given'] : [];
  const [first = '', second = ''] = given.map((each) => textOf(each) ?? '');
  switch (told['kind']) {
    case 'message':
    case 'error':
    case 'file':
      return first === '' ? undefined : report[told['kind']](first);
    case 'tool':
      return first === '' ? undefined : report.tool(first, second);
    case 'usage': {
      const usage = usageIn(given[0], tool);
      return usage === null ? undefined : report.usage(usage);
    }
    default:
      return undefined;
  }
};
