/**
 * The tool that is a coding CLI: runs it, hears what it tells while it tells it, and judges how it ended.
 *
 *   G1. The outcome is judged from facts; the exit code is one of them.
 *   G2. A session is written down as soon as it is known. One that cannot be gone on with is left, and a fresh one begun in the
 *       same attempt, before anything was done.
 *   G3. Who has said the last word, and does not leave, is ended; that costs nothing.
 *   G4. The prompt is no argument, and stdin is closed behind it.
 */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { JsonObject } from '../../../core/json.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { AttemptReport, Processes } from '../../../core/system.ts';
import type { ToolAdapter, ToolCall, ToolFailure, ToolOutcome } from '../../../core/tool.ts';
import { toolId } from '../../../core/id.ts';
import { runCall } from '../process/run-call.ts';
import { describeAgent } from './describe-agent.ts';
import type { AgentCommand, AgentTask, Dialect } from './dialect.ts';
import { listenToAgent, type Heard } from './listen.ts';
import { outcomeOf, type AgentOutcome } from './outcome.ts';
import { failureOfOutcome } from './outcome-failure.ts';
import { loadSession, saveSession } from './session.ts';
import { readTask, TASK_SCHEMA } from './task.ts';
import { writeAnew } from '../../../core/state/sqlite/own-file.ts';
import { ownFolder } from '../../machine/own-folder.ts';

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

/** What a profile says of a CLI. */
export type AgentProfile = {
  /** null: its own. */
  readonly command: string | null;
  /** More than the dialect gives. */
  readonly args: readonly string[];
  /** How long it may say nothing. */
  readonly stallMs: number;
};

/** Models think for minutes; tools of agents run tests. */
const STALL_MS = 15 * 60_000;

const ITS_OWN: AgentProfile = { command: null, args: [], stallMs: STALL_MS };

/** Makes the tool `id` for a CLI. */
export const createAgent = (
  dialect: Dialect,
  processes: Processes,
  profile: Partial<AgentProfile> = {},
): ToolAdapter => {
  const { command: program, args: more, stallMs } = { ...ITS_OWN, ...profile };
  const run = async (
    call: ToolCall,
    report: AttemptReport,
    task: AgentTask,
  ): Promise<{ readonly heard: Heard; readonly result: Result<ToolOutcome, ToolFailure> }> => {
    const { args, env, stdin, files } = dialect.command(task);
    placeFiles(task.home, files);
    const prompt = join(call.paths.directory, 'prompt.txt');
    writeAnew(prompt, stdin); // G4
    report.file(prompt);
    const listening = listenToAgent({
      reader: dialect.reader(),
      report,
      signal: call.signal,
      stallMs,
      onSession: (id) => saveSession(task.home, dialect.id, id), // G2
    });
    const end = await runCall(
      processes,
      [program ?? dialect.program, ...args],
      { ...call, env: { ...call.env, ...env, HOME: task.home } },
      { stdinPath: prompt, writable: [task.home], signal: listening.signal, hear: listening.hear },
    );
    const heard = listening.end();
    const isToChange = task.permission !== 'read';
    const looked = isToChange && heard.last?.isOk === true ? await call.changed() : null;
    const changed = looked?.ok === true ? looked.value.length > 0 : null;
    const facts = { ...heard, end, changed, isToChange, stallMs };
    const outcome = outcomeOf(facts, dialect.rows); // G1
    const failure = failureOfOutcome(outcome, facts, dialect.title);
    if (failure !== null) return { heard, result: err({ failure, evidence: null }) };
    return { heard, result: ok({ outputs: outputsOf(heard, outcome), exitCode: 0 }) };
  };

  return {
    id: toolId(dialect.id),
    title: dialect.title,
    inputSchema: TASK_SCHEMA,
    describe: () => describeAgent(dialect),
    check: () => Promise.resolve({ available: true, version: null, hint: '' }),
    execute: async (call, report) => {
      const read = readTask(call.with);
      if (!read.ok) return err({ failure: read.error, evidence: null });
      const { home } = call.paths;
      ownFolder(dirname(home), home);
      const before = loadSession(home, dialect.id);
      const fresh = dialect.takesSessionName ? { id: randomUUID(), isNew: true } : null;
      const task: AgentTask = {
        ...read.value,
        ...{ worktree: call.worktree, home, env: call.env, args: more },
        session: before === null ? fresh : { id: before, isNew: false },
      };
      const first = await run(call, report, task);
      if (first.result.ok || !isLost(first.heard, before !== null) || call.signal.aborted) return first.result;
      report.message(`${dialect.title} does not know the session ${before ?? ''} any more, and begins a new one`);
      saveSession(home, dialect.id, null);
      return (await run(call, report, { ...task, session: fresh })).result; // G2
    },
  };
};
