/**
 * The tool that is a coding CLI: runs it, hears what it tells while it tells it, and judges how it ended.
 *
 *   G1. The outcome is judged from facts; the exit code is one of them.
 *   G2. A session is written down as soon as it is known. One that cannot be gone on with is left, and a fresh one begun in the
 *       same attempt, before anything was done.
 *   G3. Who has said the last word, and does not leave, is ended; that costs nothing.
 *   G4. The prompt is no argument, and stdin is closed behind it.
 *   G5. What is spent is counted once, over attempts and the sessions that they share.
 *   G6. What a person says reaches it in its session, in the same attempt where it is at work, and costs no failure.
 *   G7. A try that failed is told to the next one, which is another: in its conversation, in a new one, by another model.
 *   G9. Whose models are asked through ws holds no key, and what ws says of its budget is what counts.
 *   G8. Who is not allowed to do something, or has a question, lets the step wait, and goes on in its session with the answer.
 */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Parked } from '../../../core/attempt.ts';
import type { JsonObject } from '../../../core/json.ts';
import { priceOf, type Prices } from '../../../core/price.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { AttemptReport, Processes } from '../../../core/system.ts';
import type { Evidence, ToolAdapter, ToolCall, ToolFailure, ToolOutcome } from '../../../core/tool.ts';
import { toolId } from '../../../core/id.ts';
import { runCall } from '../process/run-call.ts';
import { goOnWords, waitOfOutcome, withGranted } from './asking.ts';
import { refusalOfBudget, toldOnWay } from './budget.ts';
import { describeAgent } from './describe-agent.ts';
import type { AgentCommand, AgentTask, Dialect } from './dialect.ts';
import { failedTry } from './feedback.ts';
import { loadSpent, saveSpent } from './kept-spent.ts';
import { leadToModels, type MeteringParts, type Way } from './led.ts';
import { listenToAgent, type Heard } from './listen.ts';
import { leftOf, NOTHING_SPENT, together, type Spent } from './meter.ts';
import { outcomeOf, type AgentOutcome } from './outcome.ts';
import { failureOfOutcome } from './outcome-failure.ts';
import { loadSession, saveSession } from './session.ts';
import {
  findSurroundings,
  NO_SURROUNDINGS,
  type Found,
  type Surroundings,
  type SurroundingsProfile,
} from './surroundings.ts';
import { examineAgent } from './examine.ts';
import { GIVES_OF_AGENT, readTask, TASK_SCHEMA } from './task.ts';
import { writeAnew } from '../../../core/state/sqlite/own-file.ts';
import { ownFolder, writeOwn } from '../../machine/own-folder.ts';
import { pendingMessages, watchMessages, type Pending } from './told.ts';

/** Below the home, and only where nothing is yet: an agent may have changed what it was given. */
const placeFiles = (home: string, files: AgentCommand['files']): void => {
  for (const { path, text } of files) {
    const file = join(home, path);
    try {
      ownFolder(home, dirname(file));
      writeFileSync(file, text, { mode: 0o600, flag: 'wx' });
    } catch {
      // It is there, or cannot be: then the agent says what it lacks.
    }
  }
};

const outputsOf = ({ last, session }: Heard, outcome: AgentOutcome): JsonObject => ({
  result: last?.text ?? '',
  outcome,
  ...(session === null ? {} : { session }),
});

/** Whether it ended because it did not find the conversation that it was to go on with, and did nothing at all. */
const isLost = (heard: Heard, isResumed: boolean): boolean =>
  isResumed && heard.tools.ok + heard.tools.failed === 0 && heard.errors.length === 0 && heard.last?.isOk !== true;

/** What people say stands behind the task; alone where the task is known already. */
const withMessages = (prompt: string | null, { messages }: Pending): string =>
  [...(prompt === null ? [] : [prompt]), ...messages.map(({ text }) => text)].join('\n\n');

const OF_PROVIDER: ReadonlySet<AgentOutcome> = new Set(['quota', 'auth', 'unavailable', 'context_too_long', 'crashed']);

const UNHEARD: Heard = {
  ...{
    cut: null,
    last: null,
    errors: [],
    denials: [],
    tools: { ok: 0, failed: 0 },
    limit: null,
    over: null,
    session: null,
    spent: NOTHING_SPENT,
  },
};

/** One process of an agent, from its prompt to its last word. */
type Turn = { readonly heard: Heard; readonly result: Result<ToolOutcome | Parked, ToolFailure> };

