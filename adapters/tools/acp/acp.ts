/**
 * The tool that is any agent which speaks the Agent Client Protocol: `gemini --acp`, `copilot --acp`, `opencode acp`.
 *
 *   P1. It is judged as every agent is: from facts, by the same table.
 *   P2. What it may do without being asked is the step's to say, and nobody else is asked.
 *   P3. Its session is written down as soon as it is known, and gone on with where it can be.
 *   P4. Who is stopped is asked to end its turn first, and has a second for it.
 */
import { dirname, join } from 'node:path';
import { invariant, err, ok } from '../../../core/result.ts';
import { setTimeout as pause } from 'node:timers/promises';
import type { Processes } from '../../../core/system.ts';
import type { ToolAdapter } from '../../../core/tool.ts';
import { messageOf } from '../../../core/thrown.ts';
import type { ToolProfile } from '../../../core/tool-profile.ts';
import { ownFolder } from '../../machine/own-folder.ts';
import { failedTry } from '../agent/feedback.ts';
import type { AgentEvent } from '../agent/event.ts';
import { loadSpent, saveSpent } from '../agent/kept-spent.ts';
import { listenToAgent } from '../agent/listen.ts';
import { leftOf, NOTHING_SPENT, together } from '../agent/meter.ts';
import { outcomeOf, type OutcomeRow } from '../agent/outcome.ts';
import { failureOfOutcome } from '../agent/outcome-failure.ts';
import { loadSession, saveSession } from '../agent/session.ts';
import { examineTask } from '../agent/examine.ts';
import { GIVES_OF_AGENT, readTask, TASK_SCHEMA } from '../agent/task.ts';
import { describeProfile } from '../descriptions.ts';
import { runCall } from '../process/run-call.ts';
import { openPipe } from './pipe.ts';

const STALL_MS = 15 * 60_000;
/** P4 */
const LEAVE_MS = 1_000;

const ROWS: readonly OutcomeRow[] = [
  { reason: 'refusal', then: 'refused' },
  { reason: 'max_tokens', then: 'context_too_long' },
  { says: 'quota', then: 'quota' },
  { says: 'rate limit', then: 'quota' },
  { says: 'api key', then: 'auth' },
];

/** Events are handed to the ear of all agents as it hears them: a line each. */
const lineOf = (event: AgentEvent): Uint8Array => Buffer.from(`${JSON.stringify(event)}\n`);
// What is read are the lines that are made above.
const reader = { read: (line: string): readonly AgentEvent[] => (line === '' ? [] : [JSON.parse(line) as AgentEvent]) };

const noModelOf = (title: string): string =>
  `${title} is told its model by the "args" of its profile: the protocol has no word for it`;

/** Makes the tool of a profile whose adapter is `acp`. */
export const createAcp = (profile: ToolProfile, processes: Processes): ToolAdapter => {
  const { command, title, name } = profile;
  invariant(command !== null, `${name} has adapter acp and no command`);
  const stallMs = profile.stallMs ?? STALL_MS;
  return {
    id: name,
    title,
    inputSchema: TASK_SCHEMA,
    describe: () => describeProfile(profile),
    examine: (args) => {
      const isNamed = args['model'] !== undefined;
      return isNamed ? [{ pointer: '/model', message: noModelOf(title) }] : examineTask(args);
    },
    gives: () => GIVES_OF_AGENT,
    check: () => Promise.resolve({ available: true, version: null, hint: '' }),
    execute: async (call, report) => {
      const task = readTask(call.with);
      if (!task.ok) return err({ failure: task.error, evidence: null });
      const { prompt, permission, allowedTools, budget, model } = task.value.task;
      if (model !== null) {
        const failure = { code: 'bad-input', pointer: '/with/model', message: noModelOf(title) } as const;
        return err({ failure, evidence: null });
      }
      const { home, directory } = call.paths;
      ownFolder(dirname(home), home);
      const failed = failedTry(call.paths, call.goesOn?.change ?? null);
      const spentBefore = loadSpent(home, name);
      const listening = listenToAgent({
        ...{ reader, report, stallMs, signal: call.signal, before: NOTHING_SPENT, already: NOTHING_SPENT },
        onSession: (id) => saveSession(home, name, id), // P3
        ...{ budget: leftOf(budget, spentBefore), prices: new Map(), model: null, metered: null },
        of: { tool: name, provider: profile.breakers[0] ?? name },
      });
      const tell = (event: AgentEvent): void => listening.hear(lineOf(event));
      let pipe: ReturnType<typeof openPipe>;
      try {
        pipe = openPipe(join(directory, 'acp.in'));
      } catch (error) {
        listening.end();
        return err({
          failure: { code: 'workspace', message: `no pipe to ${title} could be made: ${messageOf(error)}` },
          evidence: null,
        });
      }
      let output: ReadableStreamDefaultController<Uint8Array> | null = null;
      const readable = new ReadableStream<Uint8Array>({ start: (controller) => void (output = controller) });
      const killing = new AbortController();
      const { takeTurn } = await import('./turn.ts');
      const turn = takeTurn({
        ...{
          permission,
          allowedTools,
          cwd: call.cwd,
          session: loadSession(home, name),
          tell,
          cancel: listening.signal,
        },
        prompt: [prompt, ...(failed === null ? [] : [failed.text])].join('\n\n'),
        streams: { writable: pipe.writable, readable },
      }).finally(() => pipe.close());
      const stop = (): void =>
        void Promise.race([turn, pause(LEAVE_MS)]).then(() => killing.abort(listening.signal.reason));
      listening.signal.addEventListener('abort', stop, { once: true });
      if (listening.signal.aborted) stop();
      const running = runCall(
        processes,
        [command, ...profile.args.flat()],
        { ...call, env: { ...call.env, HOME: home } },
        {
          ...{ stdinPath: pipe.path, view: { writable: [home] }, signal: killing.signal },
          hear: (bytes) => {
            listening.hear(new Uint8Array(0));
            output?.enqueue(Uint8Array.from(bytes));
          },
        },
      );
      const end = await running;
      closeQuietly(output);
      await turn;
      const heard = listening.end();
      saveSpent(home, name, together(spentBefore, heard.spent));
      const isToChange = permission !== 'read';
      const looked = isToChange && heard.last?.isOk === true ? await call.changed() : null;
      const facts = {
        ...heard,
        end,
        changed: looked?.ok === true ? looked.value.length > 0 : null,
        ...{ isToChange, isAsking: false, stallMs },
      };
      const outcome = outcomeOf(facts, ROWS); // P1
      const failure = failureOfOutcome(outcome, facts, title);
      if (failure !== null) return err({ failure, evidence: null });
      const session = heard.session === null ? {} : { session: heard.session };
      return ok({ outputs: { result: heard.last?.text ?? '', outcome, ...session }, exitCode: 0 });
    },
  };
};

/** The protocol may have closed it already. */
const closeQuietly = (output: ReadableStreamDefaultController<Uint8Array> | null): void => {
  try {
    output?.close();
  } catch {
    // Nothing is read from it any more.
  }
};
