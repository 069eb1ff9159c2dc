/** Says where a text stops being JSON, and what its author probably meant. Reads on a stack of its own: no recursion. */

export type SyntaxFault = { readonly message: string; readonly offset: number };

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
    if (char === undefined) return textEnded(text, open.at(-1) ?? null, at);
    const strange = strangeCharacter(text, at);
    if (strange !== null) return { message: strange, offset: at };
    if (char === ']' || char === '}') {
      const fault = closingFault({ char, expecting, open: open.at(-1) ?? null, commaAt, at });
      if (fault !== null) return fault;
      open.pop();
      at += 1;
      expecting = open.length === 0 ? 'nothing' : 'comma-or-end';
    } else if (expecting === 'nothing') {
      return { message: 'the document ended before this; there may be only one value', offset: at };
    } else if (expecting === 'colon') {
      if (char !== ':') return { message: `":" is missing after the key`, offset: at };
      expecting = 'value';
      at += 1;
    } else if (expecting === 'comma-or-end') {
      if (char !== ',') return { message: `"," is missing before this`, offset: at };
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
      if (word === null) return valueFault(text, at);
      at += word.length;
      expecting = open.length === 0 ? 'nothing' : 'comma-or-end';
    }
  }
};

const textEnded = (text: string, open: '[' | '{' | null, at: number): SyntaxFault => {
  if (text.trim() === '') return { message: 'the file is empty', offset: 0 };
  const missing = open === '{' ? '"}" is missing' : open === '[' ? '"]" is missing' : 'a value is missing';
  return { message: `the file ends too early: ${missing}`, offset: at };
};

const strangeCharacter = (text: string, at: number): string | null => {
  const char = text[at];
  if (text.startsWith('//', at) || text.startsWith('/*', at) || char === '#') {
    return 'JSON has no comments; take it out, or write the workstream in YAML (.yaml)';
  }
  if (char === "'") return `strings stand in double quotes ("), not in single ones (')`;
  if (char === '`' || char === '“' || char === '”') return 'strings stand in double quotes (")';
  return null;
};

type Closing = {
  readonly char: ']' | '}';
  readonly expecting: Expecting;
  readonly open: '[' | '{' | null;
  readonly commaAt: number;
  readonly at: number;
};

const closingFault = ({ char, expecting, open, commaAt, at }: Closing): SyntaxFault | null => {
  if (open === null) return { message: `"${char}" closes nothing`, offset: at };
  const closes = open === '[' ? ']' : '}';
  if (char !== closes) return { message: `"${closes}" is missing before this "${char}"`, offset: at };
  if (expecting === 'key') return { message: 'a comma after the last member; take it out', offset: commaAt };
  if (expecting === 'colon') return { message: '":" and a value are missing after the key', offset: at };
  if (expecting !== 'value') return null;
  return char === ']'
    ? { message: 'a comma after the last item; take it out', offset: commaAt }
    : { message: 'a value is missing before this', offset: at };
};

const keyFault = (text: string, at: number): SyntaxFault => {
  if (text[at] === ',') return { message: 'one comma too many', offset: at };
  const word = stickyMatch(WORD, text, at);
  const wanted =
    word === null ? 'a key in double quotes is missing here' : `keys stand in double quotes: "${cut(word)}"`;
  return { message: wanted, offset: at };
};

const valueFault = (text: string, at: number): SyntaxFault => {
  if (text[at] === ',') return { message: 'one comma too many, or a value is missing before it', offset: at };
  if (text[at] === ':') return { message: 'a value is missing here, not ":"', offset: at };
  const word = stickyMatch(WORD, text, at);
  if (word === null) return { message: `${JSON.stringify(text[at])} cannot begin a value`, offset: at };
  const hint = WORD_HINTS.get(word);
  if (hint !== undefined) return { message: `${word} is not a JSON value; ${hint}`, offset: at };
  if (/^[-+.]*[0-9]/.test(word)) return { message: `${cut(word)} is not a JSON number`, offset: at };
  return { message: `strings stand in double quotes: "${cut(word)}"`, offset: at };
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
      return {
        message: 'the string that begins here is not closed in its line; write a line break as \\n',
        offset: from,
      };
    }
    if (code < 0x20) {
      const escape = code === 0x09 ? '\\t' : `\\u${code.toString(16).padStart(4, '0')}`;
      return { message: `a control character in a string; write it as ${escape}`, offset: at };
    }
    if (code !== 0x5c) continue;
    const escape = stickyMatch(ESCAPE, text, at);
    if (escape === null) return { message: 'JSON has no such escape; a backslash itself is written \\\\', offset: at };
    at += escape.length - 1;
  }
  return { message: 'the string that begins here is never closed', offset: from };
};
