/** The real server over the house of a test, asked over HTTP; every answer is held against the document of the API. */
import { connect } from 'node:net';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import document from '../../../../schema/api/openapi.json' with { type: 'json' };
import type { Json } from '../../../../core/json.ts';
import { serve, type ServeRequest } from '../../../../interfaces/api/serve.ts';
import { aHome, type Home, type HomeSettings } from '../home.ts';

export type Asked = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** null where it is no JSON. */
  readonly body: Json;
};

export type Asking = {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The one of this machine where nothing is said; null for none. */
  readonly token?: string | null;
};

export type Server = AsyncDisposable & {
  readonly home: Home;
  readonly url: string;
  readonly port: number;
  readonly token: string;
  readonly ask: (path: string, asking?: Asking) => Promise<Asked>;
  /** The bytes as they are; gives what comes back, as far as the end of its head. */
  readonly raw: (head: readonly string[], body?: string) => Promise<string>;
};

const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
ajv.addSchema({ components: document.components }, 'api');

type Operation = {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>
  >;
};

const patterns = Object.entries(document.paths).map(
  ([path, methods]) => [new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`), path, methods] as const,
);
const compiled = new Map<string, ValidateFunction>();

/** What of an answer is not as the document says; an empty list where all is. */
export const faultsOf = (method: string, path: string, { status, headers, body }: Asked): readonly string[] => {
  const media = (headers.get('content-type') ?? '').split(';', 1)[0] ?? '';
  if (media !== 'application/json' && media !== 'application/problem+json') return [];
  const plain = path.split('?', 1)[0] ?? '';
  const found = patterns
    .filter(([pattern]) => pattern.test(plain))
    .sort((a, b) => a[1].split('{').length - b[1].split('{').length)[0];
  // Cannot lie: the document is OpenAPI.
  const operation = (found?.[2] as Readonly<Record<string, Operation>> | undefined)?.[method.toLowerCase()];
  const answer = operation?.responses[String(status)] ?? operation?.responses['default'];
  const isProblem = media === 'application/problem+json';
  if (operation === undefined && !isProblem) return [`${method} ${path} is no operation`];
  const schema = isProblem ? { $ref: 'api#/components/schemas/Problem' } : answer?.content?.[media]?.schema;
  if (schema === undefined) return [`${method} ${path} gave ${status}, of which the document says nothing`];
  const text = JSON.stringify(schema).replaceAll('"#/', '"api#/');
  const validate = compiled.get(text) ?? ajv.compile(JSON.parse(text) as object);
  compiled.set(text, validate);
  return validate(body)
    ? []
    : (validate.errors ?? []).map(
        ({ instancePath, message, params }) =>
          `${method} ${path} ${status}: ${instancePath} ${message ?? ''} ${JSON.stringify(params)}`,
      );
};

const jsonIn = (text: string): Json => {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
};

/** `root` is a repository of the test. */
export const aServer = async (
  root: string,
  settings: HomeSettings = {},
  over: Partial<ServeRequest> = {},
): Promise<Server> => {
  const home = await aHome(root, settings);
  const serving = await serve({
    ...{ host: '127.0.0.1', port: 0, isReadOnly: false, behindProxy: null, directory: root },
    ...{ pageFolder: root, program: [process.execPath, '-e', '0'], composer: home.composer, ...over },
  });
  if (!serving.ok) throw new Error(serving.error.message);
  const { url, token } = serving.value;
  const port = Number(new URL(url).port);
  const ask: Server['ask'] = async (path, asking = {}) => {
    const { method = 'GET', body, headers = {}, token: by = token } = asking;
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(by === null ? {} : { authorization: `Bearer ${by}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const asked = { status: response.status, headers: response.headers, text, body: jsonIn(text) };
    const faults = faultsOf(method, path, asked);
    if (faults.length > 0) throw new Error(faults.join('\n'));
    return asked;
  };
  const raw: Server['raw'] = (head, body = '') =>
    new Promise((done) => {
      const socket = connect(port, '127.0.0.1');
      let got = '';
      const end = (): void => {
        socket.destroy();
        done(got);
      };
      socket.on('data', (chunk: Buffer) => {
        got += chunk.toString('latin1');
        if (/^HTTP\/1\.1 (?!100)\d{3}[\s\S]*\r\n\r\n/.test(got)) end();
      });
      socket.on('close', () => done(got));
      socket.on('error', () => done(got));
      socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
    });
  return {
    ...{ home, url, port, token, ask, raw },
    [Symbol.asyncDispose]: async () => {
      await serving.value[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    },
  };
};
