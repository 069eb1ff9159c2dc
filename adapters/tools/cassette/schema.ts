/** JSON Schemas of the documents in a cassette: whoever made it, what is read of it has this form. */
import type { JsonObject } from '../../../core/json.ts';
import { FORMAT } from './kept-call.ts';

const text: JsonObject = { type: 'string' };
const textOrNull: JsonObject = { type: ['string', 'null'] };
const count: JsonObject = { type: 'integer', minimum: 0 };

const closed = (properties: JsonObject): JsonObject => ({
  type: 'object',
  required: Object.keys(properties),
  additionalProperties: false,
  properties,
});

const state: JsonObject = {
  anyOf: [
    { type: 'null' },
    closed({ mode: { enum: ['100644', '100755'] }, id: { type: 'string', pattern: '^[0-9a-f]{40}([0-9a-f]{24})?$' } }),
  ],
};

const identity = closed({
  kind: { enum: ['tool', 'shell', 'program'] },
  ...{ tool: text, step: text, tries: count, model: textOrNull, with: { type: 'object' } },
  ...{ env: { type: 'object', additionalProperties: text }, input: {}, cwd: text, nth: count },
});

const result: JsonObject = {
  anyOf: [
    closed({ ok: { const: true }, outputs: { type: 'object' }, exitCode: { type: ['integer', 'null'] } }),
    closed({
      ok: { const: false },
      failure: { type: 'object', required: ['code', 'message'], properties: { code: text, message: text } },
      http: { type: ['object', 'null'] },
    }),
  ],
};

const told: JsonObject = {
  type: 'array',
  minItems: 2,
  items: [{ enum: ['message', 'tool', 'error', 'file', 'usage'] }],
};

/** Of `cassette.json`. */
export const HEAD_SCHEMA: JsonObject = closed({
  ...{ format: { const: FORMAT }, ws: text, workstream: text, run: text, at: text },
});

/** Of `calls/<key>.json`. */
export const CALL_SCHEMA: JsonObject = closed({
  ...{ format: { const: FORMAT }, call: identity, result, unkept: textOrNull, told: { type: 'array', items: told } },
  ...{ output: textOrNull, version: textOrNull, tookMs: count },
  files: { type: 'array', items: closed({ path: { type: 'string', minLength: 1 }, from: state, to: state }) },
});
