/** No regular expression of the error engine may be open to catastrophic backtracking, whatever a log holds. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { CORPORA, fixtureFolders, fixturesIn } from './fixture.ts';
import { expressionsIn, makersOfExpressions, type FoundExpression } from './regular-expressions.ts';

const WORKER = join(import.meta.dirname, 'growth.worker.mjs');
/** No expression needs a tenth of this for all its lines together, unless it never ends. */
const LIMIT_MS = 60_000;

/** Runs of what patterns repeat, alone and in the pairs that patterns are made of. */
const SEEDS: readonly string[] = [
  ...[
    'a',
    ' ',
    '\t',
    '0',
    '/',
    '\\',
    ':',
    '.',
    ',',
    '-',
    '_',
    '"',
    "'",
    '`',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '<',
    '>',
    '=',
  ],
  ...['|', '*', '#', '@', '+', '━', '⎯', '│', '\r', 'é', 'A', 'Error', 'error: ', 'a ', ' a', 'a:', ':1', ':1:', 'a.b'],
  ...['a/', '../', '.a', '()', '(a', '((', '[]', '[a', '""', "''", '1 ', '1.', '1:1 ', '- ', '> ', ' > ', 'at ', 'in '],
  ...['a.py:1:', 'a.ts(1,2): ', 'a_b-c.', '\u001b[0m', '2026-01-01T00:00:00 ', '::error file=', '&amp;', '<a b="c">'],
];

/** Real lines; the thread picks those that an expression finds something in, because an evil one may hang on them. */
const realLines = (): readonly string[] => {
  const logs = [...fixtureFolders(), ...CORPORA].flatMap(fixturesIn);
  return [...new Set(logs.flatMap(({ log }) => log.split('\n').filter((line) => line.length < 400)))];
};

type Report = { readonly at: number; readonly slow: string | null };

/** The expressions that take more than linear time, and the one that did not come back. */
const slowAmong = async (expressions: readonly FoundExpression[], limitMs: number): Promise<readonly string[]> => {
  const worker = new Worker(WORKER, { workerData: { expressions, seeds: SEEDS, lines: realLines() } });
  const slow: string[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      let at = 0;
      const hung = (): void => {
        slow.push(`${expressions[at]?.where}: /${expressions[at]?.source}/ did not come back`);
        resolve();
      };
      let timer = setTimeout(hung, limitMs);
      worker.on('message', (report: Report) => {
        clearTimeout(timer);
        at = report.at;
        if (report.slow !== null) slow.push(`${expressions[at]?.where}: /${expressions[at]?.source}/ ${report.slow}`);
        if (at === expressions.length) resolve();
        else timer = setTimeout(hung, limitMs);
      });
      worker.once('error', reject);
    });
  } finally {
    await worker.terminate();
  }
  return slow;
};

test('no expression is made out of a text, where nobody could look at it', () => {
  expect(makersOfExpressions('error')).toEqual([]);
});

test('every expression of the error engine takes time in proportion to the line', { timeout: 300_000 }, async () => {
  const expressions = expressionsIn('error');
  expect(expressions.length).toBeGreaterThan(200);
  expect(await slowAmong(expressions, LIMIT_MS)).toEqual([]);
});

test(
  'evil ones are found: one that takes the square of the time, and one that never ends',
  { timeout: 60_000 },
  async () => {
    const of = (source: string): FoundExpression => ({ where: 'here', source, flags: '' });
    expect(await slowAmong([of('^a$')], LIMIT_MS)).toEqual([]);
    expect((await slowAmong([of('\\s+$')], LIMIT_MS))[0]).toMatch(/^here: .* ms, \d+ ms at an eighth/);
    expect(await slowAmong([of('^(a+)+$')], 3000)).toEqual(['here: /^(a+)+$/ did not come back']);
  },
);
