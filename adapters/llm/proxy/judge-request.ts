/** Whether a request of a coding CLI may go on to its provider, and as what. */
import { isJsonObject, jsonOf, type Json, type JsonObject } from '../../../core/json.ts';
import type { ModelWire, PassTerms } from '../../../core/model-proxy.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import { routeOf, type AnswerFormat, type Route } from './routes.ts';
import { fetchedPart } from './fetched-part.ts';
import { hostedTool } from './hosted-tool.ts';
import { twinKey } from './twin-key.ts';

/** A request as it came, read whole: what judges a beginning is fooled by what stands behind it. */
export type Came = {
  readonly wire: ModelWire;
  readonly method: string;
  /** Behind the door, without a query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Buffer;
};

/** What goes on. The bytes are those that came, but where another model is asked or a chat is to tell its usage. */
export type Passed = {
  readonly format: AnswerFormat | null;
  readonly path: string;
  readonly model: string | null;
  readonly body: Buffer;
  /** The most tokens of an answer that comes at once, and cannot be cut on the way; null where nobody says, 0 of a stream. */
  readonly uncut: number | null;
  /** Whether ws asks for the usage of a chat, whose CLI did not. */
  readonly asksUsage: boolean;
};

export type Refused = { readonly status: 400 | 404; readonly message: string };

const refused = (message: string, status: Refused['status'] = 400): Result<never, Refused> => err({ status, message });

/** Who reads keys without regard to case would find these where nobody looked for them. */
const JUDGED: ReadonlySet<string> = new Set([
  ...['model', 'tools', 'background', 'service_tier', 'speed', 'mcp_servers', 'web_search_options', 'stream', 'n'],
  ...['stream_options', 'max_tokens', 'max_completion_tokens', 'max_output_tokens'],
]);

const isSaid = (value: Json | undefined): boolean => value !== undefined && value !== null && value !== false;

/** At these a call costs what its price says, or less. */
const PLAIN_TIERS: readonly (Json | undefined)[] = [
  undefined,
  null,
  'auto',
  'default',
  'flex',
  'standard',
  'standard_only',
];

const wrongIn = (came: Came, document: JsonObject): string | null => {
  if (isSaid(document['background'])) return 'a call that goes on in the background is not open to an attempt';
  if (!PLAIN_TIERS.includes(document['service_tier']) || document['speed'] === 'fast')
    return 'calls at a higher price are not open to an attempt';
  const hosted = hostedTool(came.wire, document);
  if (hosted !== null) return `the provider itself runs the tool ${hosted}, which is not open to an attempt`;
  const odd = Object.keys(document).find((key) => !JUDGED.has(key) && JUDGED.has(key.toLowerCase()));
  if (odd !== undefined) return `the key ${odd} is written as no client writes it`;
  const twin = twinKey(came.body.toString());
  return twin === null ? null : `the key ${twin.slice(0, 100)} stands twice in one object of the request`;
};

const countIn = (value: Json | undefined): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;

const uncutOf = ({ wire, path, query }: Came, document: JsonObject): number | null => {
  const isStreamed =
    wire === 'google'
      ? path.endsWith(':streamGenerateContent') && query.get('alt') === 'sse'
      : document['stream'] === true;
  if (isStreamed) return 0;
  const config = document['generationConfig'] ?? document['generation_config'];
  const most = isJsonObject(config) ? (config['maxOutputTokens'] ?? config['max_output_tokens']) : undefined;
  const said = [document['max_tokens'], document['max_completion_tokens'], document['max_output_tokens'], most];
  const each = said.flatMap((value) => countIn(value) ?? []);
  return each.length === 0 ? null : Math.max(...each) * Math.max(1, countIn(document['n']) ?? 1);
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
  { models, map, reach }: Pick<PassTerms, 'models' | 'map' | 'reach'>,
): Result<Passed, Refused> => {
  const route = routeOf(came.wire, came.method, came.path);
  if (route === null) return refused(`${came.method} ${came.path} is not open to an attempt`, 404);
  const value = came.body.length === 0 ? null : jsonOf(came.body.toString());
  if (value === undefined) return refused('the request is not plain JSON');
  const document = isJsonObject(value) ? value : {};
  const wrong = wrongIn(came, document);
  if (wrong !== null) return refused(wrong);
  const fetched = reach === 'models' ? fetchedPart(document) : null;
  if (fetched !== null)
    return refused(`the provider would fetch ${fetched.slice(0, 100)}, and the attempt may reach models alone`);
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
  const uncut = format === null ? 0 : uncutOf(came, document);
  return ok({ format, path, model: other ?? asked, body, uncut, asksUsage });
};
