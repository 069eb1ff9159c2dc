/** Turns what an agent tells over ACP into the events that all coding CLIs give. */
import type { PromptResponse, SessionUpdate, ToolCallUpdate } from '@agentclientprotocol/sdk';
import type { AgentEvent } from '../agent/event.ts';

type Known = { readonly name: string; readonly subject: string; readonly kind: string };

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

/** Makes one for a session. */
export const createUpdates = (): Updates => {
  const calls = new Map<string, Known>();
  let part = '';
  let answer = '';

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
    const known: Known = {
      name: before?.name ?? update.name ?? update.kind ?? 'tool',
      subject: before?.subject ?? update.title ?? '',
      kind: update.kind ?? before?.kind ?? 'other',
    };
    calls.set(id, known);
    const begins: readonly AgentEvent[] =
      before === undefined ? [{ kind: 'tool', id, name: known.name, subject: known.subject }] : [];
    const ends = status === 'completed' || status === 'failed' ? ended(id, known, update) : [];
    if (ends.length > 0) calls.delete(id);
    return [...flush(), ...begins, ...ends];
  };
  return {
    take: (update) => {
      switch (update.sessionUpdate) {
        case 'agent_message_chunk':
          part += textOf(update.content);
          return [];
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
      const isOk = stopReason === 'end_turn';
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
        { kind: 'end', isOk, text: isOk ? answer : `it stopped: ${stopReason}`, reason: stopReason },
      ];
    },
  };
};
