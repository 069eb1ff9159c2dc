/** What a step says of a task for an agent, under `with`. */
import type { Failure } from '../../../core/failure.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { err, ok, type Result } from '../../../core/result.ts';
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
      enum: ['read', 'edit', 'full'],
      default: 'full',
      description: 'What it may do without being asked: look, change files, or run commands, too.',
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

const wrong = (key: string, message: string): Result<never, Failure> =>
  err({ code: 'bad-input', pointer: `/with/${key}`, message });

const isPermission = (value: Json): value is Permission => value === 'read' || value === 'edit' || value === 'full';

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

/** The task, or what is wrong with it. */
export const readTask = (
  args: JsonObject,
): Result<Pick<AgentTask, 'prompt' | 'model' | 'permission' | 'allowedTools' | 'directories' | 'budget'>, Failure> => {
  const { prompt, model = null, permission = 'full', allowedTools = [] } = args;
  if (typeof prompt !== 'string' || prompt.trim() === '')
    return wrong('prompt', 'An agent needs a "prompt" that says what is to be done');
  if (model !== null && typeof model !== 'string') return wrong('model', '"model" is the name of a model');
  if (model !== null && !isValue(model)) return wrong('model', asOption('"model"'));
  if (!isPermission(permission)) return wrong('permission', '"permission" is "read", "edit" or "full"');
  if (!isTextList(allowedTools)) return wrong('allowedTools', '"allowedTools" is a list of texts');
  if (!allowedTools.every(isValue)) return wrong('allowedTools', asOption('"allowedTools"'));
  const budget = budgetIn(args['budget']);
  if (budget === null)
    return wrong('budget', '"budget" says what may be spent: { costUsd: 2 }, { tokens: 200000 }, or both');
  return ok({ prompt, model, permission, allowedTools, budget, directories: [] });
};
