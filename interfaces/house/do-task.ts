/** The workstream that has a coding CLI do a task, or several of them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentBudget } from '../../adapters/tools/agent/dialect.ts';
import { unkeepable } from '../../adapters/tools/agent/budget.ts';
import { writeOwn } from '../../adapters/machine/own-folder.ts';
import { shippedWorkstream } from '../../adapters/machine/shipped.ts';
import type { RunId } from '../../core/id.ts';
import { isJsonObject, type JsonObject } from '../../core/json.ts';
import { priceOf, type Prices } from '../../core/price.ts';
import { messageOf } from '../../core/thrown.ts';
import { invariant, ok, type Result } from '../../core/result.ts';
import { valuesIn } from '../../schema/with-values.ts';
import type { WrittenStep, WrittenWorkstream } from '../../schema/written.ts';
import { literal } from '../../specifications/bridge/literal.ts';
import type { House } from './house.ts';
import type { PickedAgent } from './pick-agent.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refusals.ts';
import { bestOfSteps } from './templates/best-of.ts';

/** Where the shipped file keeps what its steps have in common. */
const X_STEPS = 'x-steps';

/** The only step of a task. */
export const TASK_STEP = 'task';

export type Task = {
  /** What is to be done, as it was said. */
  readonly text: string;
  /** As the CLI calls it; null: as it is set. */
  readonly model: string | null;
  /** Commands of a shell that must end well. */
  readonly accept: readonly string[];
  /** Patterns of paths from the top of the worktree: the only files that may be changed. Any may where there is none. */
  readonly files: readonly string[];
  readonly budget: AgentBudget;
  /** A question: nothing is to be changed. */
  readonly isRead: boolean;
};

const TITLE_LENGTH = 72;

/** A task in one line, as the title of its run. */
export const titleOf = (text: string): string => {
  const line = (text.trim().split('\n')[0] ?? '').replaceAll(/\s+/g, ' ');
  return line.length <= TITLE_LENGTH ? line : `${line.slice(0, TITLE_LENGTH - 1)}…`;
};

const promptOf = ({ files }: Task): string =>
  files.length === 0
    ? '${{ inputs.task }}'
    : `\${{ inputs.task }}\n\nChange no files but those that match: ${literal(files.join(', '))}`;

const budgetOf = ({ budget: { costUsd, tokens } }: Task): JsonObject =>
  costUsd === null && tokens === null
    ? {}
    : { budget: { ...(costUsd === null ? {} : { costUsd }), ...(tokens === null ? {} : { tokens }) } };

const stepOf = (task: Task, { tool, secrets }: PickedAgent): WrittenStep => {
  const { model, files, isRead } = task;
  const checks = task.accept.map(literal);
  return {
    id: TASK_STEP,
    tool,
    with: {
      ...{ prompt: promptOf(task), permission: isRead ? 'read' : 'full' },
      ...(model === null ? {} : { model: literal(model) }),
      ...budgetOf(task),
    },
    ...(isRead ? { access: 'read' as const } : { retry: 2 }),
    ...(secrets.length === 0 ? {} : { secrets }),
    ...(files.length === 0 ? {} : { files }),
    ...(checks.length === 0 ? {} : { acceptance: checks.map((run) => ({ run })) }),
  };
};

/** The workstream, as a person would write it. The task is an input of it: what it says is never read as an expression. */
export const taskWorkstream = (task: Task, agent: PickedAgent): WrittenWorkstream => ({
  ...{ version: 1, id: 'do', title: titleOf(task.text) },
  inputs: { task: { type: 'string', default: task.text } },
  steps: [stepOf(task, agent)],
});

/** Each of several CLIs does it in a lane of its own, and a person takes the best of what passed: `ws:best-of`, with what was said of the task. */
export const contestWorkstream = async (task: Task, agents: readonly PickedAgent[]): Promise<JsonObject> => {
  const path = shippedWorkstream('best-of');
  invariant(path !== null, 'best-of is shipped');
  const shipped = valuesIn(await readFile(path, 'utf8'));
  invariant(isJsonObject(shipped), 'best-of is an object');
  const { [X_STEPS]: _, env: __, ...document } = shipped;
  const checks = { acceptance: task.accept.map((run) => ({ run: literal(run) })) };
  const work = {
    with: { prompt: promptOf(task), permission: 'full', ...budgetOf(task) },
    ...(task.files.length === 0 ? {} : { files: task.files }),
    ...checks,
  };
  const steps = bestOfSteps(shipped['steps'], agents, work).map((step) =>
    step['acceptance'] === undefined ? step : { ...step, ...checks },
  );
  const inputs = { task: { type: 'string', default: task.text } };
  return { ...document, id: 'do', title: titleOf(task.text), inputs, steps };
};

/** Why a task cannot be given to this CLI as it is; null where it can. */
export const refusalOfTask = (task: Task, { dialect }: PickedAgent, prices: Prices): Refusal | null => {
  if (task.text.trim() === '')
    return refuse('invalid', 'the task is empty', 'Say what is to be done: ws do "make the tests pass"').error;
  const sentence = unkeepable(task.budget, dialect, priceOf(prices, task.model) !== null);
  if (sentence === null) return null;
  const hint =
    task.budget.costUsd !== null && dialect.tells.tokens !== 'never' ? '--budget-tokens <n>' : '--tool claude';
  return refuse('invalid', sentence, `Instead: ${hint}`).error;
};

/** Writes it into the folder of its run, which it makes; gives the path. */
export const keepTask = (
  text: string,
  run: RunId,
  { stateDirectory }: Pick<House, 'stateDirectory'>,
): Result<string, Refusal> => {
  const file = join(stateDirectory, 'runs', run, 'workstream.json');
  try {
    writeOwn(stateDirectory, file, text);
    return ok(file);
  } catch (error) {
    return refuse('environment', `${file} cannot be written: ${messageOf(error)}`, null);
  }
};
