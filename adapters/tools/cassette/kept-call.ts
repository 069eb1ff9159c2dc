/** What a cassette keeps of one call of a tool. */
import type { JsonObject, Json } from '../../../core/json.ts';
import type { PatchedFile } from '../../../core/patch.ts';

/** The form of cassettes that this ws writes, and the only one that it reads. */
export const FORMAT = 1;

/** Who is called: a tool that a step names; the shell, for a check or a setup; a program, for a fix. */
export type CallKind = 'tool' | 'shell' | 'program';

/**
 * What tells one call from every other of its run, on whatever machine: no secret, no place and no id of a run is in it. Calls that
 * are alike in all of this within one attempt are told apart by `nth`, from 0.
 */
export type CallIdentity = {
  readonly kind: CallKind;
  readonly tool: string;
  readonly step: string;
  readonly tries: number;
  readonly model: string | null;
  /** As the tool gets it: what its profile says, and over it what the step says. Of a program its words. */
  readonly with: JsonObject;
  readonly env: JsonObject;
  readonly input: Json;
  readonly cwd: string;
  readonly nth: number;
};

/** One thing that the tool told of its work: a method of its report, and what it was told. */
export type Told = readonly [method: 'message' | 'tool' | 'error' | 'file' | 'usage', ...given: readonly Json[]];

export type KeptResult =
  | { readonly ok: true; readonly outputs: JsonObject; readonly exitCode: number | null }
  | { readonly ok: false; readonly failure: JsonObject; readonly http: JsonObject | null };

export type KeptCall = {
  readonly format: typeof FORMAT;
  readonly call: CallIdentity;
  readonly result: KeptResult;
  /** Why it cannot be played, as a sentence; null where it can. */
  readonly unkept: string | null;
  readonly told: readonly Told[];
  /** What `$WS_OUTPUT` held afterwards; null where there was none. */
  readonly output: string | null;
  readonly files: readonly PatchedFile[];
  /** The version that the program of the tool says it has; null where it has none, or does not say. */
  readonly version: string | null;
  readonly tookMs: number;
};

/** What a cassette says of itself. */
export type CassetteHead = {
  readonly format: typeof FORMAT;
  /** The version of ws that wrote it. */
  readonly ws: string;
  readonly workstream: string;
  readonly run: string;
  /** ISO 8601. */
  readonly at: string;
};

/** A document of a cassette as it is written. */
export const documentText = (document: CassetteHead | KeptCall): string => `${JSON.stringify(document, null, 2)}\n`;

/** The bytes that lie beside a call. */
export type CallBytes = { readonly patch: Uint8Array; readonly stdout: Uint8Array; readonly stderr: Uint8Array };
