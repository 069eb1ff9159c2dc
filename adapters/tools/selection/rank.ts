/** How well tools fit what a step requires. Pure. */
import { didYouMean } from '../../../core/planning/nearest.ts';
import type { Requirement } from '../../../core/requirement.ts';
import type { Profiles, ToolProfile } from '../../../core/tool-profile.ts';

/** What the score of a tool is made of; the sum of it counts. */
export type Score = {
  readonly priority: number;
  /** 50 where it is good at all of the languages, 25 at some of them or at any. */
  readonly language: number;
  readonly task: number;
  readonly environment: number;
  /** 10 where it has succeeded on this machine in the last week. */
  readonly success: number;
};

export type Ranked = { readonly profile: ToolProfile; readonly score: Score; readonly total: number };

/** Tells whether a tool has lately done its work. */
export type HasSucceeded = (profile: ToolProfile) => boolean;

const languageScore = (wanted: readonly string[], known: readonly string[]): number => {
  if (wanted.length === 0) return 0;
  const words = known.map((word) => word.toLowerCase());
  const hits = wanted.filter((language) => words.includes(language.toLowerCase())).length;
  if (hits === wanted.length) return 50;
  return hits > 0 || words.includes('*') ? 25 : 0;
};

const holds = (list: readonly string[], wanted: string | null): boolean =>
  wanted !== null && list.some((each) => each.toLowerCase() === wanted.toLowerCase());

const scoreOf = (profile: ToolProfile, requirement: Requirement, hasSucceeded: HasSucceeded): Score => ({
  priority: profile.priority,
  language: languageScore(requirement.languages, profile.languages),
  task: holds(profile.taskTypes, requirement.task) ? 30 : 0,
  environment: holds(profile.environments, requirement.environment) ? 20 : 0,
  success: hasSucceeded(profile) ? 10 : 0,
});

const totalOf = ({ priority, language, task, environment, success }: Score): number =>
  priority + language + task + environment + success;

/** Nobody says in words what a shell is to do. */
const isChoosable = ({ enabled, adapter }: ToolProfile): boolean => enabled && adapter !== 'shell';

const isPerson = ({ adapter }: ToolProfile): boolean => adapter === 'manual';

const isAble = (profile: ToolProfile, { capability }: Requirement): boolean =>
  capability === null || holds(profile.capabilities, capability);

/** Best first: those that can do it, then what the best of them falls back to, people last. */
export const rankProfiles = (
  profiles: Profiles,
  requirement: Requirement,
  hasSucceeded: HasSucceeded,
): readonly Ranked[] => {
  const ranked = (profile: ToolProfile): Ranked => {
    const score = scoreOf(profile, requirement, hasSucceeded);
    return { profile, score, total: totalOf(score) };
  };
  const able = [...profiles.values()].filter((each) => isChoosable(each) && isAble(each, requirement)).map(ranked);
  const order = (a: Ranked, b: Ranked): number => b.total - a.total || (a.profile.name < b.profile.name ? -1 : 1);
  const workers = able.filter(({ profile }) => !isPerson(profile)).toSorted(order);
  const people = able.filter(({ profile }) => isPerson(profile)).toSorted(order);
  const chain = (workers[0]?.profile.fallback ?? [])
    .flatMap((name) => profiles.get(name) ?? [])
    .filter((each) => isChoosable(each) && !able.some(({ profile }) => profile.name === each.name))
    .map(ranked);
  return [...workers, ...chain, ...people];
};

/** What is wrong with a requirement that no tool can meet, whichever is installed; null where one could. */
export const objectionToRequirement = (profiles: Profiles, requirement: Requirement): string | null => {
  if (rankProfiles(profiles, requirement, () => false).length > 0) return null;
  const known = new Set([...profiles.values()].filter(isChoosable).flatMap(({ capabilities }) => capabilities));
  const { capability } = requirement;
  return `no tool has the capability "${capability ?? ''}"; there are ${[...known].join(', ')}.${didYouMean(capability ?? '', known)}`;
};
