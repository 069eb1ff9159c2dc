/** Turns what an agent tells over ACP into the events that all coding CLIs give. */
import type { PromptResponse, SessionUpdate, ToolCallUpdate } from '@agentclientprotocol/sdk';
import type { AgentEvent } from '../agent/event.ts';
import { faultIn } from './faults.ts';

/** `isTold`: that it begins. */
type Known = { readonly name: string; readonly subject: string; readonly kind: string; readonly isTold: boolean };

export type Updates = {
  readonly take: (update: SessionUpdate) => readonly AgentEvent[];
  /** The last word of a turn. */
  readonly end: (response: PromptResponse) => readonly AgentEvent[];
};

const textOf = (content: { readonly type: string; readonly text?: unknown }): string =>
  content.type === 'text' && typeof content.text === 'string' ? content.text : '';

const contentOf = ({ content }: Pick<ToolCallUpdate, 'content'>): string =>
  (content ?? [])
    .map((each) => (each.type === 'content' ? textOf(each.content) : ''))
    .join('\n')
    .trim();

const commandIn = ({ rawInput }: ToolCallUpdate): string | null => {
  const isCommand = typeof rawInput === 'object' && rawInput !== null && 'command' in rawInput;
  return isCommand && typeof rawInput.command === 'string' ? rawInput.command : null;
};

/** A command as it is, where it is one: its title may be anything. */
const subjectOf = (update: ToolCallUpdate): string => {
  const command = update.kind === 'execute' ? commandIn(update) : null;
  return command ?? update.title ?? '';
};

/** Whether it is announced before its command is known. */
const isUnnamed = (update: ToolCallUpdate): boolean =>
  update.status === 'pending' && update.kind === 'execute' && commandIn(update) === null;

/** Makes one for a session. */
export const createUpdates = (): Updates => {
  const calls = new Map<string, Known>();
  let part = '';
  let answer = '';
  let fault: string | null = null;

  /** Texts come in parts; a message is whole when something else comes. */
  const flush = (): readonly AgentEvent[] => {
    if (part.trim() === '') return [];
    answer = part;
    part = '';
    return [{ kind: 'message', text: answer }];
  };
  const ended = (id: string, known: Known, update: ToolCallUpdate): readonly AgentEvent[] => {
    const isOk = update.status === 'completed';
    const isWrite = isOk && (known.kind === 'edit' || known.kind === 'move');
    const paths = isWrite ? (update.locations ?? []).map(({ path }) => path) : [];
    return [
      { kind: 'tool-end', id, isOk, text: contentOf(update) },
      ...paths.map((path): AgentEvent => ({ kind: 'file', path })),
    ];
  };
  const tool = (update: ToolCallUpdate): readonly AgentEvent[] => {
    const { toolCallId: id, status } = update;
    const before = calls.get(id);
    const isTold = before?.isTold === true || !isUnnamed(update);
    const known: Known = {
      name: before?.name ?? update.name ?? update.kind ?? 'tool',
      subject: before?.isTold === true ? before.subject : subjectOf(update),
      kind: update.kind ?? before?.kind ?? 'other',
      isTold,
    };
    calls.set(id, known);
    const begins: readonly AgentEvent[] =
      isTold && before?.isTold !== true ? [{ kind: 'tool', id, name: known.name, subject: known.subject }] : [];
    const ends = status === 'completed' || status === 'failed' ? ended(id, known, update) : [];
    if (ends.length > 0) calls.delete(id);
    return [...flush(), ...begins, ...ends];
  };
  return {
    take: (update) => {
      switch (update.sessionUpdate) {
        case 'agent_message_chunk': {
          const text = textOf(update.content);
          const told = faultIn(text);
          if (told === null) part += text;
          else if (told.kind === 'error') fault = told.message;
          return told === null ? [] : [told];
        }
        case 'tool_call':
        case 'tool_call_update':
          return tool(update);
        case 'usage_update': {
          const { cost } = update;
          const none = { model: null, input: null, output: null, cached: null, reasoning: null };
          return cost?.currency === 'USD'
            ? [{ kind: 'usage', of: 'session', usage: { ...none, costUsd: cost.amount } }]
            : [];
        }
        default:
          return [];
      }
    },
    end: ({ stopReason, usage }) => {
      const isOk = stopReason === 'end_turn' && fault === null;
      const whole = flush();
      const used: readonly AgentEvent[] =
        usage === null || usage === undefined
          ? []
          : [
              {
                ...{ kind: 'usage', of: 'run' },
                usage: {
                  ...{ model: null, input: usage.inputTokens, output: usage.outputTokens },
                  ...{ cached: usage.cachedReadTokens ?? null, reasoning: usage.thoughtTokens ?? null, costUsd: null },
                },
              },
            ];
      return [
        ...whole,
        ...used,
        { kind: 'end', isOk, text: isOk ? answer : (fault ?? `it stopped: ${stopReason}`), reason: stopReason },
      ];
    },
  };
};
