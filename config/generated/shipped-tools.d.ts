/** The tool profiles that ws ships, by name, as config/tools has them. */
import type { WrittenTool } from '../../schema/written-tool.ts';

export declare const SHIPPED_TOOLS: Readonly<Record<string, WrittenTool>>;
