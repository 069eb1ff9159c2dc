/** Compares two states of a spec by meaning: requirements and scenarios, not lines. */
import { unreachable } from '../../core/result.ts';
import { keyOf } from '../content/names.ts';
import type { Requirement } from '../content/requirement.ts';
import { parseSpec } from '../content/spec.ts';
import { weighScenarios } from './scenario-balance.ts';

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
    };

const restOf = (block: Requirement): string => block.raw.split('\n').slice(1).join('\n').trim();

/** What became of the requirements of a spec; null stands for no spec. Equal text under a new name is a rename. */
export const diffSpecs = (before: string | null, after: string | null): readonly RequirementDiff[] => {
  const read = (text: string | null): readonly Requirement[] => (text === null ? [] : parseSpec(text).requirements);
  const [old, now] = [read(before), read(after)];
  const nowByKey = new Map(now.map((block) => [keyOf(block.name), block]));
  const oldKeys = new Set(old.map((block) => keyOf(block.name)));
  const fresh = new Map(now.filter((block) => !oldKeys.has(keyOf(block.name))).map((block) => [restOf(block), block]));
  const renamedTo = new Set<Requirement>();
  const diffs: RequirementDiff[] = [];
  for (const block of old) {
    const other = nowByKey.get(keyOf(block.name));
    if (other === undefined) {
      const to = fresh.get(restOf(block));
      if (to === undefined || renamedTo.has(to)) diffs.push({ kind: 'removed', name: block.name });
      else {
        renamedTo.add(to);
        diffs.push({ kind: 'renamed', name: block.name, to: to.name });
      }
    } else if (restOf(other) !== restOf(block)) {
      const { added, missing } = weighScenarios(block, other);
      const isTextChanged = block.body !== other.body;
      diffs.push({
        kind: 'changed',
        name: block.name,
        isTextChanged,
        addedScenarios: added,
        removedScenarios: missing,
      });
    }
  }
  const added = now.filter((block) => !oldKeys.has(keyOf(block.name)) && !renamedTo.has(block));
  return [...diffs, ...added.map(({ name }) => ({ kind: 'added' as const, name }))];
};

type Changed = Extract<RequirementDiff, { readonly kind: 'changed' }>;

const describeChange = ({ isTextChanged, addedScenarios, removedScenarios }: Changed): string => {
  const parts = [
    ...(isTextChanged ? ['text'] : []),
    ...addedScenarios.map((name) => `+ scenario "${name}"`),
    ...removedScenarios.map((name) => `- scenario "${name}"`),
  ];
  return parts.length === 0 ? 'scenario steps' : parts.join(', ');
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
