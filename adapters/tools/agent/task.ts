/** What a step says of a task for an agent, under `with`. */
import type { Failure } from '../../../core/failure.ts';
import type { Json, JsonObject } from '../../../core/json.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { AgentTask, Permission } from './dialect.ts';

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
  },
};

const wrong = (key: string, message: string): Result<never, Failure> =>
  err({ code: 'bad-input', pointer: `/with/${key}`, message });

const isPermission = (value: Json): value is Permission => value === 'read' || value === 'edit' || value === 'full';

const isTextList = (value: Json): value is readonly string[] =>
  Array.isArray(value) && value.every((each: Json) => typeof each === 'string');

/** The task, or what is wrong with it. */
export const readTask = (
  args: JsonObject,
): Result<Pick<AgentTask, 'prompt' | 'model' | 'permission' | 'allowedTools' | 'directories'>, Failure> => {
  const { prompt, model = null, permission = 'full', allowedTools = [] } = args;
  if (typeof prompt !== 'string' || prompt.trim() === '')
    return wrong('prompt', 'An agent needs a "prompt" that says what is to be done');
  if (model !== null && typeof model !== 'string') return wrong('model', '"model" is the name of a model');
  if (!isPermission(permission)) return wrong('permission', '"permission" is "read", "edit" or "full"');
  if (!isTextList(allowedTools)) return wrong('allowedTools', '"allowedTools" is a list of texts');
  return ok({ prompt, model, permission, allowedTools, directories: [] });
};
