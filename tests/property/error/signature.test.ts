/** Signatures and early stops, over many failures that nobody thought of. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instant } from '../../../core/id.ts';
import { issueOf, type Issue } from '../../../error/engine/reading/issue.ts';
import { findStop } from '../../../error/engine/policy/oscillation.ts';
import { normaliseText, signatureOf, withSighting, type Tally } from '../../../error/engine/verdict/signature.ts';

const RUNS = process.env['WS_LONG'] === undefined ? 1000 : 20_000;

const word = fc.stringMatching(/^[a-z]{1,8}$/);
const varying = fc.oneof(
  fc
    .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  fc.integer({ min: 0, max: 2 ** 47 }).map((address) => `0x${address.toString(16)}`),
  fc.uuid(),
  fc.stringMatching(/^[a-z0-9]{1,12}$/).map((name) => `/tmp/${name}/file`),
  fc.nat().map((number) => `${number}`),
  fc.nat({ max: 99_999 }).map((number) => `${number}ms`),
);

test('taking out what varies twice changes nothing more', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(word, varying, fc.string()), { maxLength: 12 }), (parts) => {
      const once = normaliseText(parts.join(' '));
      expect(normaliseText(once)).toBe(once);
    }),
    { numRuns: RUNS },
  );
});

test('a failure keeps its signature when only what varies does', () => {
  const kinds = fc.constantFrom<(seed: number) => string>(
    (seed) => new Date(1.7e12 + seed * 1000).toISOString(),
    (seed) => `0x${(seed + 1).toString(16)}`,
    (seed) => `/tmp/run${seed}/x`,
    (seed) => `${seed}`,
    (seed) => `${seed} ms`,
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(word, kinds), { minLength: 1, maxLength: 6 }),
      fc.nat(1e6),
      fc.nat(1e6),
      (parts, one, other) => {
        const said = (seed: number): string => parts.map(([text, vary]) => `${text} ${vary(seed)}`).join(' ');
        const sign = (message: string): string => signatureOf({ code: 'tool-exit', plugin: null, message, issues: [] });
        expect(sign(said(one))).toBe(sign(said(other)));
      },
    ),
    { numRuns: RUNS },
  );
});

const anIssue = fc
  .record({ path: word, code: word, message: word, line: fc.integer({ min: 1, max: 999 }) })
  .map(
    ({ path, code, message, line }): Issue =>
      issueOf({ tool: 't', path: `${path}.ts`, code: `X${code}`, message, line }),
  );

test('neither the order nor the lines of issues change a signature, and a new issue does', () => {
  fc.assert(
    fc.property(fc.array(anIssue, { minLength: 1, maxLength: 8 }), fc.nat(900), (issues, shift) => {
      const sign = (some: readonly Issue[]): string =>
        signatureOf({ code: 'check-failed', plugin: 't', message: '', issues: some });
      const moved = [...issues].reverse().map((each) => ({ ...each, line: (each.line ?? 0) + shift }));
      expect(sign(moved)).toBe(sign(issues));
      expect(
        sign([...issues, issueOf({ tool: 't', path: 'new.ts', code: 'X', message: 'never said before' })]),
      ).not.toBe(sign(issues));
    }),
    { numRuns: RUNS },
  );
});

test('a stop is found exactly when a plain count or a plain look at the last four says so', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 14 }),
      fc.integer({ min: 1, max: 6 }),
      (history, limit) => {
        const text = history.join('');
        const last = text.slice(-1);
        const isRepeated = last !== '' && text.split(last).length - 1 > limit;
        const isTurning = /(?<a>.)(?!\k<a>)(?<b>.)\k<a>\k<b>$/.test(text);
        const expected = isRepeated ? 'repeated' : isTurning ? 'oscillating' : null;
        expect(findStop(history, limit)?.kind ?? null).toBe(expected);
      },
    ),
    { numRuns: RUNS },
  );
});

test('whoever stops when told to never tries one failure more than the limit allows, nor goes back and forth thrice', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 40 }),
      fc.integer({ min: 1, max: 6 }),
      (failures, limit) => {
        const history: string[] = [];
        for (const failure of failures) {
          history.push(failure);
          if (findStop(history, limit) !== null) break;
        }
        const most = Math.max(0, ...['a', 'b', 'c'].map((each) => history.filter((one) => one === each).length));
        expect(most).toBeLessThanOrEqual(limit + 1);
        expect(history.join('')).not.toMatch(/(.)(?!\1)(.)(?:\1\2){2}/);
      },
    ),
    { numRuns: RUNS },
  );
});

test('a tally counts as a list would, for any times that do not go back', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.nat(80)), { maxLength: 30 }), (steps) => {
      let tally: Tally = {};
      let now = 0;
      const seen = new Map<string, number[]>();
      for (const [signature, waited] of steps) {
        now += waited;
        tally = withSighting(tally, signature, instant(now), 100);
        const before = seen.get(signature) ?? [];
        const isStale = before.length > 0 && now - (before.at(-1) ?? 0) >= 100;
        seen.set(signature, [...(isStale ? [] : before), now]);
        expect(tally[signature]?.count).toBe(seen.get(signature)?.length);
      }
    }),
    { numRuns: RUNS },
  );
});
