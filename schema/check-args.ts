/** Says where the words of a script (`args`) are nobody's. Looks only at what has the right form. */
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { isJsonList } from './json-list.ts';
import { pointerTo } from './pointer.ts';
import type { Problem } from './problem.ts';

/** `"$@"`, `$1`, `shift`, `getopts`, or a `for name` that goes through them unsaid. */
const USES_WORDS = /\$\{?#?[@*#1-9]|\bshift\b|\bgetopts\b|\bfor\s+\w+\s*(?:;|\n|do\b)/;

/** Gives the problems of the `args` of a step, and of what it falls back to or is undone by. */
export const checkArgs = (step: JsonObject, pointer: string): readonly Problem[] => {
  const { fallback, compensate } = step;
  const holders: readonly (readonly [Json, string])[] = [
    [step, pointer],
    ...(isJsonList(fallback) ? fallback : []).map((way, at) => [way, pointerTo(`${pointer}/fallback`, at)] as const),
    [compensate ?? null, `${pointer}/compensate`],
  ];
  return holders.flatMap(([holder, at]) => (isJsonObject(holder) ? problemsOf(holder, `${at}/args`) : []));
};

const problemsOf = ({ args, run, tool }: JsonObject, pointer: string): readonly Problem[] => {
  if (args === undefined) return [];
  if (run === undefined && tool !== undefined) {
    const message = '"args" are the words of a script and stand beside "run"; a tool is given what it takes in "with"';
    return [{ code: 'conflicting-keys', message, pointer, place: 'key' }];
  }
  if (typeof run !== 'string' || USES_WORDS.test(run)) return [];
  const message = 'the script does not use its words: "args" stand in "$@", as in: prettier --check "$@"';
  return [{ code: 'unused-args', message, pointer, place: 'key' }];
};
