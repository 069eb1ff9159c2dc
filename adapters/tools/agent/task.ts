/** What a step says of a task for an agent, under `with`. */
import type { Failure } from '../../../core/failure.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { Gives } from '../../../core/tool.ts';
import type { AgentBudget, AgentTask, Permission } from './dialect.ts';

/** JSON Schema of `with`, the same for all coding CLIs. */
export const TASK_SCHEMA: JsonObject = {
  type: 'object',
  required: ['prompt'],
  additionalProperties: false,
  properties: {
    prompt: { type: 'string', description: 'What is to be done.' },
    model: { type: 'string', description: 'As the CLI calls it; left out: as the CLI itself is set.' },
    permission: {
      enum: ['read', 'edit', 'ask', 'full'],
      default: 'full',
      description:
        'What it may do: look; change files; change files, and ask a person for what else it wants to do; or run commands, too.',
    },
    allowedTools: {
      type: 'array',
      items: { type: 'string' },
      description: "More that it may do, in the CLI's own words.",
    },
    budget: {
      type: 'object',
      additionalProperties: false,
      minProperties: 1,
      properties: {
        costUsd: { type: 'number', exclusiveMinimum: 0, description: 'In US dollars, of CLIs that tell their price.' },
        tokens: { type: 'integer', minimum: 1, description: 'In and out, what is cached included.' },
      },
      description: 'What all attempts together may spend; what is over it is ended.',
    },
  },
};

/** An answer is a text, whatever it says; what else it writes to `$WS_OUTPUT` nobody knows before. */
export const GIVES_OF_AGENT: Gives = {
  types: { result: 'string', outcome: 'string', session: 'string' },
  isAll: false,
};

type BadTask = Extract<Failure, { readonly code: 'bad-input' }>;

const wrong = (key: string, message: string): Result<never, BadTask> =>
  err({ code: 'bad-input', pointer: `/with/${key}`, message });

const isPermission = (value: Json): value is Permission | 'ask' =>
  value === 'read' || value === 'edit' || value === 'ask' || value === 'full';

const isTextList = (value: Json): value is readonly string[] =>
  Array.isArray(value) && value.every((each: Json) => typeof each === 'string');

const NO_BUDGET: AgentBudget = { costUsd: null, tokens: null };

const isAmount = (value: Json | undefined): value is number | undefined =>
  value === undefined || (typeof value === 'number' && value > 0);

/** null where it is none. */
const budgetIn = (value: Json | undefined): AgentBudget | null => {
  if (value === undefined) return NO_BUDGET;
  if (!isJsonObject(value)) return null;
  const { costUsd, tokens } = value;
  return isAmount(costUsd) && isAmount(tokens) ? { costUsd: costUsd ?? null, tokens: tokens ?? null } : null;
};

/** Some CLIs take a value that looks like an option for one. */
const isValue = (text: string): boolean => !text.startsWith('-') && !text.includes('\0') && text.trim() !== '';

const asOption = (key: string): string => `${key} must be no empty text, hold no NUL, and not begin with "-"`;

/** `isAsking`: a person is asked for what it may not do. */
export type ReadTask = {
  readonly task: Pick<AgentTask, 'prompt' | 'model' | 'permission' | 'allowedTools' | 'directories' | 'budget'>;
  readonly isAsking: boolean;
};

/** The task, or what is wrong with it. */
export const readTask = (args: JsonObject): Result<ReadTask, BadTask> => {
  const { prompt, model = null, permission = 'full', allowedTools = [] } = args;
  if (typeof prompt !== 'string' || prompt.trim() === '')
    return wrong('prompt', 'An agent needs a "prompt" that says what is to be done');
  if (model !== null && typeof model !== 'string') return wrong('model', '"model" is the name of a model');
  if (model !== null && !isValue(model)) return wrong('model', asOption('"model"'));
  if (!isPermission(permission)) return wrong('permission', '"permission" is "read", "edit", "ask" or "full"');
  if (!isTextList(allowedTools)) return wrong('allowedTools', '"allowedTools" is a list of texts');
  if (!allowedTools.every(isValue)) return wrong('allowedTools', asOption('"allowedTools"'));
  const budget = budgetIn(args['budget']);
  if (budget === null)
    return wrong('budget', '"budget" says what may be spent: { costUsd: 2 }, { tokens: 200000 }, or both');
  const isAsking = permission === 'ask';
  const task = { prompt, model, permission: isAsking ? 'edit' : permission, allowedTools, budget, directories: [] };
  return ok({ task, isAsking });
};
