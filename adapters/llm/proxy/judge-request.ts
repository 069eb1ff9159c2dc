/** Whether a request of a coding CLI may go on to its provider, and as what. */
import { isJsonObject, jsonOf, type Json, type JsonObject } from '../../../core/json.ts';
import type { ModelWire, PassTerms } from '../../../core/model-proxy.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import { routeOf, type AnswerFormat, type Route } from './routes.ts';
import { topKeys } from './top-keys.ts';

/** A request as it came, read whole: what judges a beginning is fooled by what stands behind it. */
export type Came = {
  readonly wire: ModelWire;
  readonly method: string;
  /** Behind the door, without a query. */
  readonly path: string;
  readonly body: Buffer;
};

/** What goes on. The bytes are those that came, but where another model is asked or a chat is to tell its usage. */
export type Passed = {
  readonly format: AnswerFormat | null;
  readonly path: string;
  readonly model: string | null;
  readonly body: Buffer;
  /** Whether ws asks for the usage of a chat, whose CLI did not. */
  readonly asksUsage: boolean;
};

export type Refused = { readonly status: 400 | 404; readonly message: string };

const refused = (message: string, status: Refused['status'] = 400): Result<never, Refused> => err({ status, message });

const typesOf = (tools: Json | undefined): readonly string[] =>
  Array.isArray(tools)
    ? tools.flatMap((tool: Json) => (isJsonObject(tool) && typeof tool['type'] === 'string' ? [tool['type']] : []))
    : [];

/** Tools that the provider runs itself are paid beside the tokens. `function`, `custom`: those that the CLI runs. */
const hostedTool = (wire: ModelWire, document: JsonObject): string | null => {
  const { tools } = document;
  switch (wire) {
    case 'anthropic':
      return typesOf(tools).find((type) => /^(?:web_search|web_fetch|code_execution)_/.test(type)) ?? null;
    case 'openai': {
      const hosted = /^(?:web_search|code_interpreter|file_search|image_generation|computer_use|mcp$)/;
      return (
        typesOf(tools).find((type) => hosted.test(type)) ??
        (document['web_search_options'] === undefined ? null : 'web_search')
      );
    }
    case 'google':
      return Array.isArray(tools)
        ? (tools
            .flatMap((tool: Json) => (isJsonObject(tool) ? Object.keys(tool) : []))
            .find((key) => /^(?:google_?search|code_?execution|url_?context|google_?maps)/i.test(key)) ?? null)
        : null;
  }
};

const wrongIn = (came: Came, document: JsonObject): string | null => {
  if (document['background'] === true) return 'a call that goes on in the background is not open to an attempt';
  if (document['service_tier'] === 'priority') return 'calls at a higher price are not open to an attempt';
  const hosted = hostedTool(came.wire, document);
  if (hosted !== null)
    return `the tool ${hosted} of the provider is paid beside the tokens, and not open to an attempt`;
  if (came.wire !== 'google' && topKeys(came.body.toString()).filter((key) => key === 'model').length > 1)
    return 'two models in one request';
  return null;
};

const withUsage = (document: JsonObject): JsonObject => {
  const options = document['stream_options'];
  return { ...document, stream_options: { ...(isJsonObject(options) ? options : {}), include_usage: true } };
};

const isUsageWanted = (document: JsonObject): boolean => {
  const options = document['stream_options'];
  return document['stream'] !== true || (isJsonObject(options) && options['include_usage'] === true);
};

const modelOf = (route: Route, document: JsonObject): string | null => {
  const model = document['model'];
  return route.model ?? (typeof model === 'string' ? model : null);
};

/** Judges it by the terms of its pass; what is refused reaches no provider. */
export const judgeRequest = (
  came: Came,
  { models, map }: Pick<PassTerms, 'models' | 'map'>,
): Result<Passed, Refused> => {
  const route = routeOf(came.wire, came.method, came.path);
  if (route === null) return refused(`${came.method} ${came.path} is not open to an attempt`, 404);
  const value = came.body.length === 0 ? null : jsonOf(came.body.toString());
  if (value === undefined) return refused('the request is not plain JSON');
  const document = isJsonObject(value) ? value : {};
  const wrong = wrongIn(came, document);
  if (wrong !== null) return refused(wrong);
  const asked = modelOf(route, document);
  const { format } = route;
  if (format !== null && models !== null && (asked === null || !models.includes(asked)))
    return refused(`the model ${asked ?? '(none)'} is not open to an attempt; these are: ${models.join(', ')}`);
  const other = asked === null || !Object.hasOwn(map, asked) ? null : (map[asked] ?? null);
  const asksUsage = format === 'chat' && !isUsageWanted(document);
  const path = other !== null && route.model !== null ? came.path.replace(`/${route.model}:`, `/${other}:`) : came.path;
  const isOtherBody = asksUsage || (other !== null && route.model === null);
  const mapped = other === null || route.model !== null ? document : { ...document, model: other };
  const body = isOtherBody ? Buffer.from(JSON.stringify(asksUsage ? withUsage(mapped) : mapped)) : came.body;
  return ok({ format, path, model: other ?? asked, body, asksUsage });
};
