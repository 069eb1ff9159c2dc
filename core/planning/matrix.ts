/**
 * The combinations of a matrix, as GitHub Actions makes them. Source: docs.github.com, "Running variations of jobs in a
 * workflow", expanding and excluding.
 */
import { isEqualJson, isJsonObject, type Json, type JsonObject } from '../json.ts';
import { err, ok, type Result } from '../result.ts';

/** `key`: what a combination is told by, such as `os=linux,node=20`. */
export type Combination = { readonly key: string; readonly value: JsonObject };

/** What is wrong with a matrix, and where in it. */
export type MatrixProblem = { readonly pointer: string; readonly message: string };

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

/** The product of lists, the first changing slowest. */
const product = (dimensions: readonly (readonly [string, readonly Json[]])[]): readonly JsonObject[] =>
  dimensions.length === 0
    ? []
    : dimensions.reduce<readonly JsonObject[]>(
        (all, [name, values]) => all.flatMap((each) => values.map((value) => ({ ...each, [name]: value }))),
        [{}],
      );

const agrees = (combination: JsonObject, [name, value]: readonly [string, Json]): boolean =>
  Object.hasOwn(combination, name) && isEqualJson(combination[name] ?? null, value);

const entriesOf = (value: Json | undefined, name: string): Result<readonly JsonObject[], MatrixProblem> => {
  if (value === undefined || value === null) return ok([]);
  if (!isList(value)) return err({ pointer: `/${name}`, message: `${name} is not a list` });
  const wrong = value.findIndex((each) => !isJsonObject(each));
  if (wrong >= 0) return err({ pointer: `/${name}/${wrong}`, message: `${name}: entry ${wrong + 1} is not an object` });
  return ok(value.filter((each): each is JsonObject => isJsonObject(each)));
};

const shown = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

const keyOf = (combination: JsonObject, names: readonly string[]): string =>
  names.map((name) => `${name}=${shown(combination[name] ?? null)}`).join(',');

/** A combination that there was from the beginning, and what `include` has added to it. */
type Grown = { readonly original: JsonObject; added: JsonObject };

/** Adds an entry wherever it changes nothing of what was there from the beginning; whether there was any such place. */
const included = (entry: JsonObject, combinations: readonly Grown[]): boolean => {
  let isAdded = false;
  for (const combination of combinations) {
    const { original } = combination;
    const fits = Object.entries(entry).every((pair) => !Object.hasOwn(original, pair[0]) || agrees(original, pair));
    if (!fits) continue;
    combination.added = { ...combination.added, ...entry };
    isAdded = true;
  }
  return isAdded;
};

/** The combinations of a matrix whose expressions are filled in, in order; those that `include` makes come last. */
export const combinationsOf = (matrix: Json): Result<readonly Combination[], MatrixProblem> => {
  if (!isJsonObject(matrix)) return err({ pointer: '', message: 'it is not an object' });
  const { include, exclude, ...rest } = matrix;
  const dimensions: [string, readonly Json[]][] = [];
  for (const [name, values] of Object.entries(rest)) {
    if (!isList(values)) return err({ pointer: `/${name}`, message: `${name} is not a list` });
    dimensions.push([name, values]);
  }
  const names = dimensions.map(([name]) => name);
  const [more, less] = [entriesOf(include, 'include'), entriesOf(exclude, 'exclude')];
  if (!more.ok) return more;
  if (!less.ok) return less;
  for (const [at, entry] of less.value.entries()) {
    const unknown = Object.keys(entry).find((name) => !names.includes(name));
    if (unknown === undefined) continue;
    return err({
      pointer: `/exclude/${at}/${unknown}`,
      message: `exclude names "${unknown}", which is no dimension: there are ${names.join(', ') || 'none'}`,
    });
  }
  const isExcluded = (combination: JsonObject): boolean =>
    less.value.some((entry) => Object.entries(entry).every((pair) => agrees(combination, pair)));
  const combinations = product(dimensions)
    .filter((combination) => !isExcluded(combination))
    .map((original): Grown => ({ original, added: {} }));
  const made = more.value.filter((entry) => !included(entry, combinations));
  return ok([
    ...combinations.map(({ original, added }) => ({
      key: keyOf(original, names),
      value: { ...original, ...added },
    })),
    ...made.map((value) => ({ key: keyOf(value, Object.keys(value)), value })),
  ]);
};
