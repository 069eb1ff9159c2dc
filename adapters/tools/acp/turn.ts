/** One turn with an agent over ACP, by the protocol's own library: initialise, a session, a prompt, its end. */
import {
  ClientSideConnection,
  ndJsonStream,
  PROTOCOL_VERSION,
  RequestError,
  type Client,
} from '@agentclientprotocol/sdk';
import { messageOf } from '../../../core/thrown.ts';
import type { Permission } from '../agent/dialect.ts';
import type { AgentEvent } from '../agent/event.ts';
import { answerTo, isAllowed } from './permission.ts';
import { createUpdates } from './updates.ts';

export type TurnRequest = {
  readonly prompt: string;
  readonly permission: Permission;
  readonly allowedTools: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  /** The session that it goes on with, where the agent can; null for a new one. */
  readonly session: string | null;
  readonly streams: { readonly writable: WritableStream<Uint8Array>; readonly readable: ReadableStream<Uint8Array> };
  readonly tell: (event: AgentEvent) => void;
  /** Asks the agent to end its turn. */
  readonly cancel: AbortSignal;
};

/** As the protocol says that a login is needed. */
const AUTH_REQUIRED = -32_000;

/** Some give the status of their provider's answer as the code of the error. */
const statusOf = (error: unknown): number | null => {
  if (!(error instanceof RequestError)) return null;
  if (error.code === AUTH_REQUIRED) return 401;
  return error.code >= 400 && error.code < 600 ? error.code : null;
};

const errorOf = (error: unknown): AgentEvent => {
  const data =
    error instanceof RequestError && typeof error.data === 'object'
      ? ` ${JSON.stringify(error.data)}`.slice(0, 300)
      : '';
  return { kind: 'error', status: statusOf(error), message: `${messageOf(error)}${data}`, isFatal: true };
};

/** Never throws: what goes wrong is told as an event. */
export const takeTurn = async (request: TurnRequest): Promise<void> => {
  const { permission, allowedTools, cwd, tell, streams, cancel } = request;
  const updates = createUpdates();
  // What is told while a session is loaded is what was told before.
  let isLive = false;
  const client: Client = {
    requestPermission: ({ toolCall, options }) => {
      const names = [toolCall.name, toolCall.title, toolCall.kind].filter((name) => typeof name === 'string');
      const allows = !cancel.aborted && isAllowed({ kind: toolCall.kind ?? null, names }, permission, allowedTools);
      if (!allows && !cancel.aborted)
        tell({ kind: 'denied', name: toolCall.kind ?? 'tool', subject: toolCall.title ?? '' });
      return cancel.aborted ? { outcome: { outcome: 'cancelled' } } : answerTo(options, allows);
    },
    sessionUpdate: ({ update }) => {
      if (isLive) for (const event of updates.take(update)) tell(event);
    },
  };
  const agent = new ClientSideConnection(() => client, ndJsonStream(streams.writable, streams.readable));
  try {
    const { agentCapabilities } = await agent.initialize({
      protocolVersion: PROTOCOL_VERSION,
      // It reads, writes and runs what it wants by itself, in its sandbox.
      clientCapabilities: { fs: { readTextFile: false, writeTextFile: false }, terminal: false },
      clientInfo: { name: 'ws', title: 'ws', version: '1' },
    });
    const place = { cwd, mcpServers: [] };
    const loads = request.session !== null && agentCapabilities?.loadSession === true;
    const loaded = loads
      ? await agent.loadSession({ ...place, sessionId: request.session ?? '' }).then(
          () => request.session,
          () => null,
        )
      : null;
    const sessionId = loaded ?? (await agent.newSession(place)).sessionId;
    tell({ kind: 'session', id: sessionId });
    isLive = true;
    const onCancel = (): void => void agent.cancel({ sessionId }).catch(() => undefined);
    cancel.addEventListener('abort', onCancel, { once: true });
    if (cancel.aborted) return;
    const response = await agent.prompt({ sessionId, prompt: [{ type: 'text', text: request.prompt }] });
    for (const event of updates.end(response)) tell(event);
  } catch (error) {
    const event = errorOf(error);
    tell(event);
    tell({ kind: 'end', isOk: false, text: 'message' in event ? event.message : '', reason: 'error' });
  }
};
