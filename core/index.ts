/** What the house offers to code outside it. */
export type { Json, JsonObject } from './json.ts';
export type { Result } from './result.ts';
export type { Happening, WsEvent, RecordedEvent, EventType } from './event.ts';
export type { Diagnostic } from './diagnostic.ts';
export type { Failure } from './failure.ts';
export type { Workstream, Step } from './workstream.ts';
export type { Plan } from './plan.ts';
export type { Run, StepRun, StepState, RunStatus } from './run.ts';
