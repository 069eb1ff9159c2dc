/** Reads and changes front matter line by line, as shell scripts with grep and sed do: flat keys, raw values. */

export type FrontMatter = {
  /** Raw values by key, trimmed, quotes kept off; the first of a key counts. */
  readonly values: ReadonlyMap<string, string>;
  /** Everything below the closing `---`, untouched. */
  readonly body: string;
  /** Index past the front matter in the text; 0 where there is none. */
  readonly end: number;
};

const opening = /^\ufeff?---[ \t]*\r?\n/;

const unquote = (raw: string): string => {
  const quote = raw.charAt(0);
  return raw.length > 1 && (quote === '"' || quote === "'") && raw.endsWith(quote) ? raw.slice(1, -1) : raw;
};

/** Splits a text into front matter and body. A text without front matter is all body. */
export const readFrontMatter = (text: string): FrontMatter => {
  const start = opening.exec(text)?.[0].length;
  const close = start === undefined ? null : /^---[ \t]*(?:\r?\n|$)/m.exec(text.slice(start));
  if (start === undefined || close === null) return { values: new Map(), body: text, end: 0 };
  const values = new Map<string, string>();
  for (const line of text.slice(start, start + close.index).split(/\r?\n/)) {
    const found = /^([A-Za-z_][\w-]*):[ \t]*(.*)$/.exec(line);
    if (found?.[1] !== undefined && !values.has(found[1])) values.set(found[1], unquote((found[2] ?? '').trim()));
  }
  const end = start + close.index + close[0].length;
  return { values, body: text.slice(end), end };
};

/** A list such as `[001, 002]`; a bare value is a list of one. Numbers stay text, so that `001` stays `001`. */
export const readList = (raw: string | undefined): readonly string[] => {
  if (raw === undefined) return [];
  const inner = /^\[([^\]]*)\]/.exec(raw.trim())?.[1] ?? raw.replace(/\s+#.*$/, '');
  return inner
    .split(',')
    .map((each) => unquote(each.trim()).replace(/^#/, ''))
    .filter((each) => each !== '');
};

/** The text with one key of its front matter set; everything else stays byte for byte. A missing key is added last. */
export const setKey = (text: string, key: string, value: string): string => {
  const { end } = readFrontMatter(text);
  if (end === 0) return `---\n${key}: ${value}\n---\n${text}`;
  const head = text.slice(0, end);
  const lineOf = new RegExp(`^(${key}:[ \\t]*)[^\\r\\n]*`, 'm');
  if (lineOf.test(head))
    return head.replace(lineOf, (_, start: string) => `${start.trimEnd()} ${value}`) + text.slice(end);
  const close = head.lastIndexOf('---');
  const lineEnd = head.includes('\r\n') ? '\r\n' : '\n';
  return `${head.slice(0, close)}${key}: ${value}${lineEnd}${head.slice(close)}${text.slice(end)}`;
};
