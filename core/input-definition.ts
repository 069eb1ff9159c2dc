/** What a workstream asks of who runs it. */
import type { Json } from './json.ts';

/** One input. */
export type InputDefinition = {
  readonly type: 'string' | 'number' | 'boolean' | 'json';
  readonly description: string | null;
  /** Must be given when there is no default. */
  readonly required: boolean;
  /** null where there is none. */
  readonly default: Json;
  /** The only values allowed; empty where any value is. */
  readonly options: readonly Json[];
};
