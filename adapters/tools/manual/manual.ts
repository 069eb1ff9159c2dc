/** The tool `manual`: a person does the work in the worktree of the run, or judges what others did, and says so. */
import { toolId } from '../../../core/id.ts';
import type { JsonObject } from '../../../core/json.ts';
import { err, ok } from '../../../core/result.ts';
import type { Answer } from '../../../core/run.ts';
import type { ToolAdapter } from '../../../core/tool.ts';

const INPUT_SCHEMA: JsonObject = {
  type: 'object',
  required: ['prompt'],
  properties: {
    prompt: { type: 'string', description: 'What is to be done, or to be judged, in the words of a person.' },
  },
};

const CHOICES: readonly Answer[] = ['accept', 'skip', 'reject'];

/** Makes the tool; it needs nothing and never fails by itself. Its step waits until `ws answer`. */
export const createManual = (): ToolAdapter => ({
  id: toolId('manual'),
  title: 'A person',
  inputSchema: INPUT_SCHEMA,
  // Whoever works by hand keeps what is there; nothing is put back under their fingers.
  access: 'shared',
  sandbox: 'off',
  breakers: () => [],
  check: () => Promise.resolve({ available: true, version: null, hint: '' }),
  execute: (call) => {
    const prompt = call.with['prompt'];
    if (typeof prompt !== 'string' || prompt.trim() === '')
      return Promise.resolve(
        err({
          code: 'bad-input',
          pointer: '/with/prompt',
          message: 'A manual step needs a "prompt" that says what is to be done',
        }),
      );
    return Promise.resolve(ok({ wait: { kind: 'work', prompt, choices: CHOICES } }));
  },
});
