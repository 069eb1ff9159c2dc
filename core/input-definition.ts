/** What a workstream may be given. */
import type { Json } from './json.ts';

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
