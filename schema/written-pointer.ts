/** From the normalised workstream back to what its author wrote. */
import { isJsonObject, type Json } from '../core/json.ts';
import { isJsonList } from './json-list.ts';
import { keysOf, pointerTo } from './pointer.ts';

/** Gives the pointer of that part of a document which became the part at `pointer`; the nearest where there is none. */
export const writtenPointer = (written: Json, pointer: string): string => {
  const [list, index, ...rest] = keysOf(pointer);
  if ((list === 'steps' || list === 'finally') && index !== undefined && rest.length > 0) {
    const step = pointerTo(pointerTo('', list), index);
    const places = [pointer];
    // The script of `tool: shell`.
    if (rest[0] === 'run') places.push(`${step}/with/run`);
    // The words of a script stand beside it.
    const at = rest.indexOf('with');
    if (at !== -1 && rest[at + 1] === 'args') places.push(rest.toSpliced(at, 1).reduce<string>(pointerTo, step));
    places.push(rest.reduce<string>(pointerTo, '/defaults'));
    const place = places.find((candidate) => nearestPointer(written, candidate) === candidate);
    if (place !== undefined) return place;
  }
  return nearestPointer(written, pointer);
};

const nearestPointer = (written: Json, pointer: string): string => {
  let value: Json | undefined = written;
  let nearest = '';
  for (const key of keysOf(pointer)) {
    value = memberOf(value, key);
    if (value === undefined) return nearest;
    nearest = pointerTo(nearest, key);
  }
  return nearest;
};

/** Gives the part of a document at a pointer; undefined where there is none. */
export const memberAt = (written: Json, pointer: string): Json | undefined => {
  let value: Json | undefined = written;
  for (const key of keysOf(pointer)) value = value === undefined ? undefined : memberOf(value, key);
  return value;
};

const memberOf = (value: Json, key: string): Json | undefined => {
  if (isJsonList(value)) return value[Number(key)];
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
};
