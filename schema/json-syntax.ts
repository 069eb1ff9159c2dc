/** Says where a text stops being JSON, and what its author probably meant. Reads on a stack of its own: no recursion. */

/** What stands in `[at, end)` becomes `put`; `isSure` where nothing is made up that the author may have meant otherwise. */
export type Mend = { readonly at: number; readonly end: number; readonly put: string; readonly isSure: boolean };

/** `mend` makes the fault go away; null where nobody can tell how. */
export type SyntaxFault = { readonly message: string; readonly offset: number; readonly mend: Mend | null };

const put = (at: number, text: string, isSure = true): Mend => ({ at, end: at, put: text, isSure });
const replace = (at: number, length: number, text: string, isSure = true): Mend => ({
  ...{ at, end: at + length, put: text, isSure },
});
const drop = (at: number): Mend => replace(at, 1, '');

type Expecting = 'value' | 'item-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'nothing';

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?(?![\w.+-])/y;
const WORD = /[\p{L}\p{N}_$.+-]+/uy;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const LONGEST_QUOTE = 40;

const WORD_HINTS: ReadonlyMap<string, string> = new Map([
  ['True', 'write true'],
  ['False', 'write false'],
  ['None', 'write null'],
  ['undefined', 'write null, or leave the key out'],
  ['NaN', 'JSON has no such number'],
  ['Infinity', 'JSON has no such number'],
  ['-Infinity', 'JSON has no such number'],
]);

const stickyMatch = (pattern: RegExp, text: string, at: number): string | null => {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
};

/** Gives the first fault of a text that JSON.parse refused. */
export const explainJsonSyntax = (text: string): SyntaxFault => {
  const open: ('[' | '{')[] = [];
  let expecting: Expecting = 'value';
  let commaAt = -1;
  let at = 0;
  for (;;) {
    while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at += 1;
    const char = text[at];
    if (char === undefined) return textEnded(text, open, expecting, at);
    const strange = strangeCharacter(text, at);
    if (strange !== null) return strange;
    if (char === ']' || char === '}') {
      const fault = closingFault({ char, expecting, open: open.at(-1) ?? null, commaAt, at });
      if (fault !== null) return fault;
      open.pop();
      at += 1;
      expecting = open.length === 0 ? 'nothing' : 'comma-or-end';
    } else if (expecting === 'nothing') {
      return { message: 'the document ended before this; there may be only one value', offset: at, mend: null };
    } else if (expecting === 'colon') {
      if (char !== ':') return { message: `":" is missing after the key`, offset: at, mend: colonFor(char, at) };
      expecting = 'value';
      at += 1;
    } else if (expecting === 'comma-or-end') {
      if (char !== ',') return { message: `"," is missing before this`, offset: at, mend: put(at, ',') };
      commaAt = at;
      expecting = open.at(-1) === '{' ? 'key' : 'value';
      at += 1;
    } else if (char === '[' || char === '{') {
      if (expecting === 'key' || expecting === 'key-or-end') return keyFault(text, at);
      open.push(char);
      expecting = char === '{' ? 'key-or-end' : 'item-or-end';
      at += 1;
    } else if (char === '"') {
      const string = readString(text, at);
      if (typeof string === 'object') return string;
      at = string;
      if (expecting === 'key' || expecting === 'key-or-end') expecting = 'colon';
      else expecting = open.length === 0 ? 'nothing' : 'comma-or-end';
    } else {
      if (expecting === 'key' || expecting === 'key-or-end') return keyFault(text, at);
      const word = stickyMatch(NUMBER, text, at) ?? literalAt(text, at);
      if (word === null) return valueFault(text, at, open.at(-1) ?? null);
      at += word.length;
      expecting = open.length === 0 ? 'nothing' : 'comma-or-end';
    }
  }
};

/** A key that a comma follows has no value; before anything else the colon was left out. */
const colonFor = (char: string, at: number): Mend => (char === ',' ? put(at, ': null', false) : put(at, ':'));

const textEnded = (text: string, opened: readonly ('[' | '{')[], expecting: Expecting, at: number): SyntaxFault => {
  if (text.trim() === '') return { message: 'the file is empty', offset: 0, mend: null };
  const open = opened.at(-1);
  const missing = open === '{' ? '"}" is missing' : open === '[' ? '"]" is missing' : 'a value is missing';
  const closers = opened.toReversed().map((each) => (each === '{' ? '}' : ']'));
  const isWhole = expecting === 'comma-or-end' || expecting === 'key-or-end' || expecting === 'item-or-end';
  return {
    message: `the file ends too early: ${missing}`,
    offset: at,
    mend: isWhole ? put(at, closers.join('')) : null,
  };
};

