/** Makes the OpenAPI document of the API out of its routes and the schemas of its resources. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json, JsonObject } from '../core/json.ts';
import { isJsonObject } from '../core/json.ts';
import { ROUTES } from '../interfaces/api/routes.ts';
import type { Given, Route, SchemaRef } from '../interfaces/api/route.ts';
import { version } from '../interfaces/house/version.ts';

/** Below the root of the sources. */
export const OPEN_API = 'schema/api/openapi.json';

const PROBLEM_MEDIA = 'application/problem+json';

const titleOf = (name: string): string =>
  name.replaceAll(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
const refTo = (name: string): JsonObject => ({ $ref: `#/components/schemas/${titleOf(name)}` });

/** Without what belongs to a file, and with references into the document. */
const asComponent = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(asComponent);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) => {
      if (key === '$schema' || key === '$id') return [];
      const name = key === '$ref' && typeof each === 'string' ? /^([a-z-]+)\.schema\.json$/.exec(each)?.[1] : undefined;
      return [[key, name === undefined ? asComponent(each) : (refTo(name)['$ref'] ?? '')]];
    }),
  );
};

const schemaOf = (schema: SchemaRef): JsonObject => (typeof schema === 'string' ? refTo(schema) : schema);

const contentOf = ({ schema, media }: Given): JsonObject => {
  if (schema !== null) return { content: { 'application/json': { schema: schemaOf(schema) } } };
  return media === undefined ? {} : { content: { [media]: { schema: { type: 'string' } } } };
};

const parametersOf = ({ path, params = {}, query = {} }: Route): readonly JsonObject[] => [
  ...[...path.matchAll(/\{(\w+)\*?\}/g)].map(
    ([, name = '']): JsonObject => ({
      ...{ name, in: 'path', required: true },
      schema: params[name] ?? { type: 'string', minLength: 1, maxLength: 500 },
    }),
  ),
  ...Object.entries(query).map(([name, schema]): JsonObject => ({ name, in: 'query', required: false, schema })),
];

const operationOf = (route: Route): JsonObject => ({
  ...{ operationId: route.id, tags: [route.tag], summary: route.summary, 'x-role': route.role },
  ...(route.role === null ? { security: [] } : {}),
  parameters: parametersOf(route),
  ...(route.body === undefined
    ? {}
    : { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(route.body) } } } }),
  responses: {
    ...Object.fromEntries(
      route.gives.map((given) => [String(given.status), { description: given.description, ...contentOf(given) }]),
    ),
    default: { description: 'why it was not done', content: { [PROBLEM_MEDIA]: { schema: refTo('problem') } } },
  },
});

/** The text of the document. */
export const openApi = (root: string): string => {
  const folder = join(root, 'schema', 'api');
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.schema.json'))
    .map((name) => name.replace(/\.schema\.json$/, ''))
    .sort();
  const schemas = names.map((name): readonly [string, Json] => {
    // Cannot lie: the file is JSON.
    const schema = JSON.parse(readFileSync(join(folder, `${name}.schema.json`), 'utf8')) as Json;
    return [titleOf(name), asComponent(schema)];
  });
  const paths: Record<string, Record<string, JsonObject>> = {};
  for (const route of ROUTES) (paths[route.path.replace('*}', '}')] ??= {})[route.method] = operationOf(route);
  const document = {
    openapi: '3.1.0',
    info: {
      title: 'ws',
      version,
      description: 'Runs of workstreams: how they stand, why they failed, and how they are moved.',
    },
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: Object.fromEntries(schemas),
    },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
};
