/** What each code says of the tool, in the code and in the document. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { instant } from '../../../../../core/id.ts';
import { TESTIMONIES, verdictOf } from '../../../../../error/engine/breakers/breaker-verdict.ts';
import { faultCodes, type FaultCode } from '../../../../../error/engine/verdict/fault-code.ts';

const noon = instant(1_700_000_000_000);

describe('a failure of the work, of us or of the machine', () => {
  test.each([
    'none',
    'check-failed',
    'acceptance-failed',
    'git-conflict',
    'secret-found',
    'bad-output',
    'scope-violated',
    'permission-denied',
    'context-too-long',
  ] satisfies FaultCode[])('%s says that the tool works, whatever time was named', (code) => {
    expect(verdictOf(code, noon)).toEqual({ kind: 'works' });
  });

  test.each([
    'interrupted',
    'tool-exit',
    'bug',
    'disk-full',
    'workspace',
    'bad-input',
    'rejected',
    'out-of-memory',
    'budget-exceeded',
    'sandbox-missing',
    'tool-signal',
  ] satisfies FaultCode[])('%s says nothing of the tool', (code) => {
    expect(verdictOf(code, noon)).toEqual({ kind: 'unknown' });
  });
});

describe('a failure of the tool', () => {
  test.each(['rate-limited', 'unavailable', 'network', 'tool-missing', 'timeout'] satisfies FaultCode[])(
    '%s is one among others, unless the tool said when it would be back',
    (code) => {
      expect(verdictOf(code, null)).toEqual({ kind: 'fails', until: null, isLasting: false });
      expect(verdictOf(code, noon)).toEqual({ kind: 'fails', until: noon, isLasting: true });
    },
  );

  test.each(['quota-exceeded', 'unauthenticated'] satisfies FaultCode[])('%s lasts', (code) => {
    expect(verdictOf(code, null)).toEqual({ kind: 'fails', until: null, isLasting: true });
    expect(verdictOf(code, noon)).toEqual({ kind: 'fails', until: noon, isLasting: true });
  });
});

test('docs/errors/breakers.md has the table of the code', () => {
  const text = readFileSync('docs/errors/breakers.md', 'utf8');
  const listed = [...text.matchAll(/^\| `([a-z-]+)` \| (works|fails|lasts|unknown) \| (.+) \|$/gm)];
  const rows = listed.map(([, code = '', testimony = '', reason = '']) => [code, [testimony, reason]]);
  expect(Object.fromEntries(rows)).toEqual(TESTIMONIES);
  expect(rows.map(([code]) => code).sort()).toEqual([...faultCodes()].sort());
});