const COMMENT = /(?:\/\/|#)[^\n]*|\/\*[^]*?(?:\*\/|$)/y;
const QUOTES: ReadonlyMap<string, RegExp> = new Map([
  ["'", /'([^'\n"]*)'/y],
  ['`', /`([^`\n"]*)`/y],
  ['“', /“([^”\n"]*)[”"]/y],
  ['”', /”([^”\n"]*)[”"]/y],
]);

const strangeCharacter = (text: string, at: number): SyntaxFault | null => {
  const char = text[at] ?? '';
  if (text.startsWith('//', at) || text.startsWith('/*', at) || char === '#') {
    const message = 'JSON has no comments; take it out, or write the workstream in YAML (.yaml)';
    return { message, offset: at, mend: replace(at, stickyMatch(COMMENT, text, at)?.length ?? 1, '') };
  }
  const quotes = QUOTES.get(char);
  if (quotes === undefined) return null;
  const quoted = stickyMatch(quotes, text, at);
  return {
    message: `strings stand in double quotes (")${char === "'" ? `, not in single ones (')` : ''}`,
    offset: at,
    mend: quoted === null ? null : replace(at, quoted.length, JSON.stringify(quoted.slice(1, -1))),
  };
};

type Closing = {
  readonly char: ']' | '}';
  readonly expecting: Expecting;
  readonly open: '[' | '{' | null;
  readonly commaAt: number;
  readonly at: number;
};

const closingFault = ({ char, expecting, open, commaAt, at }: Closing): SyntaxFault | null => {
  if (open === null) return { message: `"${char}" closes nothing`, offset: at, mend: drop(at) };
  const closes = open === '[' ? ']' : '}';
  if (char !== closes)
    return { message: `"${closes}" is missing before this "${char}"`, offset: at, mend: put(at, closes) };
  if (expecting === 'key') {
    return { message: 'a comma after the last member; take it out', offset: commaAt, mend: drop(commaAt) };
  }
  if (expecting === 'colon') {
    return { message: '":" and a value are missing after the key', offset: at, mend: put(at, ': null', false) };
  }
  if (expecting !== 'value') return null;
  return char === ']'
    ? { message: 'a comma after the last item; take it out', offset: commaAt, mend: drop(commaAt) }
    : { message: 'a value is missing before this', offset: at, mend: put(at, 'null', false) };
};

const keyFault = (text: string, at: number): SyntaxFault => {
  if (text[at] === ',') return { message: 'one comma too many', offset: at, mend: drop(at) };
  const word = stickyMatch(WORD, text, at);
  if (word === null) return { message: 'a key in double quotes is missing here', offset: at, mend: null };
  const mend = replace(at, word.length, JSON.stringify(word));
  return { message: `keys stand in double quotes: "${cut(word)}"`, offset: at, mend };
};

const valueFault = (text: string, at: number, open: '[' | '{' | null): SyntaxFault => {
  if (text[at] === ',') {
    const message = 'one comma too many, or a value is missing before it';
    return { message, offset: at, mend: open === '[' ? drop(at) : put(at, 'null', false) };
  }
  if (text[at] === ':') return { message: 'a value is missing here, not ":"', offset: at, mend: drop(at) };
  const word = stickyMatch(WORD, text, at);
  if (word === null) return { message: `${JSON.stringify(text[at])} cannot begin a value`, offset: at, mend: null };
  const hint = WORD_HINTS.get(word);
  if (hint !== undefined) {
    const meant = /^write (true|false|null)$/.exec(hint)?.[1];
    const mend = replace(at, word.length, meant ?? 'null', meant !== undefined);
    return { message: `${word} is not a JSON value; ${hint}`, offset: at, mend };
  }
  if (/^[-+.]*[0-9]/.test(word)) {
    return { message: `${cut(word)} is not a JSON number`, offset: at, mend: replace(at, word.length, '0', false) };
  }
  const mend = replace(at, word.length, JSON.stringify(word));
  return { message: `strings stand in double quotes: "${cut(word)}"`, offset: at, mend };
};

const cut = (word: string): string => (word.length > LONGEST_QUOTE ? `${word.slice(0, LONGEST_QUOTE)}…` : word);

const literalAt = (text: string, at: number): string | null => {
  const word = stickyMatch(WORD, text, at);
  return word === 'true' || word === 'false' || word === 'null' ? word : null;
};

/** Gives the offset after a string, or what is wrong in it. */
const readString = (text: string, from: number): number | SyntaxFault => {
  for (let at = from + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code === 0x0a || code === 0x0d) {
      const message = 'the string that begins here is not closed in its line; write a line break as \\n';
      // A comma at the end of the line was meant to stand behind the string; without one it may go on in the next.
      const comma = /,[ \t]*$/.exec(text.slice(from, at))?.[0].length ?? null;
      return { message, offset: from, mend: comma === null ? null : put(at - comma, '"', false) };
    }
    if (code < 0x20) {
      const escape = code === 0x09 ? '\\t' : `\\u${code.toString(16).padStart(4, '0')}`;
      const message = `a control character in a string; write it as ${escape}`;
      return { message, offset: at, mend: replace(at, 1, escape) };
    }
    if (code !== 0x5c) continue;
    const escape = stickyMatch(ESCAPE, text, at);
    if (escape === null) {
      const message = 'JSON has no such escape; a backslash itself is written \\\\';
      return { message, offset: at, mend: put(at, '\\', false) };
    }
    at += escape.length - 1;
  }
  return { message: 'the string that begins here is never closed', offset: from, mend: null };
};
