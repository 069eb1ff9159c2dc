/** From the normalised workstream back to what its author wrote. */
import { isJsonObject, type Json } from '../core/json.ts';
import { isJsonList } from './json-list.ts';
import { keysOf, pointerTo } from './pointer.ts';

/** Gives the pointer of that part of a document which became the part at `pointer`; the nearest where there is none. */
export const writtenPointer = (written: Json, pointer: string): string => {
  const keys = keysOf(pointer);
  const step = stepIn(keys);
  if (step !== null && keys.length > step.length) {
    return ofStep(written, pointer, step.reduce<string>(pointerTo, ''), keys.slice(step.length));
  }
  return nearestPointer(written, pointer);
};

/** The keys that lead to the innermost step that a pointer goes through; null where it goes through none. */
const stepIn = (keys: readonly string[]): readonly string[] | null => {
  if (keys.length < 2 || (keys[0] !== 'steps' && keys[0] !== 'finally')) return null;
  let end = 2;
  while (keys[end] === 'steps' && keys[end + 1] !== undefined) end += 2;
  return keys.slice(0, end);
};

const ofStep = (written: Json, pointer: string, step: string, rest: readonly string[]): string => {
  const places = [pointer];
  // Short for `foreach: { matrix: … }`.
  if (rest[0] === 'foreach' && rest[1] === 'matrix') places.push(rest.slice(1).reduce<string>(pointerTo, step));
  // Short for `foreach: { items: … }`.
  if (rest[0] === 'foreach' && rest[1] === 'items')
    places.push(['foreach', ...rest.slice(2)].reduce<string>(pointerTo, step));

  // One need, in no list.
  if (rest[0] === 'needs' && rest.length === 2) places.push(`${step}/needs`);
  // The script of `tool: shell`.
  if (rest[0] === 'run') places.push(`${step}/with/run`);
  // What a step waits for, by the tool that does so.
  if (rest[0] === 'with') places.push(['on', ...rest.slice(1)].reduce<string>(pointerTo, step));
  // The words of a script stand beside it.
  const at = rest.indexOf('with');
  if (at !== -1 && rest[at + 1] === 'args') places.push(rest.toSpliced(at, 1).reduce<string>(pointerTo, step));
  places.push(rest.reduce<string>(pointerTo, '/defaults'));
  const place = places.find((candidate) => nearestPointer(written, candidate) === candidate);
  return place ?? nearestPointer(written, pointer);
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
