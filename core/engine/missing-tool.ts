/** What an attempt fails of whose tool is not here. */
import type { Failure } from '../failure.ts';
import type { ToolId } from '../id.ts';
import { REQUIRED_TOOL } from '../plain-step.ts';

export const missingTool = (tool: ToolId): Failure => ({
  code: 'tool-missing',
  tool,
  message:
    tool === REQUIRED_TOOL
      ? 'there is no tool here that can do what the step requires; see: ws tools why'
      : `there is no tool named ${tool}`,
});
