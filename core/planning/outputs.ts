/** Reads what a step wrote to `$WS_OUTPUT`. */
import { isJsonObject, isTooDeep, TOO_DEEP, type Json, type JsonObject } from '../json.ts';
import { err, ok, type Result } from '../result.ts';
import { unheldIn } from '../numeral.ts';
import { messageOf } from '../thrown.ts';

export type OutputProblem = { readonly line: number; readonly message: string };

const NAME = /^[A-Za-z_][A-Za-z0-9_-]*$/;

const asJson = (text: string): Result<JsonObject, OutputProblem> => {
  try {
    const value: unknown = JSON.parse(text);
    // JSON.parse gives nothing but JSON values.
    if (!isJsonObject(value)) return err({ line: 1, message: 'the JSON must be one object' });
    if (isTooDeep(value)) return err({ line: 1, message: TOO_DEEP });
    const lost = unheldIn(text);
    if (lost === null) return ok(value);
    return err({ line: text.slice(0, lost.offset).split('\n').length, message: lost.message });
  } catch (error) {
    return err({
      line: 1,
      message: `this begins like JSON, but is not valid JSON: ${messageOf(error)}`,
    });
  }
};

const nameProblem = (name: string, line: number): OutputProblem | null => {
  if (NAME.test(name)) return null;
  const message = `"${name}" cannot be the name of an output: use letters, digits, _ and -, a letter or _ first`;
  return { line, message };
};

/**
 * The outputs in a text: lines `name=value`, GitHub's `name<<DELIMITER` … `DELIMITER` for values of several lines, or
 * one JSON object. A name that comes again wins. The error names the line, counted from 1.
 */
export const parseOutputs = (text: string): Result<JsonObject, OutputProblem> => {
  if (/^\s*\{/.test(text)) return asJson(text);
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  const outputs = new Map<string, Json>();
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line.trim() === '') continue;
    const equals = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    const isHeredoc = heredoc > 0 && (equals < 0 || heredoc < equals);
    if (!isHeredoc && equals < 0)
      return err({
        line: at + 1,
        message: `expected name=value, name<<DELIMITER or one JSON object, found "${line.slice(0, 60)}"`,
      });
    const name = line.slice(0, isHeredoc ? heredoc : equals).trim();
    const problem = nameProblem(name, at + 1);
    if (problem !== null) return err(problem);
    if (!isHeredoc) {
      outputs.set(name, line.slice(equals + 1));
      continue;
    }
    const delimiter = line.slice(heredoc + 2).trim();
    const end = delimiter === '' ? -1 : lines.indexOf(delimiter, at + 1);
    if (end < 0)
      return err({ line: at + 1, message: `the value of "${name}" has no end: a line "${delimiter}" must follow` });
    outputs.set(name, lines.slice(at + 1, end).join('\n'));
    at = end;
  }
  return ok(Object.fromEntries(outputs));
};

/** What would be right where an output is text and something else is asked for; nothing where that is not what is wrong. */
export const adviceOnLine = (
  outputs: JsonObject,
  { pointer, message }: { readonly pointer: string; readonly message: string },
): string => {
  const name = pointer.slice(1);
  const isText = Object.hasOwn(outputs, name) && typeof outputs[name] === 'string';
  if (!isText || !/ must be (?:number|integer|boolean|object|array|null)\b/.test(message)) return '';
  return `. A line ${name}=… is text; for anything else write JSON: echo '{"${name}": …}' > "$WS_OUTPUT"`;
};
