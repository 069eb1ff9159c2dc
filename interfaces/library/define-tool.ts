/** Makes a tool of what its author has to say of it. */
import { toolId } from '../../core/id.ts';
import type { JsonObject } from '../../core/json.ts';
import type { ToolAdapter, ToolCheck, ToolDescription } from '../../core/tool.ts';

/** A tool as its author writes it. */
export type ToolDefinition = Pick<ToolAdapter, 'execute'> & {
  /** What steps name it by. */
  readonly id: string;
  /** Default: the id. */
  readonly title?: string;
  /** JSON Schema of `with`. Default: any object. */
  readonly inputSchema?: JsonObject;
  /** Pure and quick. Default: `exclusive`, no sandbox, a breaker of its own name, no script. */
  readonly describe?: (args: JsonObject) => Partial<ToolDescription>;
  readonly check?: () => Promise<ToolCheck>;
};

/** Fills in what the author left out. */
export const defineTool = (definition: ToolDefinition): ToolAdapter => {
  const { id, title = id, inputSchema = { type: 'object' }, describe, check } = definition;
  const plain: ToolDescription = { access: 'exclusive', sandbox: 'off', breakers: [id], script: null };
  return {
    id: toolId(id),
    title,
    inputSchema,
    describe: (args) => ({ ...plain, ...describe?.(args) }),
    check: check ?? (() => Promise.resolve({ available: true, version: null, hint: '' })),
    execute: (call, report) => definition.execute(call, report),
  };
};
