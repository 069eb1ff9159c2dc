/** What expressions may name, and what they are evaluated over. Knows nothing of how they are parsed. */
import type { Json, JsonObject } from '../../json.ts';
import type { RunFacts } from '../../run-facts.ts';
import { messageOf } from '../../thrown.ts';

/** What an expression may know of a step that has ended. */
export type StepFacts = {
  readonly status: 'succeeded' | 'failed' | 'skipped' | 'cancelled';
  /** Of a foreach the list of those of its items. */
  readonly outputs: Json;
  readonly exitCode: number | null;
  /** Of a loop: how many rounds it has had. */
  readonly rounds?: number;
  /** The files that were kept of it, by their paths: words for where they lie. */
  readonly artifacts?: () => Readonly<Record<string, string>>;
  /** A word for where the log of its last attempt lies; null where it had none. */
  readonly log?: string | null;
  /** Of a foreach: what became of the item with a key; null where there is none. */
  readonly item?: (key: string) => StepFacts | null;
  /** Of a foreach: the keys that it has. */
  readonly keys?: () => readonly string[];
};

/** What an expression may know of the item that it stands in. */
export type EachFacts = {
  readonly value: Json;
  readonly key: string;
  readonly index: number;
  /** The outputs of an item that it needs, by its key; null where it needs none of that key, or there are none. */
  readonly need: (key: string) => Json;
  /** The outputs of the items before it. */
  readonly previous: () => Json;
};

/** What an expression is evaluated over. Only what it names is asked for. */
export type ExpressionContext = {
  readonly inputs: JsonObject;
  readonly env: Readonly<Record<string, string>>;
  /** null for a step that has not ended. */
  readonly step: (id: string) => StepFacts | null;
  /** Of the workstreams of its bundle that its own needs; null for any other. */
  readonly needed: (workstream: string) => StepFacts | null;
  readonly run: RunFacts;
  readonly workstream: { readonly id: string; readonly title: string };
  /** What the attempt before died of; null where this is the first. */
  readonly failure: JsonObject | null;
  /** The item that it stands in; null where it stands in none. */
  readonly each: EachFacts | null;
  /** The combination of a matrix that it stands in; null where it stands in none. */
  readonly matrix: Json;
  /** The round that it stands in; null where it stands in none. */
  readonly loop: JsonObject | null;
  /** The run from whose branch this one goes on; null where it goes on from none. */
  readonly previous: JsonObject | null;
  /** The domain event that is judged; null where none is. */
  readonly event: JsonObject | null;
  /** How that ended on which the asking step depends: what `success()`, `failure()` and `cancelled()` tell. `stopped`: something failed, and for that the rest is called off. */
  readonly standing: 'succeeded' | 'failed' | 'cancelled' | 'stopped';
};

/** A word that is not known, and the words that are: enough for a "did you mean". */
export type Guess = { readonly word: string; readonly known: readonly string[] };

export type ExpressionProblem = {
  readonly code: 'expression-syntax' | 'unknown-context' | 'unknown-function' | 'evaluation';
  readonly message: string;
  /** From the beginning of the expression. */
  readonly offset: number;
  readonly guess: Guess | null;
};

/** A context that has the same members in every workstream. */
export type FixedContext = 'run' | 'workstream' | 'failure' | 'each' | 'matrix' | 'loop' | 'event' | 'previous';

/** `name` is null where the name is computed, or where the whole context is asked for. */
export type Reference = {
  readonly context: 'steps' | 'inputs' | 'workstreams' | FixedContext;
  readonly name: string | null;
  readonly property: string | null;
  /** From the beginning of the expression. */
  readonly offset: number;
};

/** The contexts an expression may name. */
export const CONTEXTS: readonly string[] = [
  ...['inputs', 'env', 'steps', 'workstreams', 'run', 'workstream', 'failure', 'each', 'matrix', 'loop', 'event'],
  'previous',
];
/** Functions that tell how things stand; allowed in `if` and `until` only. */
export const STATUS_FUNCTIONS: readonly string[] = ['success', 'failure', 'always', 'cancelled'];
/** Every function there is; names are matched without regard to case. */
export const FUNCTIONS: readonly string[] = [
  'contains',
  'startsWith',
  'endsWith',
  'format',
  'join',
  'toJSON',
  'fromJSON',
  'length',
  'case',
  ...STATUS_FUNCTIONS,
];
/** What can be asked of `steps.<id>`. */
export const STEP_PROPERTIES: readonly string[] = ['status', 'outputs', 'exitCode', 'artifacts', 'log'];
/** What can be asked of `workstreams.<id>`. */
export const WORKSTREAM_PROPERTIES: readonly string[] = ['status', 'outputs'];
/** What can be asked of the contexts that are the same everywhere; null where that is up to the author. */
export const FIXED_MEMBERS: Readonly<Record<FixedContext, readonly string[] | null>> = Object.freeze({
  run: ['id', 'branch', 'base', 'startedat', 'workstream'],
  workstream: ['id', 'title'],
  failure: ['code', 'severity', 'plugin', 'signature', 'message', 'issues', 'attempt'],
  each: ['value', 'key', 'index', 'needs', 'previous'],
  matrix: null,
  loop: ['index', 'previous', 'status', 'outputs', 'exitcode', 'changedfiles'],
  previous: ['run', 'status', 'branch', 'outputs', 'diff'],
  event: ['type', 'payload', 'run', 'step', 'by', 'at'],
});
/** What to write instead of a context that other systems have. */
export const CONTEXT_HINTS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    secrets: 'secrets are environment variables of the step; read them there',
    github: 'this is not a GitHub workflow; there are inputs, env, steps, run, workstream and failure',
    needs: 'write steps.<id> instead',
  }),
);

/** What a thrown value says, without the position some lexer errors carry along. */
export const sentenceOf = (thrown: unknown): string => messageOf(thrown).replace(/\. Located at position[^]*$/, '');

/** Where a line and column (from 0) stand in a text. */
export const offsetOf = (source: string, at: { readonly line: number; readonly column: number }): number =>
  source
    .split('\n')
    .slice(0, at.line)
    .reduce((sum, line) => sum + line.length + 1, 0) + at.column;
