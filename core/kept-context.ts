/** What expressions see, as JSON, for where they are worked out only once the step has ended that they belong to. */
import type { Json, JsonObject } from './json.ts';
import type { RunFacts } from './run-facts.ts';

/** What is known of a step that has ended. */
export type KeptFacts = {
  readonly status: 'succeeded' | 'failed' | 'skipped' | 'cancelled';
  readonly outputs: Json;
  readonly exitCode: number | null;
  readonly rounds?: number;
  readonly items?: Readonly<Record<string, KeptFacts>>;
};

/** Nothing in it must be asked for. */
export type KeptContext = {
  /** What the step is called that the expressions belong to. */
  readonly own: string;
  readonly inputs: JsonObject;
  readonly env: Readonly<Record<string, string>>;
  readonly run: RunFacts;
  readonly workstream: { readonly id: string; readonly title: string };
  readonly matrix: Json;
  readonly loop: JsonObject | null;
  readonly previous: JsonObject | null;
  readonly each: { readonly value: Json; readonly key: string; readonly index: number } | null;
  /** Those that the expressions name. */
  readonly steps: Readonly<Record<string, KeptFacts>>;
  /** As `steps`, of the workstreams of its bundle that its own needs. */
  readonly workstreams: Readonly<Record<string, KeptFacts>>;
};
