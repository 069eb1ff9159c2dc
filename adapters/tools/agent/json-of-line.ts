/** Looks into what a CLI prints, which may be anything. */
import { isJsonObject, jsonOf, type Json, type JsonObject } from '../../../core/json.ts';

/** The document of a line; null where it is no JSON object. */
export const documentOf = (line: string): JsonObject | null => {
  if (!line.startsWith('{')) return null;
  const value = jsonOf(line);
  return isJsonObject(value) ? value : null;
};

/** A member that is an object; an empty one where it is none. */
export const objectIn = (value: JsonObject, key: string): JsonObject => {
  const member = value[key];
  return isJsonObject(member) ? member : {};
};

/** The members of a list that are objects; none where it is no list. */
export const objectsIn = (value: JsonObject, key: string): readonly JsonObject[] => {
  const member = value[key];
  return Array.isArray(member) ? member.filter((each: Json) => isJsonObject(each)) : [];
};

/** A member that is a text; the empty string where it is none. */
export const textIn = (value: JsonObject, key: string): string => {
  const member = value[key];
  return typeof member === 'string' ? member : '';
};

/** A member that is a number; null where it is none. */
export const numberIn = (value: JsonObject, key: string): number | null => {
  const member = value[key];
  return typeof member === 'number' && Number.isFinite(member) ? member : null;
};
