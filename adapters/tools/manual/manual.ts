/** The tool `manual`: a person does the work in the worktree of the run, or judges what others did, and says so. */
import { readFile } from 'node:fs/promises';
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { err, ok } from '../../../core/result.ts';
import type { Wait } from '../../../core/attempt.ts';
import { instant } from '../../../core/id.ts';
import { wrongSchema } from '../schema-argument.ts';
import { readHand } from '../../../schema/hand.ts';
import type { ToolAdapter, ToolCall } from '../../../core/tool.ts';
import { describeManual, MANUAL } from '../descriptions.ts';

const INPUT_SCHEMA: JsonObject = {
  type: 'object',
  properties: {
    prompt: {
      type: 'string',
      description:
        'What is to be done, or to be judged, in the words of a person. Where it is left out in a fallback, it is what could not be done before.',
    },
    choices: {
      type: 'array',
      items: { enum: ['accept', 'skip', 'reject'] },
      description:
        'The answers that are allowed, accept among them. Without skip nobody lets what needs the step through.',
    },
    kind: {
      enum: ['approve', 'ask', 'edit', 'choose'],
      default: 'edit',
      description:
        'What is asked: to say yes or no, to fill a form in, to do the work, or to choose one of the options.',
    },
    form: { type: 'object', description: 'JSON Schema of the outputs that are to be answered.' },
    options: {
      type: 'array',
      items: { type: 'string' },
      minItems: 1,
      description: 'Of kind choose; the output is choice.',
    },
    timeout: { type: 'string', description: 'How long it is asked, such as 2d.' },
    onTimeout: {
      description: 'What then: fail, skip, default (what the form says), or the outputs that stand. Left out: fail.',
    },
    bind: {
      enum: ['tree', 'content'],
      description: 'What was accepted is asked again where the files, or what this step says, are others by then.',
    },
    approvers: {
      type: 'object',
      properties: { any: { type: 'integer', minimum: 1 }, of: { type: 'array', items: { type: 'string' } } },
      description: 'How many must accept, and who may, as git knows them.',
    },
  },
};

/** What the attempt before failed of, as `$WS_FAILURE` has it; null where there was none. */
const failureIn = async (file: string): Promise<string | null> => {
  const text = await readFile(file, 'utf8').catch(() => null);
  // JSON.parse gives JSON and nothing else; the engine wrote the file.
  const told = text === null ? null : (JSON.parse(text) as Json);
  return isJsonObject(told) && typeof told['message'] === 'string' ? told['message'] : null;
};

const promptOf = async ({ with: args, attempt, paths }: ToolCall): Promise<string | null> => {
  const { prompt } = args;
  if (typeof prompt === 'string' && prompt.trim() !== '') return prompt;
  const failure = prompt === undefined ? await failureIn(paths.failure) : null;
  return failure === null ? null : `Do by hand what ${attempt.step} was to do. It failed: ${failure.slice(0, 300)}`;
};

/** Makes the tool; it needs nothing and never fails by itself. Its step waits until `ws answer`. */
export const createManual = (): ToolAdapter => ({
  id: MANUAL,
  title: 'A person',
  inputSchema: INPUT_SCHEMA,
  describe: describeManual,
  examine: ({ form }) => wrongSchema(form, '/form'),
  check: () => Promise.resolve({ available: true, version: null, hint: '' }),
  execute: async (call) => {
    const prompt = await promptOf(call);
    if (prompt === null) {
      const message = 'A manual step needs a "prompt" that says what is to be done';
      return err({ failure: { code: 'bad-input', pointer: '/with/prompt', message }, evidence: null });
    }
    const hand = readHand(call.with);
    if (!hand.ok) {
      const failure = { code: 'bad-input', pointer: `/with/${hand.error.key}`, message: hand.error.message } as const;
      return err({ failure, evidence: null });
    }
    const { choices, form, timeout, bind, approvers } = hand.value;
    const subject = bind === null || call.subject === undefined ? null : await call.subject(bind);
    if (subject !== null && !subject.ok) return err({ failure: subject.error, evidence: null });
    const wait: Wait = {
      ...{ kind: 'work', prompt, choices },
      ...(form === null ? {} : { form }),
      ...(timeout === null
        ? {}
        : { until: instant(Date.now() + timeout.afterMs), onTimeout: { ...timeout.then, afterMs: timeout.afterMs } }),
      ...(bind === null || subject === null ? {} : { bound: { to: bind, subject: subject.value } }),
      ...(approvers === null ? {} : { approvers }),
    };
    return ok({ wait });
  },
});
