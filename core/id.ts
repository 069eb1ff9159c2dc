declare const kind: unique symbol;

/** A string that only its own maker below can turn into an id. */
export type Id<K extends string> = string & { readonly [kind]: K };
export type RunId = Id<'run'>;
export type StepId = Id<'step'>;
export type ToolId = Id<'tool'>;
/** Milliseconds since the epoch, as told by the {@link Clock} port; never by `Date.now()`. */
export type Instant = number & { readonly [kind]: 'instant' };

// The casts cannot lie: the brand exists for the compiler only.
export const runId = (text: string): RunId => text as RunId;
export const stepId = (text: string): StepId => text as StepId;
export const toolId = (text: string): ToolId => text as ToolId;
export const instant = (ms: number): Instant => ms as Instant;
