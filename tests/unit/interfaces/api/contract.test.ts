/**
 * Every operation of the document, asked with what its schemas allow and with what they do not: each answer is as the document says, and
 * none is a bug.
 */
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import document from '../../../../schema/api/openapi.json' with { type: 'json' };
import type { Json, JsonObject } from '../../../../core/json.ts';
import { isJsonObject } from '../../../../core/json.ts';
import { makeFolder, makeRepository, removeFolder } from '../../../rig/ws.ts';
import { aWorkstream } from '../../core/state/example-log.ts';
import { begun, created, parked, readied, runFailed, started } from '../cli/script.ts';
import { aServer, type Server } from './server.ts';

const LONG = process.env['WS_LONG'] !== undefined;
const REQUESTS = LONG ? 3_000 : 150;

/** These last, start programs of the machine, or end what is asked with. */
const LEFT_OUT = new Set([
  'streamEvents',
  'listTools',
  'startRun',
  'revokeToken',
  'mergeRun',
  'resumeRun',
  'runChange',
  'getDiagnostics',
  'testWebhook',
]);

type Parameter = { readonly name: string; readonly in: 'path' | 'query'; readonly schema: JsonObject };
type Operation = {
  readonly operationId: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonObject }>> };
};

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  // Cannot lie: the document is OpenAPI, which a test of the server holds it to.
  Object.entries(methods as unknown as Readonly<Record<string, Operation>>)
    .filter(([, { operationId }]) => !LEFT_OUT.has(operationId))
    .map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);

const resolved = (schema: JsonObject): JsonObject => {
  const { $ref } = schema;
  if (typeof $ref !== 'string') return schema;
  const found = (document.components.schemas as unknown as Readonly<Record<string, JsonObject>>)[
    $ref.split('/').at(-1) ?? ''
  ];
  return found ?? {};
};

/** Cannot lie: what is in JSON is JSON. */
const listIn = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : []);

const typeOf = ({ type }: JsonObject): Json => listIn(type)[0] ?? type ?? null;

/** What a schema allows, more or less. */
const valueOf = (given: JsonObject): fc.Arbitrary<Json> => {
  const schema = resolved(given);
  const { enum: options, properties, required, items } = schema;
  if (options !== undefined) return fc.constantFrom(...listIn(options));
  switch (typeOf(schema)) {
    case 'integer':
      return fc.integer({
        min: Number(schema['minimum'] ?? 0),
        max: Math.min(1_000, Number(schema['maximum'] ?? 1_000)),
      });
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(valueOf(isJsonObject(items) ? items : {}), { maxLength: 3 });
    case 'object': {
      const entries = Object.entries(isJsonObject(properties) ? properties : {});
      const arbitraries = Object.fromEntries(
        entries.map(([name, each]) => [name, valueOf(isJsonObject(each) ? each : {})]),
      );
      const needed = listIn(required).filter((name) => typeof name === 'string');
      return fc.record(arbitraries, { requiredKeys: needed });
    }
    default:
      return fc.oneof(
        fc.constantFrom('k3f9', 'a', 'stdout', 'head', '2026-01-01T00:00:00Z'),
        fc.string({ minLength: 1, maxLength: 20 }),
      );
  }
};

/** What no schema expects. */
const strange: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(null, -1, 1e308, '', '..', '%00', '__proto__', [], {}, 'a'.repeat(600)),
  fc.string({ unit: 'binary', maxLength: 30 }),
);

const seldomStrange = (schema: JsonObject): fc.Arbitrary<Json> =>
  fc.oneof({ weight: 4, arbitrary: valueOf(schema) }, { weight: 1, arbitrary: strange });

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** The path and the body of a request. */
const requestOf = ({
  path,
  operation: { parameters, requestBody },
}: (typeof operations)[number]): fc.Arbitrary<{ readonly target: string; readonly body: Json | undefined }> => {
  const schema = requestBody?.content['application/json']?.schema;
  return fc
    .record({
      values: fc.tuple(...parameters.map((parameter) => seldomStrange(parameter.schema))),
      isGiven: fc.array(fc.boolean(), { minLength: parameters.length, maxLength: parameters.length }),
      body: schema === undefined ? fc.constant(undefined) : seldomStrange(schema),
      extra: fc.option(strange),
    })
    .map(({ values, isGiven, body, extra }) => {
      let target = path;
      const query: string[] = [];
      for (const [at, parameter] of parameters.entries()) {
        const text = encodeURIComponent(Buffer.from(textOf(values[at] ?? null)).toString()) || '-';
        if (parameter.in === 'path')
          target = target.replace(`{${parameter.name}}`, text === '..' || text === '.' ? '-' : text);
        else if (isGiven[at] === true) query.push(`${parameter.name}=${text}`);
      }
      if (extra !== null) query.push(`q${query.length}=x`);
      return { target: query.length === 0 ? target : `${target}?${query.join('&')}`, body };
    });
};

let folder = '';
let server: Server;
beforeAll(async () => {
  folder = makeFolder('ws contract ');
  const workstream = { ...aWorkstream('build'), secrets: [] };
  server = await aServer(makeRepository(join(folder, 'repo')), {
    env: { XDG_CONFIG_HOME: join(folder, 'config') },
    runs: [
      { id: 'k3f9', happenings: [created(workstream), started, readied('a'), begun('a'), parked('a')] },
      { id: 'over', happenings: [created(workstream), started, readied('a'), begun('a'), runFailed('a')] },
    ],
  });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  removeFolder(folder);
});

test(
  'whatever is asked, each answer is as the document says, and none is a bug',
  async () => {
    const one = fc
      .constantFrom(...operations)
      .chain((operation) => requestOf(operation).map((request) => ({ ...operation, ...request })));
    let sent = 0;
    await fc.assert(
      fc.asyncProperty(one, async ({ method, target, body }) => {
        // No more a minute than the server takes.
        if ((sent += 1) % 500 === 0) server.home.skip(60_000);
        // Asked for what the document says: the server holds the answer against it.
        const asked = await server.ask(target, {
          method,
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        expect(asked.status, `${method} ${target} ${asked.text}`).not.toBe(500);
      }),
      { numRuns: REQUESTS },
    );
  },
  LONG ? 600_000 : 60_000,
);
