/** Logs of commands that went well: whatever words stand in them, nobody may be sent to mend what is not broken. */
import { describe, expect, test } from 'vitest';
import { classify } from '../../../error/engine/verdict/classify.ts';
import { fixturesIn, HARMLESS, requestFor } from './fixture.ts';

const logs = fixturesIn(HARMLESS);

test('there are enough of them, each of a command that ended well', () => {
  expect(logs.length).toBeGreaterThanOrEqual(15);
  expect(logs.filter(({ exitCode }) => exitCode !== 0).map(({ name }) => name)).toEqual([]);
});

describe.each(logs)('$name', ({ log }) => {
  test('nothing failed', async () => {
    const { code, issues } = await classify(await requestFor({ stdout: log, exitCode: 0 }));
    expect({ code, issues }).toEqual({ code: 'none', issues: [] });
  });

  test.each([1, null])('where its exit code is said to be %s, no issue is made up', async (exitCode) => {
    const { code, issues } = await classify(await requestFor({ stdout: log, exitCode }));
    expect(issues).toEqual([]);
    expect(code).not.toBe('check-failed');
  });
});
