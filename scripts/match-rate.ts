/** Writes docs/errors/match-rate.md: how well classification does on the corpus of recorded logs. */
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { classify } from '../error/engine/classify.ts';
import { fixturesIn, requestFor, shortVerdict } from '../tests/unit/error/fixture.ts';

/** Where the page lies, relative to the root of the repository. */
export const MATCH_RATE_PATH = 'docs/errors/match-rate.md';

export type Match = { readonly name: string; readonly expected: string; readonly found: string };

/** Classifies every log of the corpus. */
export const matchCorpus = async (): Promise<readonly Match[]> =>
  Promise.all(
    fixturesIn('corpus').map(async ({ name, log, exitCode, verdict }) => {
      const classification = await classify(await requestFor({ stdout: log, exitCode }));
      return { name, expected: verdict, found: shortVerdict(classification) };
    }),
  );

/** The share of logs that were understood as expected, from 0 to 1. */
export const matchRate = (matches: readonly Match[]): number =>
  matches.filter(({ expected, found }) => expected === found).length / matches.length;

const countBy = (texts: readonly string[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
};

const rowOf = (expected: string, matches: readonly Match[]): string => {
  const found = matches.filter((each) => each.expected === expected);
  const right = found.filter((each) => each.found === expected).length;
  const wrong = [...countBy(found.filter((each) => each.found !== expected).map((each) => each.found))];
  const others = wrong.map(([name, count]) => `${name} × ${count}`).join(', ');
  return `| ${expected} | ${found.length} | ${right} | ${others === '' ? '–' : others} |`;
};

/** The page for these matches. */
export const pageOf = (matches: readonly Match[]): string => {
  const percent = (matchRate(matches) * 100).toFixed(1);
  const right = matches.filter(({ expected, found }) => expected === found).length;
  const misses = matches.filter(({ expected, found }) => expected !== found);
  return `# Match rate

Of ${matches.length} failing logs, ${right} are understood: the right code and the right plugin, **${percent} %**. A test
(\`tests/unit/error/corpus.test.ts\`) fails under 95 %, and when this page is out of date; \`npx tsx scripts/match-rate.ts\`
writes it anew.

The logs lie in \`tests/unit/error/fixtures/corpus\`. Each is what a real tool printed on a project that was broken on
purpose (\`scenarios/corpus.txt\`), run by \`scripts/record-fixtures.ts\`. The logs of model providers are real output of their
real client libraries against a local server that answers as the providers document. What each log must be was written down
before it was classified; the plugins were made with other logs, which have fixtures of their own.

**Read the number with this in mind:** the first run over this corpus, before anything was fitted to it, gave 80.0 %. Nearly
all misses were of one kind (a program that ends with an uncaught error because a provider refused was taken for faulty code);
the rules were mended by them, and a few scenarios that did not show what they claimed were recorded again. What is measured
now is thus no longer unseen. Expect less on tools and settings that are in neither set.

## Confusion

A row for each expected verdict: what it was taken for instead, where it was.

| expected | logs | right | taken for |
|---|---|---|---|
${[...countBy(matches.map((each) => each.expected)).keys()].map((expected) => rowOf(expected, matches)).join('\n')}

## Misses

${misses.length === 0 ? 'None.' : misses.map((each) => `- \`${each.name}\`: expected ${each.expected}, found ${each.found}`).join('\n')}
`;
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  writeFileSync(MATCH_RATE_PATH, pageOf(await matchCorpus()));
