/** Compares the scenarios of a requirement before and after a change. */
import type { Requirement } from '../../content/requirement.ts';

export type ScenarioBalance = {
  /** Names the new block lacks; a name that stood twice and stands once is missing once. */
  readonly missing: readonly string[];
  readonly added: readonly string[];
  readonly before: number;
  readonly after: number;
};

const without = (names: readonly string[], others: readonly string[]): readonly string[] => {
  const left = new Map<string, number>();
  for (const name of others) left.set(name, (left.get(name) ?? 0) + 1);
  return names.filter((name) => {
    const count = left.get(name) ?? 0;
    if (count > 0) left.set(name, count - 1);
    return count === 0;
  });
};

/** What scenarios a replacement drops and brings, by name. */
export const weighScenarios = (current: Requirement, replacement: Requirement): ScenarioBalance => {
  const before = current.scenarios.map((scenario) => scenario.name);
  const after = replacement.scenarios.map((scenario) => scenario.name);
  return {
    missing: without(before, after),
    added: without(after, before),
    before: before.length,
    after: after.length,
  };
};

const mostNamed = 3;
const counted = (count: number): string => `${count} ${count === 1 ? 'scenario' : 'scenarios'}`;

/** Names in double quotes, joined by commas. */
export const quoteNames = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');

/** The balance in words, as the official tool puts it. */
export const describeBalance = ({ added, before, after }: ScenarioBalance): string => {
  const scale = `The modified block has ${counted(after)}; the current spec has ${counted(before)}.`;
  if (added.length === 0) return `${scale} It adds none.`;
  const rest = added.length - mostNamed;
  const more = rest > 0 ? ` and ${rest} more` : '';
  return `${scale} It adds ${counted(added.length)} not in the current spec: ${quoteNames(added.slice(0, mostNamed))}${more}.`;
};
