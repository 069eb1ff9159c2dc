/** The tool `manual`: a person does the work in the worktree of the run, or judges what others did, and says so. */
import { readFile } from 'node:fs/promises';
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { err, ok } from '../../../core/result.ts';
import { BAD_CHOICES, handChoices } from '../../../core/hand-choices.ts';
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
  check: () => Promise.resolve({ available: true, version: null, hint: '' }),
  execute: async (call, report) => {
    const prompt = await promptOf(call);
    if (prompt === null) {
      const message = 'A manual step needs a "prompt" that says what is to be done';
      return err({ failure: { code: 'bad-input', pointer: '/with/prompt', message }, evidence: null });
    }
    const choices = handChoices(call.with['choices']);
    if (choices === null) {
      const failure = { code: 'bad-input', pointer: '/with/choices', message: BAD_CHOICES } as const;
      return err({ failure, evidence: null });
    }
    report.message(`A person is asked: ${prompt}`);
    return ok({ wait: { kind: 'work', prompt, choices } });
  },
});
