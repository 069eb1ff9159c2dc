/** The keyword `uniqueItems`, in linear time: the compiler's own compares each item with each other one. */
import type { FuncKeywordDefinition, SchemaValidateFunction } from 'ajv';

/** Equal for equal values, whatever the order of their keys. */
const canonical = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`);
  return `{${members.sort().join()}}`;
};

/** The keyword; `spend` is told how many characters have been compared, and throws where they are too many. */
export const uniqueItems = (spend: (characters: number) => void): FuncKeywordDefinition => {
  const validate: SchemaValidateFunction = (isAsked: boolean, items: readonly unknown[]) => {
    if (!isAsked) return true;
    const seen = new Map<string, number>();
    for (let place = items.length - 1; place >= 0; place -= 1) {
      const text = canonical(items[place]);
      spend(text.length);
      const twin = seen.get(text);
      if (twin === undefined) {
        seen.set(text, place);
        continue;
      }
      const message = `must NOT have duplicate items (items ## ${twin} and ${place} are identical)`;
      validate.errors = [{ keyword: 'uniqueItems', message, params: { i: place, j: twin } }];
      return false;
    }
    return true;
  };
  return { keyword: 'uniqueItems', type: 'array', schemaType: 'boolean', errors: true, validate };
};
