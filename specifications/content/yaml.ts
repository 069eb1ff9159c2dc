/** Reads YAML with positions; loads the parser only where the text needs one. */
import { isJsonObject, type Json } from '../../core/json.ts';
import { messageOf } from '../../core/thrown.ts';

export type Place = { readonly line: number; readonly column: number };

export type YamlReading =
  | {
      readonly ok: true;
      readonly value: unknown;
      /** Place of the value at a path of keys and indices, or of the nearest parent that exists. */
      readonly place: (path: readonly (string | number)[]) => Place;
    }
  | ({ readonly ok: false; readonly message: string } & Place);

export type ReadYaml = (text: string) => YamlReading;

const flatLine = /^([A-Za-z_][A-Za-z0-9_]*): ([A-Za-z][A-Za-z0-9_.-]*|\d{4}-\d{2}-\d{2})$/;

/**
 * Reads a text of plain `key: word` lines, comments and blank lines, as most metadata files are; null for
 * anything that needs a real parser.
 */
export const readFlatYaml: (text: string) => YamlReading | null = (text) => {
  const value: Record<string, Json> = {};
  const lines = new Map<string, Place>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '' || line.startsWith('#')) continue;
    const found = flatLine.exec(line);
    const key = found?.[1];
    const word = found?.[2];
    if (key === undefined || word === undefined || lines.has(key) || key === '__proto__') return null;
    const isTruth = word === 'true' || word === 'false';
    if (!isTruth && /^(?:true|false|null)$/i.test(word)) return null;
    value[key] = isTruth ? word === 'true' : word;
    lines.set(key, { line: index + 1, column: key.length + 3 });
  }
  if (lines.size === 0) return null;
  return { ok: true, value, place: ([key]) => lines.get(String(key)) ?? { line: 1, column: 1 } };
};

/** Loads the YAML parser. Its readings never throw: a text that is no YAML is a reading that is not ok. */
export const loadYaml = async (): Promise<ReadYaml> => {
  const { LineCounter, isNode, parseDocument } = await import('./yaml-parser.ts');
  return (text) => {
    const counter = new LineCounter();
    const placeAt = (offset: number): Place => {
      const { line, col } = counter.linePos(offset);
      return { line: Math.max(line, 1), column: Math.max(col, 1) };
    };
    const document = parseDocument(text, { lineCounter: counter, logLevel: 'silent' });
    const problem = document.errors[0];
    if (problem !== undefined) {
      // The parser ends its sentence with the place, which stands beside the message already.
      const message = (problem.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '');
      return { ok: false, message, ...placeAt(problem.pos[0]) };
    }
    try {
      const value: unknown = document.toJS();
      const place = (path: readonly (string | number)[]): Place => {
        for (let length = path.length; length >= 0; length--) {
          const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
          if (isNode(node) && node.range) return placeAt(node.range[0]);
        }
        return { line: 1, column: 1 };
      };
      return { ok: true, value, place };
    } catch (error) {
      // An alias bomb or a bad reference shows only when values are made.
      return { ok: false, message: messageOf(error), line: 1, column: 1 };
    }
  };
};

/** A reader that takes the short way where it can; `slow` is the loaded parser. */
export const yamlReader =
  (slow: ReadYaml): ReadYaml =>
  (text) =>
    readFlatYaml(text) ?? slow(text);

/** What a value is called in a message about it. */
export const kindOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'number' && Number.isNaN(value) ? 'NaN' : typeof value;
};

/** The value's own entries when it is a mapping; none otherwise. */
export const entriesOf = (value: unknown): readonly (readonly [string, unknown])[] =>
  isJsonObject(value) ? Object.entries(value) : [];

/** One field of a mapping; undefined where there is no such field. Inherited names are no fields. */
export const fieldOf = (value: unknown, key: string): unknown =>
  isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
