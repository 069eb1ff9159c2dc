/** Holds the JSON Schemas of inputs against what JSON Schemas are, and what is known of values against them. */
import type { Json } from '../core/json.ts';
import type { InputDefinition } from '../core/input-definition.ts';
import { holdsHole } from '../core/planning/expressions/holds-hole.ts';
import { wrongInputs } from '../core/planning/given-inputs.ts';
import type { PlacedStep } from '../core/steps-within.ts';
import { usedBy } from '../core/used.ts';
import type { Workstream } from '../core/workstream.ts';
import { checkJson, checkSchema } from './json-schema.ts';
import { pointerTo } from './pointer.ts';
import type { Problem } from './problem.ts';

const misfit = (value: Json, { schema = {} }: InputDefinition, pointer: string, what: string): readonly Problem[] => {
  const wrong = checkJson(schema, value);
  if (wrong === null) return [];
  const message = `${what} does not fit what the input asks: ${wrong.message}`;
  return [{ code: 'bad-value', message, pointer: `${pointer}${wrong.pointer}`, place: 'value' }];
};

const wrongDefinition = (name: string, definition: InputDefinition): readonly Problem[] => {
  const { schema, default: standard, options } = definition;
  const pointer = pointerTo('/inputs', name);
  const wrong = schema === undefined ? null : checkSchema(schema);
  if (wrong !== null)
    return [{ code: 'bad-schema', message: wrong.message, pointer: `${pointer}${wrong.pointer}`, place: 'value' }];
  return [
    ...(standard === null ? [] : misfit(standard, definition, `${pointer}/default`, '"default"')),
    ...options.flatMap((option, at) =>
      misfit(option, definition, pointerTo(`${pointer}/options`, at), `option ${JSON.stringify(option)}`),
    ),
  ];
};

/** Of what is given to a used workstream, what does not fit; what is not of its type was told by the plan. */
const wrongGifts = ({ step, pointer }: PlacedStep): readonly Problem[] => {
  const used = usedBy(step.body);
  if (used === null) return [];
  const given = { checkJson, isKnown: (value: Json) => !holdsHole(value) };
  const told = new Set(
    wrongInputs(used.inputs, used.with, { ...given, checkJson: () => null }).map(({ name }) => name),
  );
  return wrongInputs(used.inputs, used.with, given)
    .filter(({ name }) => !told.has(name))
    .map(({ name, message }) => ({
      ...{ code: 'bad-argument', message: `${used.source}: ${message}`, place: 'value' },
      pointer: pointerTo(`${pointer}/with`, name),
    }));
};

/** `placed`: the steps that are written in the document. */
export const checkInputs = (
  { inputs }: Pick<Workstream, 'inputs'>,
  placed: readonly PlacedStep[],
): readonly Problem[] => [
  ...Object.entries(inputs).flatMap(([name, definition]) => wrongDefinition(name, definition)),
  ...placed.flatMap(wrongGifts),
];
