/** Compares two states of a spec by meaning: requirements and scenarios, not lines. */
import { unreachable } from '../../../core/result.ts';
import { keyOf } from '../../content/names.ts';
import type { Requirement } from '../../content/requirement.ts';
import { parseSpec } from '../../content/spec.ts';
import { weighScenarios } from '../apply/scenario-balance.ts';

export type RequirementDiff =
  | { readonly kind: 'added'; readonly name: string }
  | { readonly kind: 'removed'; readonly name: string }
  | { readonly kind: 'renamed'; readonly name: string; readonly to: string }
  | {
      readonly kind: 'changed';
      readonly name: string;
      readonly isTextChanged: boolean;
      readonly addedScenarios: readonly string[];
      readonly removedScenarios: readonly string[];
      /** Scenarios that both have, with other steps. */
      readonly changedScenarios: readonly string[];
    };

const restOf = (block: Requirement): string => block.raw.split('\n').slice(1).join('\n').trim();

const stepsOf = ({ scenarios }: Requirement): ReadonlyMap<string, string> =>
  new Map(scenarios.map(({ name, steps }) => [name, steps.map((step) => `${step.keyword} ${step.text}`).join('\n')]));

const changedScenarios = (before: Requirement, after: Requirement): readonly string[] => {
  const now = stepsOf(after);
  return [...stepsOf(before)].flatMap(([name, steps]) => (now.has(name) && now.get(name) !== steps ? [name] : []));
};

const compare = (before: Requirement, after: Requirement): readonly RequirementDiff[] => {
  if (restOf(after) === restOf(before)) return [];
  const { added, missing } = weighScenarios(before, after);
  return [
    {
      kind: 'changed',
      name: after.name,
      isTextChanged: before.body !== after.body,
      addedScenarios: added,
      removedScenarios: missing,
      changedScenarios: changedScenarios(before, after),
    },
  ];
};

/**
 * What became of the requirements of a spec; null stands for no spec. `renames` are those that are known, from the old
 * name to the new; equal text under a new name is a rename as well.
 */
export const diffSpecs = (
  before: string | null,
  after: string | null,
  renames: ReadonlyMap<string, string>,
): readonly RequirementDiff[] => {
  const read = (text: string | null): readonly Requirement[] => (text === null ? [] : parseSpec(text).requirements);
  const [old, now] = [read(before), read(after)];
  const nowByKey = new Map(now.map((block) => [keyOf(block.name), block]));
  const oldKeys = new Set(old.map((block) => keyOf(block.name)));
  const fresh = new Map(now.filter((block) => !oldKeys.has(keyOf(block.name))).map((block) => [restOf(block), block]));
  const newName = new Map([...renames].map(([from, to]) => [keyOf(from), keyOf(to)]));
  const renamedTo = new Set<Requirement>();
  const diffs: RequirementDiff[] = [];
  for (const block of old) {
    const known = nowByKey.get(newName.get(keyOf(block.name)) ?? '');
    const same = known === undefined ? nowByKey.get(keyOf(block.name)) : undefined;
    const to = known ?? (same === undefined ? fresh.get(restOf(block)) : undefined);
    if (same !== undefined) diffs.push(...compare(block, same));
    else if (to === undefined || renamedTo.has(to)) diffs.push({ kind: 'removed', name: block.name });
    else {
      renamedTo.add(to);
      diffs.push({ kind: 'renamed', name: block.name, to: to.name }, ...compare(block, to));
    }
  }
  const added = now.filter((block) => !oldKeys.has(keyOf(block.name)) && !renamedTo.has(block));
  return [...diffs, ...added.map(({ name }) => ({ kind: 'added' as const, name }))];
};

type Changed = Extract<RequirementDiff, { readonly kind: 'changed' }>;

const describeChange = ({
  isTextChanged,
  addedScenarios,
  removedScenarios,
  changedScenarios: others,
}: Changed): string => {
  const parts = [
    ...(isTextChanged ? ['text'] : []),
    ...addedScenarios.map((name) => `+ scenario "${name}"`),
    ...removedScenarios.map((name) => `- scenario "${name}"`),
    ...others.map((name) => `~ scenario "${name}"`),
  ];
  return parts.length === 0 ? 'other lines' : parts.join(', ');
};

/** The differences as text, a line each. */
export const describeDiff = (diffs: readonly RequirementDiff[]): string =>
  diffs
    .map((diff) => {
      switch (diff.kind) {
        case 'added':
          return `+ ${diff.name}\n`;
        case 'removed':
          return `- ${diff.name}\n`;
        case 'renamed':
          return `> ${diff.name} → ${diff.to}\n`;
        case 'changed':
          return `~ ${diff.name}: ${describeChange(diff)}\n`;
        default:
          return unreachable(diff);
      }
    })
    .join('');
