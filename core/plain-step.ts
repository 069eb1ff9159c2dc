/** A step that says nothing but what it is called and what carries it out: the one place of what the format gives it. */
import { toolId, type StepId, type ToolId } from './id.ts';
import type { Step } from './workstream.ts';

/** The tool of a step that names none but says what it requires. */
export const REQUIRED_TOOL: ToolId = toolId('ws.required');

/** The tool that is a person. */
export const MANUAL_TOOL: ToolId = toolId('manual');

/** The tool that calls JavaScript functions. */
export const FUNCTION_TOOL: ToolId = toolId('script');

/** The tool that waits for a domain event. */
export const EVENT_TOOL: ToolId = toolId('event');

/** The tool of a step that has a body in place of one. */
export const COMPOSITE_TOOL: ToolId = toolId('ws.body');

const NONE: readonly never[] = Object.freeze([]);

/** One for all steps, so nothing of it may be written to. */
export const PLAIN_STEP: Omit<Step, 'id' | 'tool'> = Object.freeze({
  with: Object.freeze({}),
  needs: NONE,
  condition: null,
  env: Object.freeze({}),
  input: null,
  cwd: '.',
  timeoutMs: 3_600_000,
  retry: Object.freeze({
    limit: 0,
    on: null,
    repeats: null,
    backoff: Object.freeze({ initialMs: 1_000, factor: 2, maxMs: 60_000, jitter: 0.25 }),
  }),
  fallback: NONE,
  fixes: 2,
  compensate: null,
  breakers: NONE,
  onEscalated: 'fail',
  continueOnError: false,
  acceptance: NONE,
  outputs: null,
  access: null,
  sandbox: null,
  onInterrupted: 'retry',
});

export const plainStep = (id: StepId, tool: ToolId): Step => ({ id, tool, ...PLAIN_STEP });