/** What the provider itself said, where it is what the attempt died of. */
const evidenceOf = (way: Way | null, outcome: AgentOutcome): Evidence | null => {
  const http = OF_PROVIDER.has(outcome) ? (way?.pass.lastRefusal() ?? null) : null;
  return http === null ? null : { http, thrown: undefined };
};

type Asked = AgentTask & { readonly isAsking: boolean };

/** What a turn begins with: what was found, what turns before it spent, and how long all of them may take. */
type Around = { readonly found: Found; readonly already: Spent; readonly timeoutMs: number };

/** What a profile says of a CLI. */
export type AgentProfile = SurroundingsProfile & {
  readonly name: string;
  /** null: its own. */
  readonly command: string | null;
  /** More than the dialect gives. */
  readonly args: readonly string[];
  /** How long it may say nothing. */
  readonly stallMs: number;
  /** What its models cost, where it does not say so itself. */
  readonly prices: Prices;
};

/** Who knows the machine, and who leads to models; null where nobody does. */
export type AgentParts = { readonly surroundings: Surroundings; readonly metering: MeteringParts | null };

/** Models think for minutes; tools of agents run tests. */
const STALL_MS = 15 * 60_000;

const ITS_OWN: Omit<AgentProfile, 'name'> = {
  ...{ command: null, args: [], stallMs: STALL_MS, prices: new Map() },
  ...{ keys: [], login: { files: [], get: null }, home: [], network: 'full', mcp: {}, commits: false },
  metering: { mode: 'auto', models: null, map: {} },
};

