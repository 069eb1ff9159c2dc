/** No pattern may take more than linear time, whatever a log holds: lines made to lead patterns astray. */
import { expect, test } from 'vitest';
import { instant } from '../../../../core/id.ts';
import { classify } from '../../../../error/engine/verdict/classify.ts';
import type { Log } from '../../../../error/engine/reading/log.ts';
import { examineHere } from '../../../../error/engine/plugins/plugin-examine.ts';
import { findRetryWish } from '../../../../error/engine/verdict/retry-after.ts';
import { findMachineShape, findServiceShape } from '../../../../error/engine/verdict/shapes.ts';
import { normaliseText } from '../../../../error/engine/verdict/signature.ts';
import { readElements } from '../../../../error/engine/reading/xml.ts';
import { SHIPPED_PLUGINS } from '../../../../error/plugins/registry.generated.ts';
import { fixtureFolders, fixturesIn, requestFor } from '../fixture.ts';

/** What patterns look for, again and again, so that each try goes far before it fails. */
const SEEDS: readonly string[] = [
  'a',
  ' ',
  '  ',
  '\t',
  ':',
  '1',
  ':1',
  ':1:',
  'a:1:',
  'a.py:1:',
  'a.c:1:1: error',
  'a.go:1: ',
  'a(1,2): ',
  '(',
  '()',
  '[',
  '[]',
  '"',
  "'",
  '=',
  '-',
  '_ ',
  '━',
  '⎯',
  ' parse ━',
  ' lint/a ',
  '/a',
  '../',
  '\\',
  '.',
  '.py',
  '.py::',
  '.py::a - ',
  'at a (',
  'at ',
  ' at a line 1',
  '❯ a ',
  '": "',
  '", line 1',
  'File "a", line 1',
  '::error file=',
  '::',
  ',a=b',
  '%0A',
  '<',
  '<a ',
  '<testcase ',
  '<![CDATA[',
  '<!--',
  '&amp;',
  '&#x41;',
  'a="',
  '{"a":',
  '{',
  '}',
  '[[',
  'error',
  'Error: ',
  'error TS1: ',
  'not ok 1 ',
  'panicked at ',
  "thread '",
  '--> ',
  'FAIL  ',
  'FAILED a.py::',
  '> ',
  ' > ',
  'npm error ',
  'CONFLICT (a): ',
  'Time elapsed: 1 s ',
  'ld: ',
  ':(.text): ',
  'try again in 1s ',
  'retry-after: 1',
  'limit exceed ',
  'context exceed',
  'input too ',
  '2026-01-01T00:00:00',
  '12:00:00 ',
  '0x1f ',
  'deadbeef1',
  '/tmp/a',
  'C:\\Temp\\',
  '1.2,',
  '\u001b[',
  '\u001b]',
  '\r',
];

const adversarial = (seed: string, length: number): string =>
  seed.repeat(Math.ceil(length / seed.length)).slice(0, length);

/** Real lines that go wrong at their very end are the worst of all. */
const realLines = (): readonly string[] => [
  ...new Set(
    fixtureFolders()
      .flatMap(fixturesIn)
      .flatMap(({ log }) => log.split('\n').filter((line) => line.length > 12)),
  ),
];

const logOf = (lines: readonly string[]): Log => ({
  lines,
  documents: [],
  reports: [],
  lineCount: lines.length,
  exitCode: 1,
});

const milliseconds = (work: () => void): number => {
  const start = performance.now();
  work();
  return performance.now() - start;
};

/** Generous, so that a busy machine does not matter: what is quadratic takes a hundred times as long. */
const LIMIT_MS = 2000;

test.each(SHIPPED_PLUGINS.map(({ plugin }) => plugin))('$name reads long repetitive lines in linear time', (plugin) => {
  const slow = SEEDS.filter((seed) => {
    // Much longer than any line that the reader of logs lets through.
    const line = adversarial(seed, 20_000);
    return (
      milliseconds(() => examineHere(plugin, logOf([line, ` ${line}`, `${line}!`, `x ${line} \u0000`]))) > LIMIT_MS
    );
  });
  expect(slow).toEqual([]);
});

test.each(SHIPPED_PLUGINS.map(({ plugin }) => plugin))('$name reads many lines that begin like real ones', (plugin) => {
  const lines = realLines().map((line) => adversarial(`${line} `, 2000));
  expect(milliseconds(() => examineHere(plugin, logOf(lines)))).toBeLessThan(LIMIT_MS * 2);
});

test('the known shapes, the wishes to wait, the signature and the XML reader take linear time', () => {
  const slow = SEEDS.filter((seed) => {
    const line = adversarial(seed, 20_000);
    const taken = milliseconds(() => {
      findMachineShape([line]);
      findServiceShape([line]);
      findRetryWish([line, `retry ${line}`], 0, instant(0));
      normaliseText(line);
      readElements(line, new Set(['testcase']));
    });
    return taken > LIMIT_MS;
  });
  expect(slow).toEqual([]);
});

test('a line of a megabyte is classified at once, whatever it repeats', async () => {
  const slow: string[] = [];
  for (const seed of SEEDS) {
    const stdout = adversarial(seed, 1_000_000);
    const request = await requestFor({ stdout });
    const start = performance.now();
    await classify(request);
    if (performance.now() - start > LIMIT_MS) slow.push(seed);
  }
  expect(slow).toEqual([]);
});
