/** Allows a tool something from now on: written into the user's own profile of it. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../../../adapters/machine/own-environment.ts';
import { userToolsFolder } from '../../../config/profiles/load.ts';
import { replaceOwn } from '../../../adapters/machine/own-folder.ts';
import { toolId } from '../../../core/id.ts';
import { ok, type Result } from '../../../core/result.ts';
import { messageOf } from '../../../core/thrown.ts';
import type { Refusal } from '../refusal.ts';
import { refuse } from '../refusals.ts';
import type { HouseTools } from './house-tools.ts';

const ENDINGS = ['yaml', 'yml', 'json'] as const;

/** What its profile allows already, wherever that is said; what is written stands in its place. */
const allowedBefore = (tool: string, { profiles }: HouseTools): readonly string[] => {
  const { allowedTools } = profiles.get(toolId(tool))?.settings ?? {};
  return Array.isArray(allowedTools) ? allowedTools.filter((rule) => typeof rule === 'string') : [];
};

/** Gives the file; `rules` in the tool's own words. Refused where the file cannot be read or written. */
export const allowTool = async (
  tool: string,
  rules: readonly string[],
  { tools, env }: { readonly tools: HouseTools; readonly env: Environment },
): Promise<Result<string, Refusal>> => {
  const folder = userToolsFolder(env);
  if (folder === null) return refuse('environment', 'there is no home to write it to', 'Set HOME or XDG_CONFIG_HOME.');
  const found = ENDINGS.map((ending) => join(folder, `${tool}.${ending}`)).find((path) => existsSync(path));
  const file = found ?? join(folder, `${tool}.yaml`);
  try {
    const { addedToList } = await import('../../../schema/added-to-list.ts');
    const text = found === undefined ? '' : readFileSync(file, 'utf8');
    const items = [...new Set([...allowedBefore(tool, tools), ...rules])];
    const isJson = file.endsWith('.json');
    const amended = addedToList(text, { path: ['settings', 'allowedTools'], items, isJson });
    mkdirSync(folder, { recursive: true });
    replaceOwn(folder, file, amended);
    return ok(file);
  } catch (error) {
    return refuse('environment', `${file} cannot be amended: ${messageOf(error)}`, null);
  }
};
