import { describe, expect, test } from 'vitest';
import { instant } from '../../../../../core/id.ts';
import { issueOf, type Issue } from '../../../../../error/engine/reading/issue.ts';
import {
  normaliseText,
  signatureOf,
  withoutStale,
  withSighting,
  type Tally,
} from '../../../../../error/engine/verdict/signature.ts';

describe('what varies is taken out', () => {
  test.each([
    ['failed at 2026-01-02T03:04:05.678Z', 'failed at 2027-11-12 13:14:15'],
    ['failed at 12:30:45', 'failed at 9:05'],
    ['took 12ms', 'took 3.25 s'],
    ['pid 4711 died', 'pid 12 died'],
    ['object at 0x7fe2d61e44d0', 'object at 0x1f'],
    ['commit 194ed03 broke', 'commit 0b3ef91aa55 broke'],
    ['id 123e4567-e89b-12d3-a456-426614174000', 'id 00000000-0000-4000-8000-000000000000'],
    ['cannot open /tmp/abc/x.txt', 'cannot open /var/folders/zz/T/y/z.txt'],
    ['in /home/a/repo/.ws/worktrees/run1/src/a.ts', 'in /srv/b/.ws/worktrees/zzz9/src/a.ts'],
    ['listening on 127.0.0.1:43211', 'listening on 127.0.0.1:51000'],
    ['a   b', 'a b'],
  ])('%j and %j are one', (a, b) => {
    expect(normaliseText(a)).toBe(normaliseText(b));
  });
});

describe('what makes the difference stays', () => {
  test.each([
    ['error TS2322', 'error TS2345'],
    ['E0308 mismatch', 'E0382 mismatch'],
    ['src/a.ts failed', 'src/b.ts failed'],
    ['cannot find x', 'cannot find y'],
    ['sha256 differs', 'sha512 differs'],
    ['exited with code 1, and no words were printed', 'exited with code 5, and no words were printed'],
    ['make: exit status 2', 'make: exit status 127'],
  ])('%j and %j are two', (a, b) => {
    expect(normaliseText(a)).not.toBe(normaliseText(b));
  });
});

const issue = (changes: Partial<Issue> = {}): Issue => ({
  ...issueOf({ tool: 'tsc', path: 'a.ts', line: 1, column: 2, code: 'TS1', message: 'm' }),
  ...changes,
});
const sign = (issues: readonly Issue[], message = 'x'): string =>
  signatureOf({ code: 'check-failed', plugin: 'typescript', message, issues });

test('a signature names its code and its plugin', () => {
  expect(sign([issue()])).toMatch(/^check-failed\/typescript\/[\da-f]{12}$/);
});

test.each([
  ['lines move', [issue({ line: 99, column: 1 })]],
  ['an issue comes twice', [issue(), issue({ line: 5 })]],
  ['a warning joins', [issue(), issue({ severity: 'warning', message: 'other' })]],
])('the signature is the same when %s', (_, issues) => {
  expect(sign(issues)).toBe(sign([issue()]));
});

test.each([
  ['another file', [issue({ path: 'b.ts' })]],
  ['another code', [issue({ code: 'TS2' })]],
  ['another message', [issue({ message: 'n' })]],
  ['one more', [issue(), issue({ path: 'b.ts' })]],
])('the signature is another with %s', (_, issues) => {
  expect(sign(issues)).not.toBe(sign([issue()]));
});

test('without issues the message tells, without what varies', () => {
  expect(sign([], 'died after 12 ms')).toBe(sign([], 'died after 99 ms'));
  expect(sign([], 'died')).not.toBe(sign([], 'ended'));
});

describe('a tally', () => {
  const at = (ms: number) => instant(ms);
  const seen = (...entries: readonly (readonly [string, number])[]): Tally =>
    entries.reduce<Tally>((tally, [signature, ms]) => withSighting(tally, signature, at(ms), 100), {});

  test('counts, and keeps when it began', () => {
    expect(seen(['a', 1], ['a', 50], ['b', 60])).toEqual({
      a: { count: 2, firstAt: 1, lastAt: 50 },
      b: { count: 1, firstAt: 60, lastAt: 60 },
    });
  });

  test('forgets what was not seen for long enough, so that it counts from one again', () => {
    expect(seen(['a', 1], ['a', 101])).toEqual({ a: { count: 1, firstAt: 101, lastAt: 101 } });
    expect(withoutStale(seen(['a', 1]), at(100), 100)).toHaveProperty('a');
    expect(withoutStale(seen(['a', 1]), at(101), 100)).toEqual({});
  });

  test('takes a signature that is called like a property of every object', () => {
    expect(seen(['constructor', 1])['constructor']).toEqual({ count: 1, firstAt: 1, lastAt: 1 });
  });

  test('does not grow without end', () => {
    const full: Tally = Object.fromEntries(
      Array.from({ length: 1000 }, (_, n) => [`s${n}`, { count: 1, firstAt: at(n), lastAt: at(n) }] as const),
    );
    const tally = withSighting(full, 'new', at(1000), 10_000);
    expect(Object.keys(tally)).toHaveLength(1000);
    expect(tally).toHaveProperty('new');
    expect(tally).not.toHaveProperty('s0');
  });
});