/** Makes the tool `id` for a CLI. */
export const createAgent = (
  dialect: Dialect,
  processes: Processes,
  given: Partial<AgentProfile> = {},
  { surroundings = NO_SURROUNDINGS, metering = null }: Partial<AgentParts> = {},
): ToolAdapter => {
  const profile: AgentProfile = { name: dialect.id, ...ITS_OWN, keys: dialect.keys, ...given };
  const { name, command: program, args: more, stallMs, prices } = profile;
  const run = async (
    call: ToolCall,
    report: AttemptReport,
    task: Asked,
    { found, already, timeoutMs }: Around,
  ): Promise<Turn> => {
    const spentBefore = loadSpent(task.home, dialect.id);
    const led = await leadToModels(
      {
        ...{ dialect, profile, task, budget: task.budget },
        ...{ onUse: () => listening.counted(), onVerdict: () => listening.shut() },
      },
      metering,
    );
    if (!led.ok) return { heard: UNHEARD, result: err({ failure: led.error, evidence: null }) };
    const way = led.value; // G9
    const told = way === null ? dialect : toldOnWay(dialect);
    const refused = refusalOfBudget(task.budget, told, priceOf(prices, task.model) !== null);
    if (refused !== null) {
      way?.pass.close();
      return { heard: UNHEARD, result: err({ failure: refused, evidence: null }) };
    }
    const { args, env, stdin, files, ours, hidden } = dialect.command({
      ...task,
      env: way?.env(task.env) ?? task.env,
      args: [...(way?.args ?? []), ...task.args],
    });
    placeFiles(task.home, files);
    for (const { path, text } of ours) writeOwn(task.home, join(task.home, path), text);
    const prompt = join(call.paths.directory, 'prompt.txt');
    writeAnew(prompt, stdin); // G4
    report.file(prompt);
    const listening = listenToAgent({
      reader: dialect.reader(),
      report,
      signal: call.signal,
      stallMs,
      onSession: (id) => saveSession(task.home, dialect.id, id), // G2
      of: { tool: dialect.id, provider: dialect.breaker },
      ...{ prices, model: task.model, metered: way === null ? null : () => way.pass.used() },
      ...{ budget: task.budget, already, before: task.session?.isNew === false ? spentBefore : NOTHING_SPENT },
    });
    const forget = watchMessages(task.home, listening.interrupt); // G6
    const ended = await runCall(
      processes,
      way?.argv([program ?? dialect.program, ...args]) ?? [program ?? dialect.program, ...args],
      { ...call, env: { ...(way?.env(found.env) ?? found.env), ...env, HOME: task.home } },
      {
        ...{ stdinPath: prompt, signal: listening.signal, hear: listening.hear },
        view: {
          ...{ ...found.view, readable: [...found.view.readable, ...(way?.readable ?? [])] },
          hidden: hidden.map((path) => join(task.worktree, path)),
        },
      },
    );
    // What is said of it is the time that the step has, of which this turn had the rest.
    const end = ended.kind === 'timeout' ? { ...ended, afterMs: timeoutMs } : ended;
    forget();
    way?.pass.close();
    const heard = { ...listening.end(), over: way?.pass.verdict() ?? null };
    saveSpent(task.home, dialect.id, together(spentBefore, heard.spent)); // G5
    const isToChange = task.permission !== 'read';
    const looked = isToChange && heard.last?.isOk === true ? await call.changed() : null;
    const changed = looked?.ok === true ? looked.value.length > 0 : null;
    const facts = { ...heard, end, changed, isToChange, isAsking: task.isAsking, stallMs };
    const outcome = outcomeOf(facts, dialect.rows); // G1
    const wait = waitOfOutcome(outcome, facts, { dialect, tool: name }); // G8
    if (wait !== null) return { heard, result: ok({ wait }) };
    const failure = failureOfOutcome(outcome, facts, dialect.title);
    if (failure !== null) return { heard, result: err({ failure, evidence: evidenceOf(way, outcome) }) };
    return { heard, result: ok({ outputs: outputsOf(heard, outcome), exitCode: 0 }) };
  };

  return {
    id: toolId(dialect.id),
    title: dialect.title,
    inputSchema: TASK_SCHEMA,
    describe: () => describeAgent(dialect),
    examine: (args) => examineAgent(args, dialect, prices),
    gives: () => GIVES_OF_AGENT,
    check: () => Promise.resolve({ available: true, version: null, hint: '' }),
    execute: async (call, report) => {
      const read = readTask(call.with);
      if (!read.ok) return err({ failure: read.error, evidence: null });
      const { home } = call.paths;
      ownFolder(dirname(home), home);
      const looked = await findSurroundings(call, { dialect, profile }, surroundings, report);
      if (!looked.ok) return err({ failure: looked.error, evidence: null });
      const found = looked.value;
      const until = performance.now() + call.timeoutMs;
      let already = NOTHING_SPENT;
      const { task: wanted, isAsking } = read.value;
      const turnOf = async (task: Asked): Promise<Turn> => {
        const budget = leftOf(wanted.budget, loadSpent(home, dialect.id)); // G5
        const timeoutMs = Math.max(1, Math.min(call.timeoutMs, until - performance.now()));
        const turn = await run(
          { ...call, timeoutMs },
          report,
          { ...task, budget },
          {
            ...{ found, already, timeoutMs: call.timeoutMs },
          },
        );
        already = together(already, turn.heard.spent);
        return turn;
      };
      const fresh = dialect.takesSessionName ? { id: randomUUID(), isNew: true } : null;
      const goesOn = call.goesOn ?? null;
      const change = goesOn?.change ?? null;
      const failed = failedTry(call.paths, change); // G7
      if (change !== null && change.kind !== 'session') {
        const by = change.kind === 'model' ? ` with the model ${change.model}` : '';
        report.message(`${dialect.title} begins a new conversation${by}`);
        saveSession(home, dialect.id, null);
      }
      let pending = pendingMessages(home);
      const before = loadSession(home, dialect.id);
      const answer = goesOn === null ? null : goOnWords(goesOn);
      const prompt = [
        wanted.prompt,
        ...(failed === null ? [] : [failed.text]),
        ...(answer === null ? [] : [answer]),
      ].join('\n\n');
      // Who goes on knows its task: it is told what is new, and no more.
      const first = before === null || failed !== null || answer === null ? prompt : answer;
      const whole = {
        ...{ ...wanted, ...found.task },
        ...{ worktree: call.worktree, home, env: call.env, args: more },
        prompt: withMessages(first, pending),
        session: before === null ? fresh : { id: before, isNew: false },
      };
      const task: Asked = { ...withGranted(whole, goesOn), isAsking };
      try {
        let turn = await turnOf(task);
        if (!turn.result.ok && isLost(turn.heard, before !== null) && !call.signal.aborted) {
          report.message(`${dialect.title} does not know the session ${before ?? ''} any more, and begins a new one`);
          saveSession(home, dialect.id, null);
          turn = await turnOf({ ...task, prompt: withMessages(prompt, pending), session: fresh }); // G2
        }
        for (;;) {
          if (turn.heard.session !== null) pending.heard();
          pending = pendingMessages(home);
          const isOpen = (turn.result.ok && !('wait' in turn.result.value)) || turn.heard.cut === 'told';
          if (call.signal.aborted || pending.messages.length === 0 || !isOpen) return turn.result;
          for (const { text, by } of pending.messages) report.message(`${by} says: ${text}`);
          const id = loadSession(home, dialect.id);
          const session = id === null ? fresh : { id, isNew: false };
          turn = await turnOf({ ...task, session, prompt: withMessages(id === null ? prompt : null, pending) }); // G6
        }
      } finally {
        found.leave(report);
      }
    },
  };
};
