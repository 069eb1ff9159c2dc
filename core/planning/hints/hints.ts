/** What of a sound definition is hardly what its author meant. Hints, by the form of scripts: nothing is refused for them. */
import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import type { ToolId } from '../../id.ts';
import type { Step, Workstream } from '../../workstream.ts';
import { testedForTruth } from '../expressions/truths.ts';
import type { PlanProblem } from '../problem.ts';
import { bashOnly } from './bash-only.ts';
import { placedSteps } from '../../steps-within.ts';
import { scriptOf, scriptsOf, type PlacedScript } from './scripts.ts';
import { isPrinted, isPrintedFalse } from './written-outputs.ts';

/** Gives the hints; scripts are the work of `scriptTool`. */
export const hintsOf = (workstream: Workstream, scriptTool: ToolId): readonly PlanProblem[] => {
  // Of what is used is told where it was written.
  const steps = placedSteps(workstream).filter(({ isUsed }) => !isUsed);
  const scripts = new Map<string, string | null>(steps.map(({ step }) => [step.id, scriptOf(step, scriptTool)]));
  return [
    ...scriptsOf(workstream, scriptTool)
      .filter(({ isUsed }) => !isUsed)
      .flatMap(bashIn),
    ...steps.flatMap(({ step, pointer }) => [
      ...typedOutputs(step, pointer, scripts.get(step.id) ?? null),
      ...textConditions(step, pointer, scripts),
    ]),
  ];
};

const hint = (code: string, message: string, pointer: string, within: number | null = null): PlanProblem => ({
  ...{ code, message, pointer, within },
});

const TAKE_BASH = 'take bash for the step: with: { shell: bash }';
/** Where no shell can be named. */
const CALL_BASH = 'put it into a script of bash, and call that';

const bashIn = ({ script, pointer, shell }: PlacedScript): readonly PlanProblem[] => {
  if (shell === 'bash') return [];
  const advice = shell === null ? CALL_BASH : TAKE_BASH;
  return bashOnly(script).map(({ name, offset }) =>
    hint('bash-in-sh', `${name} is bash, which sh need not understand; ${advice}`, pointer, offset),
  );
};

/** Types that no text has. */
const NO_TEXT: ReadonlySet<string> = new Set(['number', 'integer', 'boolean', 'object', 'array', 'null']);

const typesOf = (schema: JsonObject | null, name: string): readonly string[] => {
  const properties = schema?.['properties'] ?? null;
  const property = isJsonObject(properties) && Object.hasOwn(properties, name) ? (properties[name] ?? null) : null;
  const type = isJsonObject(property) ? (property['type'] ?? null) : null;
  return [type].flat().filter((word: Json) => typeof word === 'string');
};

const typedOutputs = (step: Step, pointer: string, script: string | null): readonly PlanProblem[] => {
  const properties = step.outputs?.['properties'] ?? null;
  if (script === null || !isJsonObject(properties)) return [];
  return Object.keys(properties).flatMap((name) => {
    const types = typesOf(step.outputs, name);
    if (types.length === 0 || !types.every((type) => NO_TEXT.has(type)) || !isPrinted(script, name)) return [];
    const message = `the script writes ${name}=…, which is text, and this asks for ${types.join(' or ')}; ${asJson(name)}`;
    const escaped = name.replaceAll('~', '~0').replaceAll('/', '~1');
    return [hint('output-is-text', message, `${pointer}/outputs/properties/${escaped}/type`)];
  });
};

const asJson = (name: string): string => `write JSON: echo '{"${name}": …}' > "$WS_OUTPUT", or ask for string`;

const textConditions = (
  step: Step,
  pointer: string,
  scripts: ReadonlyMap<string, string | null>,
): readonly PlanProblem[] => {
  if (step.condition === null) return [];
  return testedForTruth(step.condition).flatMap(({ step: id, output }) => {
    const script = scripts.get(id) ?? null;
    if (script === null || !isPrintedFalse(script, output)) return [];
    const name = `steps.${id}.outputs.${output}`;
    const message = `${name} is text where the script writes ${output}=…, and the text "false" is true as well; write ${name} == 'true'`;
    return [hint('text-is-true', message, `${pointer}/if`)];
  });
};
