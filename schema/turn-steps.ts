/** Makes another document of one, step by step. Looks only at what has the right form. */
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { isJsonList } from './json-list.ts';
import { pointerTo } from './pointer.ts';

type Turn<T extends Json> = (value: T, pointer: string) => Json;

export const turnMembers = (object: JsonObject, turn: (member: Json, key: string) => Json): JsonObject =>
  Object.fromEntries(Object.entries(object).map(([key, member]) => [key, turn(member, key)]));

export const turnList = (list: Json, pointer: string, turn: Turn<Json>): Json =>
  isJsonList(list) ? list.map((item, at) => turn(item, pointerTo(pointer, at))) : list;

const turnStep = (step: Json, pointer: string, turn: Turn<JsonObject>): Json => {
  if (!isJsonObject(step)) return step;
  const turned = turn(step, pointer);
  if (!isJsonObject(turned) || !('steps' in turned)) return turned;
  const inside = turnList(turned['steps'] ?? null, `${pointer}/steps`, (inner, at) => turnStep(inner, at, turn));
  return { ...turned, steps: inside };
};

/** The same document with what becomes of each step, those in bodies included. */
export const turnSteps = (document: Json, turn: Turn<JsonObject>): Json =>
  isJsonObject(document)
    ? turnMembers(document, (member, key) =>
        key === 'steps' || key === 'finally'
          ? turnList(member, pointerTo('', key), (step, pointer) => turnStep(step, pointer, turn))
          : member,
      )
    : document;
