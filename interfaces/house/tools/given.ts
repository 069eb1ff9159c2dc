/** Tools that the program which opens a house brings as code. */
import type { ToolId } from '../../../core/id.ts';
import type { ToolAdapter } from '../../../core/tool.ts';

/** By name. */
export type GivenTools = ReadonlyMap<ToolId, ToolAdapter>;

export const NONE_GIVEN: GivenTools = Object.freeze(new Map<ToolId, ToolAdapter>([]));
