/** Settings that are given one by one: by variables of the environment that are named for them, and by `--set`. */
import type { Json, JsonObject } from '../core/json.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Layer } from './layers.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The variable in which the assignments of `--set` are handed on, one a line. */
export const SET_VARIABLE = 'WS_SET';

const PREFIX = 'WS_';
const SEPARATOR = '__';

/** Settings that lie below no other: their variables have nothing that would tell them from other variables of ws. */
const TOP: ReadonlySet<string> = new Set(['WS_LOG_CAP', 'WS_GRACE', 'WS_NOTIFY', 'WS_TRUST']);

/** The keys that are neither lower case nor words with dashes; a test holds them against the schema. */
export const CAMEL_KEYS: readonly string[] = [
  ...[
    'logCap',
    'signatureTtl',
    'timeLimit',
    'coolDown',
    'withChanges',
    'baseURL',
    'cacheRead',
    'cacheWrite',
    'maxSize',
  ],
  ...['callerLimit', 'contextWindow', 'maxTokens', 'costUsd'],
];

const camelByLower = new Map(CAMEL_KEYS.map((key) => [key.toLowerCase(), key]));

/** `SIGNATURE_TTL` is `signatureTtl`, `RATE_LIMITED` is `rate-limited`. */
const keyNamed = (part: string): string => {
  const lower = part.toLowerCase();
  return camelByLower.get(lower.replaceAll('_', '')) ?? lower.replaceAll('_', '-');
};

type Given = {
  /** As the person named it. */
  readonly origin: string;
  readonly layer: Layer['layer'];
  readonly key: readonly string[];
  readonly text: string;
};

const isSetting = (name: string): boolean =>
  TOP.has(name) || (name.startsWith(PREFIX) && name.slice(PREFIX.length).includes(SEPARATOR));

const byVariables = (env: Environment): readonly Given[] =>
  Object.keys(env)
    .filter(isSetting)
    .sort()
    .flatMap((name): readonly Given[] => {
      const text = env[name] ?? '';
      const key = name.slice(PREFIX.length).split(SEPARATOR).map(keyNamed);
      return text === '' ? [] : [{ origin: name, layer: 'environment', key, text }];
    });

const byCommand = (env: Environment): Result<readonly Given[], string> => {
  const given: Given[] = [];
  for (const line of (env[SET_VARIABLE] ?? '').split('\n').filter((text) => text !== '')) {
    const at = line.indexOf('=');
    if (at <= 0) return err(`--set "${line}" is not of the form key=value, such as breakers.default.failures=7`);
    const key = line.slice(0, at);
    given.push({ origin: `--set ${key}`, layer: 'command line', key: key.split('.'), text: line.slice(at + 1) });
  }
  return ok(given);
};

const parsedJson = (text: string): readonly Json[] => {
  try {
    // JSON.parse gives nothing but JSON values.
    return [JSON.parse(text) as Json];
  } catch {
    return [];
  }
};

/** What a text may stand for: JSON, itself, or a list with commas. */
const readings = (text: string): readonly Json[] => [
  ...parsedJson(text),
  text,
  text.split(',').map((part) => part.trim()),
];

const below = (key: readonly string[], value: Json): JsonObject => {
  const [first = '', ...rest] = key;
  return Object.fromEntries([[first, rest.length === 0 ? value : below(rest, value)]]);
};

const layerOf = async ({ origin, layer, key, text }: Given, userFile: string): Promise<Result<Layer, string>> => {
  const { parseConfig } = await import('../schema/parse-config.ts');
  let wrong: string | null = null;
  for (const reading of readings(text)) {
    const document = JSON.stringify(below(key, reading));
    const parsed = await parseConfig(document, { file: origin, scope: 'user', userFile });
    if (parsed.ok) return ok({ origin, layer, value: parsed.value });
    wrong ??= parsed.error[0]?.message ?? 'is not valid';
  }
  return err(`${origin}: ${wrong ?? 'is not valid'}`);
};

/** Whether one of them says something below a key of the document. */
export const isGiven = (env: Environment, key: string): boolean => {
  const command = byCommand(env);
  return [...byVariables(env), ...(command.ok ? command.value : [])].some(({ key: [first] }) => first === key);
};

/** A layer for each, `--set` last. The error names the first that is wrong, and says what would be right. */
export const givenLayers = async (env: Environment, userFile: string): Promise<Result<readonly Layer[], string>> => {
  const command = byCommand(env);
  if (!command.ok) return command;
  const layers: Layer[] = [];
  for (const given of [...byVariables(env), ...command.value]) {
    const layer = await layerOf(given, userFile);
    if (!layer.ok) return layer;
    layers.push(layer.value);
  }
  return ok(layers);
};
