/** What the package offers: a house to open, and the words it speaks. Documented in docs/library.md. */
export { openHouse } from './open-house.ts';
export type { OpenHouse, OpenOptions, RunsFilter, StartOptions } from './house.ts';
export type {
  AnswerOptions,
  CancelOptions,
  Driven,
  DriveOptions,
  MergeOptions,
  Observed,
  ObserveOptions,
  RetryOptions,
  RunHandle,
} from './run.ts';
export { defineTool, type ToolDefinition } from './define-tool.ts';
export { fail, succeed } from './outcome.ts';

export type { Answered } from '../house/answer-step.ts';
export type { CancelEnd } from '../house/cancel-run.ts';
export type { DriveEnd } from '../house/driving.ts';
export type { PauseEnd } from '../house/pause-run.ts';
export type { Progress } from '../house/progress.ts';
export type { StepView } from '../house/step-view.ts';
export type { Refusal } from '../house/refusal.ts';
export type { DiagnosticsEnd, MergeEnd } from '../house/upkeep.ts';

export type { Answer, Attempt, Parked, Wait } from '../../core/attempt.ts';
export type { Diagnostic } from '../../core/diagnostic.ts';
export type { EventType, Happening, RecordedEvent, WsEvent } from '../../core/event.ts';
export type { Failure, FailureCode } from '../../core/failure.ts';
export type { Json, JsonObject } from '../../core/json.ts';
export type { Result } from '../../core/result.ts';
export type { Labels, Run, RunStatus, StepRun, StepState } from '../../core/run.ts';
export type { RunRow, StepRow } from '../../core/run-tables.ts';
export type { AttemptPaths, AttemptReport } from '../../core/system.ts';
export type {
  Evidence,
  ToolAdapter,
  ToolCall,
  ToolCheck,
  ToolDescription,
  ToolFailure,
  ToolOutcome,
} from '../../core/tool.ts';
export type { Usage } from '../../core/usage.ts';
export type { Plan } from '../../core/plan.ts';
export type { Step, Workstream } from '../../core/workstream.ts';
