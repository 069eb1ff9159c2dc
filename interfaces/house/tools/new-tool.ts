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

const ofProfile = (base: string): string => `# Says what it has other than ${base}. All keys: docs/tools.md
extends: ${base}
# What \`with\` of a step says where the step says nothing.
settings: {}
priority: 50
`;

/** Gives the path of the file; refused where there is one, or nothing to extend. `base`: null for a program of one's own. */
export const newTool = (
  { name, base }: { readonly name: string; readonly base: string | null },
  tools: HouseTools,
  env: Environment,
): Result<string, Refusal> => {
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
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, base === null ? OF_PROGRAM : ofProfile(base), { flag: 'wx' });
    return ok(file);
  } catch (error) {
    const code = codeOf(error) ?? 'unknown error';
    if (code === 'EEXIST') return err(invalid(`${file} is there`, 'Edit it, or take another name.'));
    return refuse('environment', `${file} cannot be written (${code})`, null);
  }
};
