/** Holds tools that a program brings against what every tool must be. */
import { toolId, type ToolId } from '../../../core/id.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { ToolAdapter } from '../../../core/tool.ts';
import { checkSchema } from '../../../schema/json-schema.ts';
import type { Refusal } from '../refusal.ts';
import { invalid } from '../refusals.ts';
import type { GivenTools } from './given.ts';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Why an adapter can be no tool; null where it can. */
const objectionTo = ({ id, inputSchema }: ToolAdapter, others: GivenTools): string | null => {
  if (!NAME.test(id)) return `"${id}" is no name of a tool: letters, digits, ".", "_" and "-", at most 64 of them`;
  if (others.has(id)) return `two tools have the name "${id}"`;
  const wrong = checkSchema(inputSchema);
  return wrong === null ? null : `the inputSchema of the tool "${id}" is not a JSON Schema: ${wrong.message}`;
};

/** Refused where one has a name that no step could say, two have the same, or what one takes is said by no JSON Schema. */
export const acceptGiven = (tools: readonly ToolAdapter[]): Result<GivenTools, Refusal> => {
  const given = new Map<ToolId, ToolAdapter>([]);
  for (const tool of tools) {
    const objection = objectionTo(tool, given);
    if (objection !== null) return err(invalid(objection));
    given.set(toolId(tool.id), tool);
  }
  return ok(given);
};
