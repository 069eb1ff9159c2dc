/** What is kept of one attempt: what it was known by, and what it gave. */
import type { Json, JsonObject } from '../../core/json.ts';
import type { PatchedFile } from '../../core/patch.ts';
import { checkJson } from '../../schema/json-schema.ts';

/** The form of entries that this ws writes, and the only one that it reads. */
export const FORMAT = 1;

/** What an attempt depends on, as far as ws knows; no secret and no place of a machine is in it. */
export type Ingredients = {
  /** What its step says, with every expression filled in. */
  readonly definition: JsonObject;
  readonly tool: { readonly id: string; readonly version: string | null };
  /** What each program says to `--version`; null where there is none. */
  readonly tools: Readonly<Record<string, string | null>>;
  readonly platform: string;
  /** The tree that git has of all it does not ignore, or a digest over the files that the step names. */
  readonly content: { readonly kind: 'tree' | 'files'; readonly digest: string };
  /** Digests of what variables hold; of secrets, and of those that are not set, null. */
  readonly env: Readonly<Record<string, string | null>>;
  readonly secrets: readonly string[];
  readonly key: string | null;
};

/** A file that git ignores, or a folder with nothing in it. `digest`: of what it holds, or where it leads. */
export type KeptFile = {
  readonly path: string;
  readonly kind: 'file' | 'program' | 'link' | 'folder';
  readonly digest: string;
};

export type Entry = {
  readonly format: typeof FORMAT;
  readonly key: string;
  readonly ingredients: Ingredients;
  readonly workstream: string;
  readonly step: string;
  readonly run: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly tookMs: number;
  readonly outputs: JsonObject;
  readonly exitCode: number | null;
  /** What it changed of what git does not ignore, and the digest of the patch that does so. */
  readonly files: readonly PatchedFile[];
  readonly patch: string | null;
  readonly stdout: string | null;
  readonly stderr: string | null;
  readonly made: readonly KeptFile[];
  /** Of all that lies beside it. */
  readonly bytes: number;
};

/** The digests of what lies beside an entry. */
export const digestsOf = ({ patch, stdout, stderr, made }: Entry): readonly string[] => [
  ...[patch, stdout, stderr].filter((digest) => digest !== null),
  ...made.map(({ digest }) => digest),
];

const text: JsonObject = { type: 'string' };
const maybe: JsonObject = { type: ['string', 'null'] };
const digest: JsonObject = { type: 'string', pattern: '^[0-9a-f]{64}$' };
const maybeDigest: JsonObject = { type: ['string', 'null'], pattern: '^[0-9a-f]{64}$' };
const number: JsonObject = { type: 'number', minimum: 0 };
const state: JsonObject = {
  type: ['object', 'null'],
  required: ['mode', 'id'],
  properties: { mode: { enum: ['100644', '100755'] }, id: { type: 'string', pattern: '^[0-9a-f]{40,64}$' } },
};

const object = (properties: JsonObject): JsonObject => ({
  ...{ type: 'object', additionalProperties: false, required: Object.keys(properties), properties },
});

const list = (items: JsonObject): JsonObject => ({ type: 'array', items });

const INGREDIENTS: JsonObject = object({
  ...{ definition: { type: 'object' }, tool: object({ id: text, version: maybe }) },
  ...{ tools: { type: 'object', additionalProperties: maybe }, platform: text },
  content: object({ kind: { enum: ['tree', 'files'] }, digest: text }),
  env: { type: 'object', additionalProperties: maybeDigest },
  ...{ secrets: list(text), key: maybe },
});

const ENTRY: JsonObject = object({
  ...{ format: { const: FORMAT }, key: digest, ingredients: INGREDIENTS },
  ...{ workstream: text, step: text, run: text, at: number, tookMs: number },
  ...{ outputs: { type: 'object' }, exitCode: { type: ['integer', 'null'] } },
  files: list(object({ path: text, from: state, to: state })),
  ...{ patch: maybeDigest, stdout: maybeDigest, stderr: maybeDigest },
  made: list(object({ path: text, kind: { enum: ['file', 'program', 'link', 'folder'] }, digest })),
  bytes: number,
});

/** An entry in what a file holds; null where that is none, whoever wrote it. */
export const entryIn = (bytes: Uint8Array): Entry | null => {
  try {
    // JSON.parse gives JSON and nothing else.
    const value = JSON.parse(Buffer.from(bytes).toString('utf8')) as Json;
    // The schema says that it has this form.
    return checkJson(ENTRY, value) === null ? (value as unknown as Entry) : null;
  } catch {
    return null;
  }
};

/** Ingredients in what was written down of an attempt; null where that is none. */
export const ingredientsIn = (value: Json): Ingredients | null =>
  // The schema says that it has this form.
  checkJson(INGREDIENTS, value) === null ? (value as unknown as Ingredients) : null;
