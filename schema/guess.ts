/** Guesses the value that was meant. */
import type { ErrorObject } from 'ajv';
import { nearest } from '../core/planning/nearest.ts';
import { choicesOf, schemaOf, type Schema } from './wording.ts';

const LONGEST_ID = 64;

/** Gives the JSON text of the value that was probably meant; null where nobody can know. */
export const rightValue = (error: ErrorObject): string | null => {
  const value: unknown = error.data;
  const schema = schemaOf(error);
  const guess = guessValue(value, schema, error.schemaPath.startsWith('#/definitions/duration/'));
  return guess === null ? null : JSON.stringify(guess);
};

const guessValue = (value: unknown, schema: Schema, isDuration: boolean): string | number | boolean | null => {
  if (isDuration) return guessDuration(value);
  if (typeof value !== 'string') return null;
  const choices = choicesOf(schema);
  const names = choices.filter((choice) => typeof choice === 'string');
  if (names.length > 0) return nearest(value, names);
  const types = [schema['type']].flat();
  if (types.includes('boolean') && /^(?:true|yes|on|false|no|off)$/i.test(value))
    return /^(?:true|yes|on)$/i.test(value);
  const wantsNumber = types.includes('number') || types.includes('integer') || choices.includes(1);
  if (wantsNumber && /^\d{1,15}(?:\.\d+)?$/.test(value)) return Number(value);
  return guessId(value, schema['pattern']);
};

const guessDuration = (value: unknown): string | null => {
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return `${value}s`;
  if (typeof value !== 'string') return null;
  const [, amount, unit] =
    /^\s*(\d{1,12})\s*(ms|millis|s|secs?|m|mins?|h|hrs?|d|milliseconds?|seconds?|minutes?|hours?|days?|)\s*$/i.exec(
      value,
    ) ?? [];
  if (amount === undefined || unit === undefined) return null;
  const short = unit.toLowerCase().startsWith('ms') || unit.toLowerCase().startsWith('milli') ? 'ms' : unit.charAt(0);
  return amount + (short.toLowerCase() || 's');
};

/** An id with the characters that no id has taken out, if that makes one. */
const guessId = (value: string, pattern: unknown): string | null => {
  if (typeof pattern !== 'string' || value.length > LONGEST_ID) return null;
  const right = new RegExp(pattern, 'u');
  // Only ids and names refuse a space and take a hyphen.
  if (right.test('a b') || right.test('a/b') || !right.test('a-b')) return null;
  const dashed = value
    .trim()
    .replaceAll(/[^A-Za-z0-9_-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return [dashed, dashed.toLowerCase()].find((id) => right.test(id)) ?? null;
};
