/** Takes secrets out of text, in every encoding they are likely to travel in. */
import type { Json } from './json.ts';
import { ALONE, createFinder, type Finder } from './masking/finder.ts';
import { sourcesOf } from './masking/forms.ts';
import { MASKED } from './masking/masked.ts';
import { Page } from './masking/page.ts';
import { createStream, type MaskStream } from './masking/stream.ts';
import type { Mask, SecretIn } from './system.ts';

export type { MaskStream } from './masking/stream.ts';

export { MASKED };

export type SecretMask = {
  readonly mask: Mask;
  /** The same for the strings inside a JSON value, its keys too, so that the value stays JSON. */
  readonly maskJson: (value: Json) => Json;
  readonly stream: () => MaskStream;
  readonly secretIn: SecretIn;
};

const utf8 = new TextEncoder();
const marked = utf8.encode(MASKED);

const passing: SecretMask = {
  mask: (text) => text,
  maskJson: (value) => value,
  stream: () => ({ push: (bytes) => bytes, end: () => new Uint8Array(0) }),
  secretIn: () => null,
};

const fill = (page: Page, text: string): void => {
  page.resize(0);
  page.reserve(text.length * 3 + 8);
  page.resize(utf8.encodeInto(text, page.bytes).written);
};

/** The text without its secrets. What is no secret stays as it is, half characters too. */
const masked = (finder: Finder, page: Page, text: string): string => {
  fill(page, text);
  const { starts, ends } = finder.find(page, ALONE).spans;
  if (starts.length === 0) return text;
  let shown = '';
  let from = 0;
  let at = 0;
  let place = 0;
  /** The place in the text of the byte `until`. */
  const placeOf = (until: number): number => {
    while (at < until) {
      const code = text.codePointAt(place) ?? 0;
      at += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      place += code < 0x10000 ? 1 : 2;
    }
    return place;
  };
  const isAscii = page.length === text.length;
  for (const [index, start] of starts.entries()) {
    const end = ends[index] ?? 0;
    shown += text.slice(from, isAscii ? start : placeOf(start)) + MASKED;
    from = isAscii ? end : placeOf(end);
  }
  return shown + text.slice(from);
};

/**
 * Makes the mask of a run: it covers each secret, what of it is secret by itself (lines, values inside a document), and
 * the forms of `masking/forms.ts`, also where colour codes or line ends break them. Empty secrets are ignored.
 */
export const createMask = (secrets: readonly string[], names: readonly string[] = []): SecretMask => {
  const sources = sourcesOf(secrets);
  if (sources.length === 0) return passing;
  // Made when there is something to look through: with many secrets that takes longer than starting a step.
  let made: Finder | null = null;
  const finder = (): Finder => (made ??= createFinder(sources));
  const page = new Page();
  const mask: Mask = (text) => (text === '' ? text : masked(finder(), page, text));
  const maskJson = (value: Json): Json => {
    if (value === null || typeof value === 'boolean') return value;
    if (typeof value === 'string') return mask(value);
    if (typeof value === 'number') return mask(String(value)) === String(value) ? value : MASKED;
    // A readonly array is not narrowed by Array.isArray; both arms hold JSON and nothing else.
    if (Array.isArray(value)) return (value as readonly Json[]).map(maskJson);
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [mask(key), maskJson(member)]));
  };
  const secretIn: SecretIn = (text) => {
    if (typeof text === 'string') fill(page, text);
    else {
      page.resize(0);
      page.reserve(text.length + 8);
      page.bytes.set(text);
      page.resize(text.length);
    }
    const [origin] = finder().tell(page);
    return origin === undefined ? null : (names[origin.secret] ?? '');
  };
  return { mask, maskJson, stream: () => createStream(finder, marked), secretIn };
};
