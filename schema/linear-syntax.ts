/** Says a regular expression of JavaScript (flag `u`) in the syntax of the linear engine, or what in it cannot be said. */

/** What an engine that never goes back does not have, in the author's words. */
export type LinearSyntax = { readonly text: string } | { readonly refused: string };

const SPACES = String.raw`\t-\r \x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}\x{FEFF}`;
const NO_SPACES = String.raw`\x{0}-\x{8}\x{E}-\x{1F}!-\x{9F}\x{A1}-\x{167F}\x{1681}-\x{1FFF}\x{200B}-\x{2027}\x{202A}-\x{202E}\x{2030}-\x{205E}\x{2060}-\x{2FFF}\x{3001}-\x{FEFE}\x{FF00}-\x{10FFFF}`;
const ANY = String.raw`\x{0}-\x{10FFFF}`;
const NO_LINE_END = String.raw`[^\n\r\x{2028}\x{2029}]`;

/** One escape: a single character, a set of them as it stands in a class, a place between two, or what there is not. */
const ESCAPE =
  /\\(?:u\{([0-9a-f]+)\}|u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})|u([0-9a-f]{4})|x([0-9a-f]{2})|c([a-z])|([pP])\{([^}]*)\}|(k<[^>]*>|[1-9]\d*)|([\s\S]))/iuy;

const CONTROLS: Readonly<Record<string, number>> = { 0: 0, t: 9, n: 10, v: 11, f: 12, r: 13 };

/** The short names of general categories, which are all that the engine knows, by the long ones. */
const CATEGORIES: Readonly<Record<string, string>> = {
  ...{ Letter: 'L', Cased_Letter: 'LC', Uppercase_Letter: 'Lu', Lowercase_Letter: 'Ll', Titlecase_Letter: 'Lt' },
  ...{ Modifier_Letter: 'Lm', Other_Letter: 'Lo', Mark: 'M', Nonspacing_Mark: 'Mn', Spacing_Mark: 'Mc' },
  ...{ Enclosing_Mark: 'Me', Number: 'N', Decimal_Number: 'Nd', Letter_Number: 'Nl', Other_Number: 'No' },
  ...{ Punctuation: 'P', Connector_Punctuation: 'Pc', Dash_Punctuation: 'Pd', Open_Punctuation: 'Ps' },
  ...{ Close_Punctuation: 'Pe', Initial_Punctuation: 'Pi', Final_Punctuation: 'Pf', Other_Punctuation: 'Po' },
  ...{ Symbol: 'S', Math_Symbol: 'Sm', Currency_Symbol: 'Sc', Modifier_Symbol: 'Sk', Other_Symbol: 'So' },
  ...{ Separator: 'Z', Space_Separator: 'Zs', Line_Separator: 'Zl', Paragraph_Separator: 'Zp' },
  ...{ Other: 'C', Control: 'Cc', Format: 'Cf', Private_Use: 'Co', Surrogate: 'Cs' },
};

type Escape =
  | { readonly kind: 'character'; readonly point: number }
  | { readonly kind: 'set'; readonly text: string }
  | { readonly kind: 'boundary'; readonly text: string }
  | { readonly kind: 'refused'; readonly what: string };

const property = (letter: string, written: string): Escape => {
  const [left = '', right] = written.split('=');
  if (right === undefined && left === 'Any') return { kind: 'set', text: letter === 'p' ? ANY : '' };
  const isScript = /^(?:Script|sc)$/.test(left);
  if (right !== undefined && !isScript && !/^(?:General_Category|gc)$/.test(left))
    return { kind: 'refused', what: `the property ${written}` };
  const name = right ?? left;
  return { kind: 'set', text: `\\${letter}{${isScript ? name : (CATEGORIES[name] ?? name)}}` };
};

const pointOf = (character: string): number => character.codePointAt(0) ?? 0;

const escapeAt = (pattern: string, at: number): { readonly escape: Escape; readonly end: number } => {
  ESCAPE.lastIndex = at;
  const found = ESCAPE.exec(pattern);
  const [whole = '\\', braced, high, low, four, two, control, letter, name, back, other = '\\'] = found ?? [];
  const end = at + whole.length;
  const character = (point: number) => ({ escape: { kind: 'character', point } as const, end });
  const hex = braced ?? four ?? two;
  if (hex !== undefined) return character(Number.parseInt(hex, 16));
  if (high !== undefined && low !== undefined)
    return character(pointOf(String.fromCharCode(Number.parseInt(high, 16), Number.parseInt(low, 16))));
  if (control !== undefined) return character(pointOf(control) % 32);
  if (letter !== undefined) return { escape: property(letter, name ?? ''), end };
  if (back !== undefined) return { escape: { kind: 'refused', what: `the back-reference \\${back}` }, end };
  if (other === 's') return { escape: { kind: 'set', text: SPACES }, end };
  if (other === 'S') return { escape: { kind: 'set', text: NO_SPACES }, end };
  if (/[dDwW]/.test(other)) return { escape: { kind: 'set', text: `\\${other}` }, end };
  if (/[bB]/.test(other)) return { escape: { kind: 'boundary', text: `\\${other}` }, end };
  return character(CONTROLS[other] ?? pointOf(other));
};

