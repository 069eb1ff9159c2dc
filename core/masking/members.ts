/** What of a secret is secret by itself: its lines, and the values inside a document. */
import type { Json } from '../json.ts';
import { isJsonObject } from '../json.ts';
import { remembered } from '../remembered.ts';
import { isSecretName } from '../token-shapes.ts';
import { isWeak } from './weak.ts';

/**
 * A text to be masked. `isTelling`: nobody else writes it by chance, so that an output or a commit that holds it holds
 * the secret; a line `-----BEGIN PRIVATE KEY-----` is masked but tells nothing.
 */
export type Member = {
  readonly text: string;
  readonly isTelling: boolean;
  /** One line of many: it stands in logs as it is, but nobody encodes it by itself in unusual ways. */
  readonly isLine: boolean;
};

const SHORTEST_LINE = 4;
const SHORTEST_TELLING_LINE = 16;
const SHORTEST_VALUE = 8;
/** Documents in documents: a key file as JSON in a variable of a `.env`. */
const DEEPEST = 4;

const PEM = /-----BEGIN [A-Z0-9 ]{1,60}-----\s([^-]{1,200000})-----END [A-Z0-9 ]{1,60}-----/g;
const ASSIGNMENT = /^\s*(?:export\s+)?([A-Za-z_][\w.]*)\s*=\s*(.*?)\s*$/;
const USER_INFO = /^[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@]{0,200}:([^\s/@]{1,400})@/i;

/** A URL without credentials, or words: what documents hold beside their secrets. */
const isOrdinary = (text: string): boolean =>
  /^[a-z]+(?:[ _.-][a-z]+)*$/i.test(text) || /^https?:\/\/[^\s?#@]+$/i.test(text) || /^-----/.test(text);

const valueOf = (name: string, text: string, depth: number): readonly Member[] => {
  if (text.trim().length < SHORTEST_VALUE) return [];
  const isTelling = !isWeak(text) && (isSecretName(name) || !isOrdinary(text));
  return [{ text, isTelling, isLine: false }, ...within(text, depth + 1)];
};

const inJson = (value: Json, name: string, depth: number): readonly Member[] => {
  if (typeof value === 'string') return valueOf(name, value, depth);
  if (typeof value === 'number') return valueOf(name, String(value), depth);
  // A readonly array is not narrowed by Array.isArray; both arms hold JSON and nothing else.
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap((item) => inJson(item, name, depth));
  return isJsonObject(value) ? Object.entries(value).flatMap(([key, item]) => inJson(item, key, depth)) : [];
};

const parsed = (text: string): Json | undefined => {
  if (!/^\s*[{["]/.test(text)) return undefined;
  try {
    // What JSON.parse gives is JSON.
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
};

const unquoted = (text: string): string => {
  const inside = /^(["'])(.*)\1$/s.exec(text);
  if (inside === null) return text.replace(/\s+#.*$/, '');
  const [, quote, value = ''] = inside;
  return quote === '"' ? value.replaceAll('\\n', '\n').replaceAll('\\"', '"') : value;
};

/** Values of a `.env` file; null where the text is none. */
const inEnvironment = (text: string, depth: number): readonly Member[] | null => {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.trim().startsWith('#'));
  const pairs = lines.map((line) => ASSIGNMENT.exec(line));
  // One line of many that is none is the middle of a value; a single one must be an assignment.
  const count = pairs.filter((pair) => pair !== null).length;
  if (count === 0 || count * 2 < lines.length) return null;
  return pairs.flatMap((pair) => (pair === null ? [] : valueOf(pair[1] ?? '', unquoted(pair[2] ?? ''), depth)));
};

const linesOf = (text: string, isDocument: boolean): readonly Member[] => {
  if (!text.includes('\n')) return [];
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  return lines
    .filter((line) => line.length >= SHORTEST_LINE)
    .map((line) => ({
      text: line,
      isLine: true,
      isTelling: !isDocument && line.length >= SHORTEST_TELLING_LINE && !isOrdinary(line),
    }));
};

/** What every text has that is more than itself: most secrets are not, and there may be thousands. */
const IS_MORE = /[\n={["]|:\/\/|-----/;

/** The secret parts of a text, the text itself left out. */
const within = (text: string, depth: number): readonly Member[] => {
  if (depth > DEEPEST || !IS_MORE.test(text)) return [];
  const json = parsed(text);
  const isPem = text.trimStart().startsWith('-----BEGIN ');
  const environment = json === undefined && !isPem ? inEnvironment(text, depth) : null;
  const userInfo = USER_INFO.exec(text)?.[1];
  return [
    ...linesOf(text, json !== undefined || environment !== null),
    ...(json === undefined ? [] : inJson(json, '', depth)),
    ...(environment ?? []),
    ...[...text.matchAll(PEM)].map(([, body = '']) => ({
      text: body.replace(/\s/g, ''),
      isTelling: true,
      isLine: false,
    })),
    ...(userInfo === undefined || userInfo.length < SHORTEST_VALUE ? [] : valueOf('password', userInfo, depth)),
  ];
};

/** Ten times what the largest sets of keys hold. */
const MOST_SECRETS = 20_000;

/** The secret itself, what of it is secret by itself, each once. It is asked before a run starts, and for its mask. */
export const membersOf: (secret: string) => readonly Member[] = remembered(MOST_SECRETS, (secret) => {
  const isTelling = !isWeak(secret);
  const byText = new Map<string, Member>();
  const add = (member: Member): void => {
    const known = byText.get(member.text);
    const isNew = known === undefined || (member.isTelling && !known.isTelling) || (known.isLine && !member.isLine);
    const isAlsoTelling = member.isTelling || known?.isTelling === true;
    if (member.text !== '' && isNew) byText.set(member.text, { ...member, isTelling: isAlsoTelling });
  };
  for (const text of [secret, secret.trim()]) add({ text, isTelling, isLine: false });
  for (const member of within(secret, 0)) add(member);
  return [...byText.values()];
});
