/** Reads a JSON text. */
import type { Json } from '../core/json.ts';
import { DEEPEST, type Reading } from './document.ts';
import { isJsonList } from './json-list.ts';
import { locateInJson, measureJson, numeralsByPointer, repeatedKeys } from './json-text.ts';
import type { Mended } from './json-mend.ts';
import { duplicateKey, type Problem } from './problem.ts';

/** Reads a JSON text; finds wrong syntax, equal keys in one object, and lists and objects too deep in each other. */
export const readJson = async (written: string): Promise<Reading> => {
  // A byte order mark is white space to everybody but JSON.parse; a space keeps all offsets.
  const text = written.startsWith('\uFEFF') ? ` ${written.slice(1)}` : written;
  const { members, numerals, tooDeepAt } = measureJson(text, DEEPEST);
  if (tooDeepAt !== null) {
    const message = `lists and objects stand in each other more than ${DEEPEST} deep`;
    return failed({ code: 'too-deep', message, pointer: '', place: { offset: tooDeepAt } });
  }
  const value = parse(text);
  if (value === undefined) {
    const { mendJson } = await import('./json-mend.ts');
    return mendedReading(mendJson(text));
  }
  const words = numerals.length === 0 ? null : numeralsByPointer(text, numerals);
  return {
    document: {
      value,
      root: '',
      locate: (spots) => locateInJson(text, spots),
      written: words === null ? null : (pointer): string | null => words.get(pointer) ?? null,
    },
    // An object keeps one of two equal keys, so only then are there fewer members than colons.
    problems:
      countMembers(value) === members
        ? []
        : repeatedKeys(text).map(({ key, pointer, offset }) => duplicateKey(key, pointer, offset)),
  };
};

/** What could be read of a text once its syntax was mended, with places in the text as it was. */
const mendedReading = ({ faults, text, origin }: Mended): Reading => {
  const problems: readonly Problem[] = faults.map(({ message, offset }) => ({
    ...{ code: 'json-syntax', message, pointer: '', place: { offset } },
  }));
  const value = text === null ? undefined : parse(text);
  if (text === null || value === undefined) return { document: null, problems };
  return {
    document: { value, root: '', locate: (spots) => locateInJson(text, spots).map(origin), written: null },
    problems,
  };
};

const failed = (problem: Problem): Reading => ({ document: null, problems: [problem] });

const parse = (text: string): Json | undefined => {
  try {
    // The cast cannot lie: JSON.parse makes nothing else.
    return JSON.parse(text) as Json;
  } catch {
    // Its message differs from one Node to the next, and has no line.
    return undefined;
  }
};

const countMembers = (value: Json): number => {
  if (value === null || typeof value !== 'object') return 0;
  if (isJsonList(value)) return value.reduce<number>((sum, item) => sum + countMembers(item), 0);
  let count = 0;
  for (const member of Object.values(value)) count += 1 + countMembers(member);
  return count;
};
