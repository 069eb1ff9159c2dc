/** What of a shipped workstream is set anew so that it fits a project. */
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import type { Edit } from '../../../schema/with-values.ts';
import { bestOfSteps, type Contender } from './best-of.ts';

/** What is known of a project, and of the machine. */
export type Fit = {
  /** The command that must succeed in it; null where there is none to be seen. */
  readonly check: string | null;
  /** What makes a fresh worktree ready, and what of that git ignores; null where nothing must be done. */
  readonly setup: { readonly run: string; readonly leaves: readonly string[] } | null;
  /** The command that writes the version where the project keeps it. */
  readonly set: string;
  /** From the top of the repository; empty at the top. */
  readonly cwd: string;
  /** The coding CLIs that can be used here, the best first. */
  readonly agents: readonly Contender[];
};

const given = (name: string, value: string): readonly Edit[] => [
  [['inputs', name, 'required'], undefined],
  [['inputs', name, 'default'], value],
];

/** Whoever asks for a capability is given the best tool that there is. */
const chosen = (step: Json, path: readonly (string | number)[], [best]: Fit['agents']): readonly Edit[] => {
  if (!isJsonObject(step) || best === undefined) return [];
  const inside = Array.isArray(step['steps'])
    ? step['steps'].flatMap((inner: Json, at) => chosen(inner, [...path, 'steps', at], [best]))
    : [];
  if (step['requires'] === undefined) return inside;
  return [
    [[...path, 'requires'], undefined],
    [[...path, 'tool'], best.tool],
    ...(best.secrets.length === 0 ? [] : [[[...path, 'secrets'], best.secrets] as const]),
    ...inside,
  ];
};

/** `document`: the shipped one. What is not known of the project stays as it is there. */
export const fittedTo = (document: JsonObject, fit: Fit): readonly Edit[] => {
  const { inputs, steps } = document;
  const asks = (name: string): boolean => isJsonObject(inputs) && inputs[name] !== undefined;
  const isBestOf = document['x-steps'] !== undefined;
  // Who installs by a step of its own needs no worktree that is ready.
  const isPrepared = JSON.stringify(steps ?? []).includes('"leaves"');
  return [
    [['$schema'], undefined],
    ...(asks('check') && fit.check !== null ? given('check', fit.check) : []),
    ...(asks('set') ? given('set', fit.set) : []),
    ...(fit.cwd === '' ? [] : [[['defaults', 'cwd'], fit.cwd] as const]),
    ...(!isPrepared && fit.setup !== null
      ? [[['worktree'], { setup: fit.setup.run, keep: fit.setup.leaves }] as const]
      : []),
    ...(Array.isArray(steps) ? steps.flatMap((step: Json, at) => chosen(step, ['steps', at], fit.agents)) : []),
    ...(isBestOf && fit.agents.length > 1
      ? [[['x-steps'], undefined] as const, [['steps'], bestOfSteps(steps, fit.agents)] as const]
      : []),
  ];
};

/** The inputs that must be given, with what they are. */
export const askedOf = ({ inputs }: JsonObject): readonly string[] =>
  isJsonObject(inputs)
    ? Object.entries(inputs).flatMap(([name, input]) =>
        isJsonObject(input) && input['required'] === true ? [name] : [],
      )
    : [];
