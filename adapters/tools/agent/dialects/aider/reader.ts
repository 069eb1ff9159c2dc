/**
 * Reads what `aider --no-pretty --no-stream` prints for people (aider 0.86, aider/coders/base_coder.py and aider/utils.py): it has no
 * stream for programs, no name for a session, and no last word. It exits with 0 whatever happened.
 */
import type { AgentReader } from '../../dialect.ts';
import type { AgentEvent, AgentUsage } from '../../event.ts';

const EDITED = /^Applied edit to (.+)$/;
const RAN = /^Running (.+)$/;
const TOKENS = /^Tokens: ([\d.]+k?) sent(?:, [\d.]+k? cache write)?(?:, ([\d.]+k?) cache hit)?, ([\d.]+k?) received\./;
const COST = /Cost: \$([\d.]+) message/;
/** Errors of the library that it speaks to providers by, and of itself. */
const FATAL = /^(?:litellm\.)?(\w*(?:Error|Exception)): (.*)$/;
const RETRYING = /^Retrying in [\d.]+ seconds/;
/** What its lines are that are no answer. */
const NOISE =
  /^(?:Aider v|Main model:|Weak model:|Editor model:|Model:|Git repo:|Repo-map:|Added .+ to the chat|Use \/help|Warning|Note:|Can't initialize|https?:\/\/|Did not apply|Commit )/;

const STATUSES: Readonly<Record<string, number>> = {
  AuthenticationError: 401,
  PermissionDeniedError: 403,
  NotFoundError: 404,
  RateLimitError: 429,
  InternalServerError: 500,
  ServiceUnavailableError: 503,
  APIConnectionError: 503,
  Timeout: 504,
};

/** `2.1k` is 2100: rounded by whoever printed it. */
const countOf = (text: string | undefined): number | null => {
  if (text === undefined) return null;
  return text.endsWith('k') ? Math.round(Number(text.slice(0, -1)) * 1000) : Number(text);
};

const usageOf = (line: string): AgentUsage | null => {
  const [all, sent, cached, received] = TOKENS.exec(line) ?? [];
  if (all === undefined) return null;
  const cost = COST.exec(line)?.[1];
  return {
    ...{ model: null, input: countOf(sent), output: countOf(received), cached: countOf(cached), reasoning: null },
    costUsd: cost === undefined ? null : Number(cost),
  };
};

/** Makes a reader for one process. */
export const aiderReader = (): AgentReader => {
  let answer: string[] = [];
  let isFailed = false;
  let hasSaid = false;
  let edits = 0;
  const eventsOf = (line: string): readonly AgentEvent[] => {
    const edited = EDITED.exec(line)?.[1];
    if (edited !== undefined) {
      const id = `edit-${(edits += 1)}`;
      return [
        { kind: 'tool', id, name: 'edit', subject: edited },
        { kind: 'tool-end', id, isOk: true, text: '' },
        { kind: 'file', path: edited },
      ];
    }
    const ran = RAN.exec(line)?.[1];
    if (ran !== undefined) return [{ kind: 'tool', id: `run-${ran}`, name: 'shell', subject: ran }];
    const usage = usageOf(line);
    if (usage !== null) {
      hasSaid = true;
      return [{ kind: 'usage', of: 'call', usage }];
    }
    if (RETRYING.test(line)) return [{ kind: 'retry', status: null, message: line }];
    const [fatal, name = '', message = ''] = FATAL.exec(line) ?? [];
    if (fatal !== undefined) {
      isFailed = true;
      return [{ kind: 'error', status: STATUSES[name] ?? null, message: `${name}: ${message}`, isFatal: true }];
    }
    if (!NOISE.test(line)) answer.push(line);
    return [];
  };
  return {
    read: (line) => eventsOf(line.trimEnd()),
    end: () => {
      const text = answer.join('\n').trim();
      answer = [];
      // Who was never answered has done nothing, whatever the exit code.
      const isOk = hasSaid && !isFailed;
      return [
        ...(text === '' ? [] : [{ kind: 'message', text } as const]),
        ...(hasSaid || isFailed
          ? [{ kind: 'end', isOk, text: isOk ? text : '', reason: 'end of output' } as const]
          : []),
      ];
    },
  };
};
