import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openProject } from '../../../specifications/tools/project/project.ts';
import { findProfile, profiles, type Profile } from '../../../specifications/tools/validate/rules/profiles.ts';
import { validate } from '../../../specifications/tools/validate/validate.ts';
import { memoryFiles } from '../../unit/specifications/memory-files.ts';
import type { Tree } from './arbitrary-project.ts';
import { digestOf, earlierCases, signsOf, type EarlierVerdict } from './earlier-cases.ts';

// Written by scripts/record-earlier-verdicts.ts, in the form that it declares.
const recorded = JSON.parse(readFileSync(join(import.meta.dirname, 'earlier-verdicts.json'), 'utf8')) as Readonly<
  Record<string, EarlierVerdict>
>;

const versionsOf = ({ signs }: EarlierVerdict): readonly (readonly [string, string])[] =>
  Object.entries(signs).flatMap(([sign, versions]) => versions.split(' ').map((each) => [each, sign] as const));

const verdictOf = async (tree: Tree, profile: Profile, isStrict: boolean): Promise<ReadonlyMap<string, boolean>> => {
  const scope = { changes: true, specs: true, archived: false };
  const options = { profile, isStrict, scope, only: null, library: null, areDocumentsChecked: false };
  const { items } = validate(await openProject(memoryFiles(tree)), options);
  return new Map(items.map(({ kind, id, isValid }) => [`${kind}/${id}`, isValid]));
};

/** A closing run of `#` in a header is part of the name before 1.13, which is not followed. */
const isFollowed = (tree: Tree): boolean =>
  !Object.values(tree).some((text) => /^###\s*Requirement:.*\s#+\s*$/im.test(text));

test('what is recorded is what is generated', () => {
  const now = earlierCases().map(({ name, tree }) => [name, digestOf(tree)]);
  expect(now).toEqual(Object.entries(recorded).map(([name, { digest }]) => [name, digest]));
});

test('every earlier profile is recorded, and each record has a profile', () => {
  const all = new Set(Object.values(recorded).flatMap((each) => versionsOf(each).map(([version]) => version)));
  const named = profiles.map(({ name }) => name.replace(/^openspec@/, '')).filter((name) => name !== 'ws');
  expect([...all].sort()).toEqual(named.filter((name) => name !== '1.13').sort());
});

test('versions differ on what is recorded, and follow each other in groups', () => {
  const groups = new Map<string, string>();
  for (const verdict of Object.values(recorded))
    for (const [version, sign] of versionsOf(verdict)) groups.set(version, `${groups.get(version) ?? ''}${sign}|`);
  expect(new Set(groups.values()).size).toBeGreaterThanOrEqual(8);
});

test.each(earlierCases().filter(({ tree }) => isFollowed(tree)))(
  'which items of "$name" are valid is as each version said',
  async ({ name, tree }) => {
    const verdict = recorded[name];
    expect(verdict).toBeDefined();
    if (verdict === undefined) return;
    for (const [version, sign] of versionsOf(verdict)) {
      const profile = findProfile(`openspec@${version}`);
      if (profile === null) throw new Error(`no profile ${version}`);
      const normal = await verdictOf(tree, profile, false);
      const strict = await verdictOf(tree, profile, true);
      expect([...normal.keys()].filter((item) => !verdict.items.includes(item))).toEqual([]);
      expect(`${version} ${signsOf(verdict.items, normal, strict)}`).toBe(`${version} ${sign}`);
    }
  },
);