const literal = (point: number): string => {
  const text = String.fromCodePoint(point);
  return /[A-Za-z0-9]/.test(text) ? text : `\\x{${point.toString(16).toUpperCase()}}`;
};

type Part = { readonly text: string; readonly end: number } | { readonly refused: string };

/** A class, from behind its `[`. In it every character stands for itself but `\`, `-` and `]`. */
const classAt = (pattern: string, start: number): Part => {
  const isNegated = pattern.charAt(start) === '^';
  let at = isNegated ? start + 1 : start;
  let members = '';
  while (at < pattern.length && pattern.charAt(at) !== ']') {
    if (pattern.charAt(at) === '\\') {
      const { escape, end } = escapeAt(pattern, at);
      if (escape.kind === 'refused') return { refused: escape.what };
      at = end;
      // `\b` in a class is the backspace.
      members += escape.kind === 'set' ? escape.text : literal(escape.kind === 'boundary' ? 8 : escape.point);
    } else {
      const point = pattern.codePointAt(at) ?? 0;
      at += String.fromCodePoint(point).length;
      members += literal(point);
    }
    // A hyphen between two members is a range: with the flag `u` neither of them can be a set.
    if (pattern.charAt(at) === '-' && pattern.charAt(at + 1) !== ']' && !isAfterRange(members)) {
      members += '-';
      at += 1;
    }
  }
  if (members === '') return { text: isNegated ? `[${ANY}]` : `[^${ANY}]`, end: at + 1 };
  return { text: `[${isNegated ? '^' : ''}${members}]`, end: at + 1 };
};

const MEMBER = String.raw`(?:[A-Za-z0-9]|\\x\{[0-9A-F]+\})`;
const RANGE_END = new RegExp(`${MEMBER}-${MEMBER}$`);
/** Whether what was written last closed a range: a hyphen behind it is one that is meant. */
const isAfterRange = (members: string): boolean => RANGE_END.test(members.slice(-24));

/** What opens a group; what it holds is asked for by its name or not at all, so that no other captures. */
const groupAt = (pattern: string, at: number, keepsNames: boolean): Part => {
  const [opening = '(', look, name, flags] =
    /^\((?:\?(?:(<?[=!])|<([^>]*)>|([a-z-]*):))?/.exec(pattern.slice(at, at + 200)) ?? [];
  if (look !== undefined) return { refused: `the look-around (?${look}…)` };
  if (name !== undefined && keepsNames) return { text: `(?<${name}>`, end: at + opening.length };
  return { text: flags === undefined ? '(?:' : `(?${flags}:`, end: at + opening.length };
};

const outsideOf = (escape: Exclude<Escape, { kind: 'refused' }>): string => {
  if (escape.kind === 'character') return literal(escape.point);
  if (escape.kind === 'boundary') return escape.text;
  return escape.text === '' ? `[^${ANY}]` : `[${escape.text}]`;
};

const partAt = (pattern: string, at: number, keepsNames: boolean): Part => {
  const character = pattern.charAt(at);
  if (character === '[') return classAt(pattern, at + 1);
  if (character === '(') return groupAt(pattern, at, keepsNames);
  if (character === '.') return { text: NO_LINE_END, end: at + 1 };
  if (character !== '\\') return { text: character, end: at + 1 };
  const { escape, end } = escapeAt(pattern, at);
  return escape.kind === 'refused' ? { refused: escape.what } : { text: outsideOf(escape), end };
};

/** Takes a pattern that JavaScript has taken. `keepsNames`: groups that have names keep them, and can be asked for. */
export const toLinear = (pattern: string, keepsNames = false): LinearSyntax => {
  let text = '';
  for (let at = 0; at < pattern.length; ) {
    const part = partAt(pattern, at, keepsNames);
    if ('refused' in part) return part;
    text += part.text;
    at = part.end;
  }
  return { text };
};
