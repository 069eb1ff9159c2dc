/** What a spec YAML document may say, as JSON Schema. `schema/spec.schema.json` is this, written out. */
import type { JsonObject } from '../../core/json.ts';

const text: JsonObject = { type: 'string', minLength: 1 };
const texts: JsonObject = { type: 'array', items: text };
const id: JsonObject = { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$' };
const address: JsonObject = { type: 'string', pattern: '^spec://[a-z][a-z0-9-]*/\\S+$' };

const scenario: JsonObject = {
  type: 'object',
  required: ['name', 'then'],
  additionalProperties: false,
  properties: {
    name: text,
    given: { anyOf: [text, texts] },
    when: { anyOf: [text, texts] },
    then: { anyOf: [text, texts] },
  },
};

const requirement: JsonObject = {
  type: 'object',
  required: ['id', 'text'],
  additionalProperties: false,
  properties: {
    id,
    title: text,
    text: { ...text, description: 'What the system SHALL or MUST do.', pattern: '\\b(SHALL|MUST)\\b' },
    scenarios: { type: 'array', items: scenario },
    metadata: { type: 'object' },
  },
};

const acceptance: JsonObject = {
  type: 'array',
  items: {
    oneOf: [
      text,
      { type: 'object', required: ['run'], additionalProperties: false, properties: { run: text } },
      { type: 'object', required: ['file'], additionalProperties: false, properties: { file: text } },
    ],
  },
};

const task: JsonObject = {
  type: 'object',
  required: ['id', 'title'],
  additionalProperties: false,
  not: { required: ['tool', 'requires'] },
  properties: {
    id,
    title: text,
    description: text,
    files: texts,
    tool: text,
    with: { type: 'object' },
    requires: { type: 'object' },
    needs: { type: 'array', items: id },
    acceptance,
  },
};

/** The schema of a document. */
export const documentSchema: JsonObject = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'spec.schema.json',
  title: 'A specification with an address, dependencies and inheritance',
  type: 'object',
  required: ['spec', 'version', 'status', 'title'],
  additionalProperties: false,
  properties: {
    $schema: { type: 'string' },
    spec: { ...address, description: 'Address of this spec, without version.' },
    version: { type: ['string', 'integer'], pattern: '^v?\\d+(\\.\\d+)*$', minimum: 0 },
    status: { enum: ['draft', 'review', 'approved', 'deprecated'] },
    title: text,
    description: text,
    extends: { ...address, description: 'A spec whose parts this one takes over; its own win, lists merge by id.' },
    depends: { type: 'array', items: address, uniqueItems: true },
    requirements: { type: 'array', items: requirement },
    tasks: { type: 'array', items: task },
    metadata: { type: 'object' },
  },
};
