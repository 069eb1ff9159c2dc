/** Writes a profile for the user to fill in. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../../../adapters/machine/own-environment.ts';
import { userToolsFolder } from '../../../config/profiles/load.ts';
import { toolId } from '../../../core/id.ts';
import { didYouMean } from '../../../core/planning/nearest.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import { codeOf } from '../../../core/thrown.ts';
import type { Refusal } from '../refusal.ts';
import { invalid, refuse } from '../refusals.ts';
import type { HouseTools } from './house-tools.ts';

const OF_PROGRAM = `# A tool of your own: ws calls a program and reads what it prints. All keys: docs/tools.md
adapter: exec
command: my-program
# Filled in byte for byte, never read by a shell. An inner list is left out where its value is missing.
args: [run, ["--model", "\${{ with.model }}"]]
stdin: "\${{ with.prompt }}"
inputs:
  type: object
  required: [prompt]
  properties: { prompt: { type: string }, model: { type: string } }
output: text
capabilities: [code]
languages: ["*"]
priority: 50
`;

const ofCode = (
  name: string,
): string => `# A tool of your own: ws calls the module beside this file. All keys: docs/tools.md
adapter: ./${name}.mjs
# What \`with\` of a step holds, as a JSON Schema.
inputs:
  type: object
  required: [text]
  additionalProperties: false
  properties: { text: { type: string } }
# read: it changes nothing in the worktree; shared: it may write beside others; exclusive: it is alone there.
access: read
`;

const CODE = `// A tool of ws. It runs in a process of its own for each attempt: docs/tools.md
// @ts-check

/** @type {import('workstream-engine').ToolDefinition['execute']} */
const execute = async (call, report) => {
  // What the step gives, as the profile beside this file says. Its secrets are in call.env.
  const text = String(call.with.text);
  report.message(\`\${text.length} characters\`);
  if (text === '')
    return { ok: false, error: { failure: { code: 'bad-input', pointer: '/with/text', message: 'text is empty' }, evidence: null } };
  // call.signal aborts when the step is stopped; call.worktree is where it may write.
  return { ok: true, value: { outputs: { length: text.length }, exitCode: null } };
};

export const tool = { execute };
`;

const ofProfile = (base: string): string => `# Says what it has other than ${base}. All keys: docs/tools.md
extends: ${base}
# What \`with\` of a step says where the step says nothing.
settings: {}
priority: 50
`;

/** `base`: null for a program or a module of one's own. */
export type NewTool = { readonly name: string; readonly base: string | null; readonly isCode: boolean };

const textOf = ({ name, base, isCode }: NewTool): string => {
  if (isCode) return ofCode(name);
  return base === null ? OF_PROGRAM : ofProfile(base);
};

/** Gives the path of the profile; refused where a file is there, or nothing to extend. */
export const newTool = (request: NewTool, tools: HouseTools, env: Environment): Result<string, Refusal> => {
  const { name, base, isCode } = request;
  if (isCode && base !== null)
    return err(invalid('a module of your own extends no tool', 'Leave --extends or --code out.'));
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name))
    return err(invalid(`"${name}" is no name of a tool`, 'Letters, digits, ".", "_" and "-", at most 64 of them.'));
  const known = [...tools.profiles.keys()];
  if (base !== null && !tools.profiles.has(toolId(base)))
    return err(
      invalid(`there is no tool ${base} to extend`, `There are ${known.join(', ')}.${didYouMean(base, known)}`),
    );
  const folder = userToolsFolder(env);
  if (folder === null) return refuse('environment', 'there is no home to write it to', 'Set HOME or XDG_CONFIG_HOME.');
  const file = join(folder, `${name}.yaml`);
  const parts: readonly (readonly [string, string])[] = [
    // The profile last: what names a module that is not there is no tool.
    ...(isCode ? [[join(folder, `${name}.mjs`), CODE] as const] : []),
    [file, textOf(request)],
  ];
  let writing = file;
  try {
    mkdirSync(folder, { recursive: true });
    for (const [path, text] of parts) {
      writing = path;
      writeFileSync(path, text, { flag: 'wx' });
    }
    return ok(file);
  } catch (error) {
    const code = codeOf(error) ?? 'unknown error';
    if (code === 'EEXIST') return err(invalid(`${writing} is there`, 'Edit it, or take another name.'));
    return refuse('environment', `${writing} cannot be written (${code})`, null);
  }
};
