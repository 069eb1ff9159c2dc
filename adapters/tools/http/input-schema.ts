/** What `with` of the tool `http` may say. */
import type { JsonObject } from '../../../core/json.ts';

const SECRET = {
  type: 'string',
  pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
  description: 'The name of a secret of the step.',
};
const STATUS = { type: ['integer', 'string'], minimum: 100, maximum: 599, pattern: '^(?:[1-5]xx|[1-5][0-9][0-9])$' };

export const INPUT_SCHEMA: JsonObject = {
  type: 'object',
  required: ['url'],
  additionalProperties: false,
  properties: {
    url: { type: 'string', minLength: 1, description: 'http or https, without a name or a password in it.' },
    method: { enum: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'], default: 'GET' },
    query: { type: 'object', description: 'Added to the URL; a list is given once for each item.' },
    headers: {
      type: 'object',
      description: 'Texts, or { secret, prefix }.',
      additionalProperties: {
        type: ['string', 'number', 'object'],
        required: ['secret'],
        additionalProperties: false,
        properties: { secret: SECRET, prefix: { type: 'string' } },
      },
    },
    bearer: SECRET,
    basic: {
      type: 'object',
      required: ['user', 'password'],
      additionalProperties: false,
      properties: { user: { type: 'string' }, password: SECRET },
    },
    body: { type: 'string' },
    json: { description: 'Any value, sent as JSON.' },
    form: { type: 'object', description: 'Sent as a form.' },
    expect: {
      type: 'object',
      additionalProperties: false,
      properties: {
        status: {
          type: ['integer', 'string', 'array'],
          items: STATUS,
          description: 'A status, a class such as 2xx, or a list of them. Default: 2xx.',
        },
        body: { type: 'object', description: 'A JSON Schema that the answer satisfies.' },
      },
    },
    pointer: { type: 'string', description: 'The JSON pointer of what is wanted of the answer.' },
    keepHeaders: {
      type: 'array',
      items: { type: 'string' },
      description: 'Headers of the answer that are outputs, too.',
    },
    redirects: { type: 'integer', minimum: 0, maximum: 10, default: 5 },
    retries: {
      type: 'integer',
      minimum: 0,
      maximum: 5,
      description: 'Quick ones within the attempt. Default: 2 of what may be asked twice.',
    },
    maxBytes: { type: 'integer', minimum: 1, maximum: 16 * 1024 * 1024, default: 1024 * 1024 },
  },
};
