/** All rules by id, and the profiles that say how severe each is. */
import { changeRules } from './change-rules.ts';
import { documentRules } from './document-rules.ts';
import { gapRules } from './gap-rules.ts';
import { earlier, newestReading, type Reading } from './history.ts';
import type { Level, Rule } from './rule.ts';
import { specRules } from './spec-rules.ts';

/** Every rule, in the order in which they are documented. */
export const rules: readonly Rule[] = [...specRules, ...changeRules, ...gapRules, ...documentRules];

const byId: ReadonlyMap<string, Rule> = new Map(rules.map((each) => [each.id, each]));

/** The rule of an id; null where there is none. */
export const findRule = (id: string): Rule | null => byId.get(id) ?? null;

/** A named set of severities. `isOfficial` profiles give the official tool's verdict and wording. */
export type Profile = {
  readonly name: string;
  readonly isOfficial: boolean;
  /** Severity by rule id; a rule that is not in it is silent. */
  readonly levels: ReadonlyMap<string, Level>;
  readonly reading: Reading;
};

const levelsOf = (pick: (each: Rule) => Level | null): ReadonlyMap<string, Level> =>
  new Map(
    rules.flatMap((each) => {
      const level = pick(each);
      return level === null ? [] : [[each.id, level] as const];
    }),
  );

const newest: Profile = {
  name: 'openspec@1.13',
  isOfficial: true,
  levels: levelsOf((each) => each.openspec),
  reading: newestReading,
};

/** The profiles of earlier versions, each made of the next newer one. */
const earlierProfiles = (): readonly Profile[] => {
  let before = newest;
  return earlier.flatMap(({ versions, levels: changed, reading }) => {
    const levels = new Map(before.levels);
    for (const [id, level] of Object.entries(changed)) {
      if (level === null) levels.delete(id);
      else levels.set(id, level);
    }
    before = { ...before, levels, reading: { ...before.reading, ...reading } };
    const made = before;
    return versions.map((version) => ({ ...made, name: `openspec@${version}` }));
  });
};

/** The profiles there are. */
export const profiles: readonly Profile[] = [
  { name: 'ws', isOfficial: false, levels: levelsOf((each) => each.ws), reading: newestReading },
  newest,
  ...earlierProfiles(),
];

/** The profile of a name, such as `ws` or `openspec@1.13`; null where there is none. */
export const findProfile = (name: string): Profile | null => profiles.find((each) => each.name === name) ?? null;

/** A profile with other severities for some rules; `off` silences one. Ids that are no rule are passed over. */
export const adjustProfile = (profile: Profile, severities: Readonly<Record<string, Level | 'off'>>): Profile => {
  const levels = new Map(profile.levels);
  for (const [id, level] of Object.entries(severities)) {
    if (level === 'off') levels.delete(id);
    else if (byId.has(id)) levels.set(id, level);
  }
  return { ...profile, levels };
};
