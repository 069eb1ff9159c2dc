/** Every shipped plugin against what its tool really printed. */
import { describe, expect, test } from 'vitest';
import { classify } from '../../../../error/engine/verdict/classify.ts';
import { shortIssue } from '../../../../error/engine/plugins/plugin-fixture.ts';
import { examineHere } from '../../../../error/engine/plugins/plugin-examine.ts';
import { readLog } from '../../../../error/engine/reading/log.ts';
import { SHIPPED_PLUGINS } from '../../../../error/plugins/registry.generated.ts';
import { fixtureFolders, fixturesIn, requestFor, shortVerdict } from '../fixture.ts';

/** Their tools name files, or not even those, and never lines. */
const WITHOUT_LINES: ReadonlySet<string> = new Set(['coverage-threshold', 'git', 'npm', 'prettier']);

describe.each(SHIPPED_PLUGINS.map(({ plugin }) => plugin))('$name', (plugin) => {
  const fixtures = fixturesIn(plugin.name);

  test('has at least three fixtures, and three failures exact to path and line', () => {
    expect(fixtures.length).toBeGreaterThanOrEqual(3);
    expect(fixtures.filter(({ issues }) => issues.length === 0).map(({ name }) => name)).toEqual([]);
    const exact = WITHOUT_LINES.has(plugin.name) ? /^\S+ - |^- \S+ / : /^[^\s:]+:\d+:/;
    const found = fixtures.flatMap(({ issues }) => issues).filter((issue) => exact.test(issue));
    expect(found.length).toBeGreaterThanOrEqual(3);
  });

  test.each(fixtures)('finds exactly the issues of $name', async ({ log, exitCode, verdict, issues }) => {
    const found = await classify(await requestFor({ stdout: log, exitCode }));
    expect({ verdict: shortVerdict(found), issues: found.issues.map(shortIssue) }).toEqual({ verdict, issues });
  });

  test('gives every issue a message of its own', async () => {
    for (const { log, exitCode } of fixtures) {
      const result = examineHere(plugin, await readLog({ stdout: log, stderr: '', exitCode }));
      if (!result.ok) throw new Error(result.error.message);
      for (const issue of result.value.issues) expect(issue.message).not.toBe('(no message)');
    }
  });
});

test('no folder of fixtures is without a plugin', () => {
  const names = SHIPPED_PLUGINS.map(({ plugin }) => plugin.name);
  expect(fixtureFolders().filter((folder) => !names.includes(folder))).toEqual([]);
});

test('no fixture holds a path of the machine it was recorded on', () => {
  const foreign = fixtureFolders()
    .flatMap(fixturesIn)
    .filter(({ log }) => /\/work\/|\/tmp\/|\/root\//.test(log));
  expect(foreign.map(({ folder, name }) => `${folder}/${name}`)).toEqual([]);
});

test('every fixture says where it comes from, and nearly all were recorded from the tool itself', () => {
  const origins = fixtureFolders()
    .flatMap(fixturesIn)
    .map(({ origin }) => origin);
  expect(origins.filter((origin) => !/^(?:recorded, |written by hand )/.test(origin))).toEqual([]);
  expect(origins.filter((origin) => origin.startsWith('written')).length).toBeLessThanOrEqual(2);
});
