/** Classifies recorded logs and compares with what was written down of each before. */
import { classify } from '../error/engine/verdict/classify.ts';
import { severityRank, type Issue } from '../error/engine/reading/issue.ts';
import { firstPlaceIn, fixturesIn, quotedIn, requestFor, shortVerdict } from '../tests/unit/error/fixture.ts';

export type Match = {
  readonly name: string;
  /** Code and plugin; the plugin is `*` where any may speak. */
  readonly expected: string;
  readonly found: string;
  /** Where the first fault lies, as `path:line`; `-` where it has no place, null where nothing is said of it. */
  readonly expectedPlace: string | null;
  /** Where the first error lies, and the first issue of any severity. */
  readonly foundPlaces: readonly string[];
  /** Whether its message has the sentence that a person would quote; null where nothing is said of it. */
  readonly isQuoted: boolean | null;
};

const placeOf = (issue: Issue | undefined): string => {
  if (issue === undefined || issue.path === null) return '-';
  return issue.line === null ? issue.path : `${issue.path}:${issue.line}`;
};

const firstPlaces = (issues: readonly Issue[]): readonly string[] => [
  placeOf(issues.find((each) => severityRank(each.severity) >= severityRank('error'))),
  placeOf(issues[0]),
];

/** Classifies every log of a folder of fixtures. */
export const matchCorpus = async (folder: string): Promise<readonly Match[]> =>
  Promise.all(
    fixturesIn(folder).map(async (fixture) => {
      const quoted = quotedIn(fixture);
      const found = await classify(await requestFor({ stdout: fixture.log, exitCode: fixture.exitCode }));
      return {
        name: fixture.name,
        expected: fixture.verdict,
        found: shortVerdict(found),
        expectedPlace: firstPlaceIn(fixture),
        foundPlaces: firstPlaces(found.issues),
        isQuoted: quoted === null ? null : found.message.includes(quoted),
      };
    }),
  );

/** Whether code and plugin are the right ones. */
export const isMatched = ({ expected, found }: Match): boolean =>
  expected.endsWith(' *') ? found.split(' ')[0] === expected.split(' ')[0] : expected === found;

/** Whether it also says where the first fault is; a fault without a place may be given one. */
export const isPlaced = (match: Match): boolean => {
  const { expectedPlace, foundPlaces } = match;
  return isMatched(match) && (expectedPlace === null || expectedPlace === '-' || foundPlaces.includes(expectedPlace));
};

/** The share of logs of which something holds, from 0 to 1. */
export const rateOf = (matches: readonly Match[], holds: (match: Match) => boolean): number =>
  matches.filter(holds).length / matches.length;
