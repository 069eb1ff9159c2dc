/** Reads the few things that reports need out of XML, in one pass and without building a tree. */

export type XmlElement = {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** The text and CDATA inside, without that of elements within. */
  readonly text: string;
};

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

const codePoint = (digits: string): string => {
  const code = digits.startsWith('x') ? Number.parseInt(digits.slice(1), 16) : Number.parseInt(digits, 10);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
};

const decoded = (text: string): string =>
  text.includes('&')
    ? text.replace(/&(#x?[\da-fA-F]{1,8}|\w{1,8});/g, (whole, name: string) =>
        name.startsWith('#') ? codePoint(name.slice(1)) : (ENTITIES.get(name) ?? whole),
      )
    : text;

/** Where the tag that opens at `at` ends: at its `>`, those within quotes left aside. */
const tagEnd = (xml: string, at: number): number => {
  let quote = '';
  for (let end = at; end < xml.length; end += 1) {
    const character = xml.charAt(end);
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '>') return end;
  }
  return xml.length;
};

const readAttributes = (tag: string): ReadonlyMap<string, string> => {
  const attributes = new Map<string, string>();
  for (const [, name, double, single] of tag.matchAll(/(?<![\w:-])([\w:-]{1,80})=(?:"([^"]*)"|'([^']*)')/g)) {
    if (name !== undefined) attributes.set(name, decoded(double ?? single ?? ''));
  }
  return attributes;
};

/** What stands at `at` that is no element: how far it goes, and its text where it is CDATA. */
const readSpecial = (xml: string, at: number): { readonly end: number; readonly text: string } | null => {
  const until = (closer: string): number => {
    const end = xml.indexOf(closer, at);
    return end === -1 ? xml.length : end + closer.length;
  };
  if (xml.startsWith('<![CDATA[', at)) {
    const end = until(']]>');
    return { end, text: xml.slice(at + '<![CDATA['.length, end - ']]>'.length) };
  }
  if (xml.startsWith('<!--', at)) return { end: until('-->'), text: '' };
  return xml.startsWith('<?', at) ? { end: until('?>'), text: '' } : null;
};

/** Elements of the given names in the order in which they open. Broken XML gives what could be read of it. */
export const readElements = (xml: string, names: ReadonlySet<string>): readonly XmlElement[] => {
  const found: { name: string; attributes: ReadonlyMap<string, string>; text: string[] }[] = [];
  let open: (typeof found)[number] | null = null;
  let at = 0;
  while (at < xml.length) {
    const next = xml.indexOf('<', at);
    const stop = next === -1 ? xml.length : next;
    open?.text.push(decoded(xml.slice(at, stop)));
    if (next === -1) break;
    const special = readSpecial(xml, next);
    if (special !== null) {
      open?.text.push(special.text);
      at = special.end;
      continue;
    }
    const end = tagEnd(xml, next);
    const tag = xml.slice(next + 1, end);
    const name = /^[\w:.-]+/.exec(tag)?.[0] ?? '';
    if (names.has(name)) found.push((open = { name, attributes: readAttributes(tag), text: [] }));
    if (tag.startsWith('/') || tag.endsWith('/')) open = null;
    at = end + 1;
  }
  return found.map((element) => ({ ...element, text: element.text.join('') }));
};
