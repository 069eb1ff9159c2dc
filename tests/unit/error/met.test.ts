/** Logs that went wrong for somebody: code, plugin and place as they were written down before anybody looked. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { severityRank } from '../../../error/engine/reading/issue.ts';
import { classify } from '../../../error/engine/verdict/classify.ts';
import { FIXTURES, requestFor } from './fixture.ts';

type Met = {
  readonly log: string;
  /** `h`: a command that went well, whatever words stand in its log. */
  readonly kind: 'a' | 'b' | 'h';
  readonly exit: number;
  readonly codes_ok: readonly string[];
  readonly plugins_ok: '*' | readonly (string | null)[];
  readonly places_ok: readonly string[];
  readonly noplace_ok: boolean;
};

const FOLDER = join(FIXTURES, 'met');
// The file is ours, and each line has been written as such.
const all = readFileSync(join(FOLDER, 'expected.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Met);

const found = async ({ log }: Met, exitCode: number) =>
  classify(await requestFor({ stdout: readFileSync(join(FOLDER, log), 'utf8'), exitCode, root: null }));

const isPlaceOf = (place: string | null, { places_ok: places, noplace_ok: mayMiss }: Met): boolean => {
  if (place === null) return mayMiss;
  return (places.length === 0 && mayMiss) || places.some((each) => place === each || place.endsWith(`/${each}`));
};

test.each(all.filter(({ kind }) => kind !== 'h'))('$log', async (met) => {
  const { code, plugin, issues } = await found(met, met.exit);
  const first = issues.find((each) => severityRank(each.severity) >= severityRank('error')) ?? issues[0];
  const line = first?.line === null || first === undefined ? '' : `:${first.line}`;
  const place = first?.path === undefined || first.path === null ? null : `${first.path}${line}`;
  expect(met.codes_ok).toContain(code);
  if (met.plugins_ok !== '*') expect(met.plugins_ok).toContain(plugin);
  expect([place, isPlaceOf(place, met)]).toEqual([place, true]);
});

describe.each(all.filter(({ kind }) => kind === 'h'))('$log', (met) => {
  test.each([0, 1])('where it ends with %i nothing is made up', async (exitCode) => {
    const { code, issues } = await found(met, exitCode);
    expect({ code, issues }).toEqual({ code: exitCode === 0 ? 'none' : 'tool-exit', issues: [] });
  });
});
