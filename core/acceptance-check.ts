/** What must hold of a step's work beside the word of its tool. Strings may hold `${{ }}` expressions, unevaluated. */
import type { JsonObject } from './json.ts';

export type AcceptanceCheck =
  | { readonly kind: 'run'; readonly script: string }
  | { readonly kind: 'file'; readonly path: string }
  /** It changed something that git tracks; `paths`: at one of these. null: anywhere. */
  | { readonly kind: 'changed'; readonly paths: readonly string[] | null }
  /** A JSON file of the worktree satisfies a JSON Schema. */
  | { readonly kind: 'schema'; readonly schema: JsonObject; readonly of: string }
  /** A JavaScript function, or a module that exports one, does not throw or give `false`. */
  | { readonly kind: 'function'; readonly call: FunctionCall };

/** What the tool for functions is given. */
export type FunctionCall = { readonly code: string } | { readonly module: string };
