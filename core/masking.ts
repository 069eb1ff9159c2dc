/** Takes secrets out of text, in every encoding they are likely to travel in. */
import type { Json } from './json.ts';
import type { Mask } from './system.ts';

/** What stands where a secret stood. */
export const MASKED = '***';

/** Masks a byte stream handed over piece by piece; every character of a piece stands for one byte (Latin-1). */
export type MaskStream = {
  /** What may be shown by now; the possible beginning of a secret is held back. */
  readonly push: (bytes: string) => string;
  /** The rest, when nothing more will come. */
  readonly end: () => string;
};

export type SecretMask = {
  readonly mask: Mask;
  /** The same for the strings inside a JSON value, its keys too, so that the value stays JSON. */
  readonly maskJson: (value: Json) => Json;
  readonly stream: () => MaskStream;
};

/** `breakable`: an encoder may have put line ends between its characters. */
type Needle = { readonly text: string; readonly breakable: boolean };

/** Below this an encoded or partial form is too common a word to hide wherever it stands. */
const SHORTEST_FORM = 4;
const SHORTEST_BASE64 = 6;

const utf8 = new TextEncoder();
const toBytes = (text: string): string => Array.from(utf8.encode(text), (byte) => String.fromCharCode(byte)).join('');

/** The characters of the base64 text that depend on the secret alone, wherever it starts in what was encoded. */
const base64Forms = (bytes: string): readonly string[] => {
  const forms = [btoa(bytes)];
  for (let before = 0; before < 3; before += 1) {
    const first = Math.ceil((before * 8) / 6);
    const last = Math.floor(((before + bytes.length) * 8) / 6);
    forms.push(btoa('\0'.repeat(before) + bytes).slice(first, last));
  }
  const long = forms.filter((form) => form.length >= SHORTEST_BASE64);
  return long.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')]);
};

const percentForms = (text: string): readonly string[] => {
  // A lone surrogate has no UTF-8 form; every encoder puts this in its place.
  const whole = text.replace(/[\ud800-\udfff]/gu, '\ufffd');
  const loose = encodeURIComponent(whole);
  const strict = loose.replace(/[!'()*]/g, (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`);
  const forms = [loose, strict, encodeURI(whole), loose.replaceAll('%20', '+'), strict.replaceAll('%20', '+')];
  return [...forms, ...forms.map((form) => form.replace(/%[0-9A-F]{2}/g, (found) => found.toLowerCase()))];
};

const unicodeEscaped = (text: string): string =>
  text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

const jsonForms = (text: string): readonly string[] => {
  const once = JSON.stringify(text).slice(1, -1);
  const twice = JSON.stringify(once).slice(1, -1);
  return [once, once.replaceAll('/', '\\/'), unicodeEscaped(once), twice];
};

const shellForms = (text: string): readonly string[] => [
  text.replaceAll("'", "'\\''"),
  text.replaceAll("'", `'"'"'`),
  text.replace(/[^\w@%+=:,./-]/g, (found) => `\\${found}`),
];

const hexForms = (bytes: string): readonly string[] => {
  const lower = Array.from(bytes, (byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('');
  return [lower, lower.toUpperCase()];
};

const needlesOf = (secret: string): readonly Needle[] => {
  const whole = [secret, secret.trim()];
  const lines = secret.includes('\n') ? secret.split(/\r?\n/).map((line) => line.trim()) : [];
  const plain = [...whole, ...lines.filter((line) => line.length >= SHORTEST_FORM)];
  const encoded = plain.filter((text) => text.length >= SHORTEST_FORM);
  return [
    ...[...plain, ...encoded.flatMap((text) => [...percentForms(text), ...jsonForms(text), ...shellForms(text)])].map(
      (text) => ({ text, breakable: false }),
    ),
    ...encoded
      .flatMap((text) => [...base64Forms(toBytes(text)), ...hexForms(toBytes(text))])
      .map((text) => ({ text, breakable: true })),
  ];
};

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

/** One pattern for all; the longest form comes first, so that no rest of a longer one stays. */
const patternOf = (needles: readonly Needle[]): RegExp =>
  new RegExp(
    needles
      .map(({ text, breakable }) => (breakable ? Array.from(text, escaped).join('(?:\\r?\\n)?') : escaped(text)))
      .join('|'),
    'g',
  );

const sortedUnique = (needles: readonly Needle[]): readonly Needle[] => {
  const byText = new Map(needles.filter(({ text }) => text !== '').map((needle) => [needle.text, needle]));
  return [...byText.values()].sort((a, b) => b.text.length - a.text.length);
};

/** Where the possible beginning of a secret starts at the end of `text`; its length where there is none. */
const heldFrom = (text: string, start: number, needles: readonly Needle[], window: number): number => {
  for (let from = Math.max(start, text.length - window); from < text.length; from += 1) {
    const rest = text.slice(from);
    const bare = rest.replace(/[\r\n]/g, '');
    const begins = needles.some((needle) => {
      const seen = needle.breakable ? bare : rest;
      return seen !== '' && needle.text.length > seen.length && needle.text.startsWith(seen);
    });
    if (begins) return from;
  }
  return text.length;
};

const passing: SecretMask = {
  mask: (text) => text,
  maskJson: (value) => value,
  stream: () => ({ push: (bytes) => bytes, end: () => '' }),
};

/**
 * Makes the mask of a run. It covers each secret raw, each of its lines from four characters on, and their base64 (any
 * alignment, both alphabets, wrapped or not), percent, JSON, shell-quoted and hex forms. Empty secrets are ignored.
 */
export const createMask = (secrets: readonly string[]): SecretMask => {
  const needles = sortedUnique(secrets.flatMap(needlesOf));
  if (needles.length === 0) return passing;
  const pattern = patternOf(needles);
  const byteNeedles = sortedUnique(needles.map(({ text, breakable }) => ({ text: toBytes(text), breakable })));
  const bytePattern = patternOf(byteNeedles);
  const longest = byteNeedles[0]?.text.length ?? 0;
  // Room for the line ends that an encoder may have put in.
  const window = longest + Math.ceil(longest / 16) + 4;
  const mask: Mask = (text) => text.replace(pattern, MASKED);
  const maskJson = (value: Json): Json => {
    if (value === null || typeof value === 'boolean') return value;
    if (typeof value === 'string') return mask(value);
    if (typeof value === 'number') return mask(String(value)) === String(value) ? value : MASKED;
    // A readonly array is not narrowed by Array.isArray; both arms hold JSON and nothing else.
    if (Array.isArray(value)) return (value as readonly Json[]).map(maskJson);
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [mask(key), maskJson(member)]));
  };
  const stream = (): MaskStream => {
    let held = '';
    const push = (bytes: string): string => {
      const text = held + bytes;
      let from = heldFrom(text, 0, byteNeedles, window);
      let shown = '';
      let at = 0;
      for (const match of text.matchAll(bytePattern)) {
        if (match.index >= from) break;
        shown += text.slice(at, match.index) + MASKED;
        at = match.index + match[0].length;
        // The end of a complete secret may look like the beginning of another: a secret is never cut in two.
        if (at > from) from = heldFrom(text, at, byteNeedles, window);
      }
      held = text.slice(from);
      return shown + text.slice(at, from);
    };
    const end = (): string => {
      const rest = held;
      held = '';
      return rest.replace(bytePattern, MASKED);
    };
    return { push, end };
  };
  return { mask, maskJson, stream };
};
