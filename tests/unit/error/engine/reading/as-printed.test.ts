/** Copied logs are as they were printed: what terminals, pages and mails did to them is undone, and nothing else. */
import { describe, expect, test } from 'vitest';
import { asPrinted } from '../../../../../error/engine/reading/as-printed.ts';

const LOG = [
  'src/a.ts(2,5): error TS2322: No.',
  '  Types of "x" differ.',
  '',
  'Found 1 error.',
  'a < b',
  '> tsc',
  'ok',
];

const SAID = LOG.filter((line) => line !== '');

test.each<[string, readonly string[], readonly string[]]>([
  ['marks of a quotation', LOG.map((line) => `> ${line}`), LOG],
  ['two levels of them', LOG.map((line) => `> > ${line}`), LOG],
  ['the margin of a block of code', LOG.map((line) => (line === '' ? '' : `    ${line}`)), LOG],
  ['back-ticks around each line', LOG.map((line) => (line === '' ? '' : `\`${line}\``)), LOG],
  ['the numbers of a viewer', SAID.map((line, at) => `${String(at + 1).padStart(3)}  ${line}`), SAID],
  ['entities', ['a &lt; b', 'f(&quot;x&quot;) &amp;&amp; g()', '&#39;y&#39;'], ['a < b', 'f("x") && g()', "'y'"]],
  ['what is left of colours', ['[31mError:[39m no', '[1m[2mb[0m'], ['Error: no', 'b']],
  ['colours whose escape is shown', ['␛[31mError:␛[0m no', '\\u001b[1mb', '^[[32mc'], ['Error: no', 'b', 'c']],
  ['spaces that do not break', ['a.ts:1:2\u00a0error\u202fno\u200b'], ['a.ts:1:2 error no']],
  ['drawn quotation marks', ['Cannot find “x” in ‘y’'], ['Cannot find "x" in \'y\'']],
  [
    'the sentence that a document stands in',
    ['I see this one code "[{', '\t"line": 1', '}]" and do not know why'],
    ['I see this one code "', '[{', '\t"line": 1', '}]', '" and do not know why'],
  ],
  ['a time behind a mark', LOG.map((line) => `> 2026-01-02T03:04:05.123Z ${line}`), LOG],
])('without %s', (_, copied, printed) => {
  expect(asPrinted(copied)).toEqual(printed);
});

describe('the very same lines stay', () => {
  test.each<[string, readonly string[]]>([
    ['of a plain log', LOG],
    ['where a tool sets in all it says by two', ['  1 passing', '  1 failing']],
    ['of a stack without its head', ['    at f (/repo/a.js:1:2)', '    at g (/repo/b.js:3:4)']],
    ['of spans of time', ['rate(x[5m]) > 3', 'rate(y[1m])']],
    ['where entities are told of', ['<p>use &lt; here</p>']],
    ['of a tool that draws its quotation marks', ['error: ‘x’ undeclared']],
    ['of a source with its numbers', ['a.ts:2:1: no', '1 | a', '2 | b', '3 | c', '4 | d', '5 | e', 'done', 'x', 'y']],
  ])('%s', (_, lines) => {
    expect(asPrinted(lines)).toBe(lines);
  });
});
