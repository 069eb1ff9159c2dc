import type { Instant } from './id.ts';
import type { Json } from './json.ts';

type Detail<C extends string, Fields = unknown> = { readonly code: C; readonly message: string } & Fields;

/**
 * Everything a step can die of. One `code` per remedy, never per message; `message` is one sentence for a person
 * and is never matched on.
 */
export type Failure =
  | Detail<'tool-exit', { readonly status: number }>
  | Detail<'tool-signal', { readonly signal: string }>
  | Detail<'tool-missing', { readonly tool: string }>
  | Detail<'timeout', { readonly afterMs: number }>
  | Detail<'acceptance-failed', { readonly check: Json }>
  | Detail<'bad-output', { readonly pointer: string }>
  | Detail<'bad-input', { readonly pointer: string }>
  | Detail<'sandbox-missing'>
  | Detail<'git-conflict', { readonly paths: readonly string[] }>
  | Detail<'workspace'>
  | Detail<'disk-full'>
  | Detail<'breaker-open', { readonly breaker: string; readonly reopensAt: Instant }>
  | Detail<'interrupted', { readonly by: 'crash' | 'cancel' | 'stop' }>
  | Detail<'rejected', { readonly by: string }>
  | Detail<'bug', { readonly stack: string }>;

export type FailureCode = Failure['code'];

export type Severity = 'error' | 'warning';

/** Something wrong with a document, and the place it is wrong at. Lines and columns count from 1. */
export type Diagnostic = {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** RFC 6901 JSON pointer into the document; the empty string is the whole document. */
  readonly pointer: string;
};
