/** What is quoted of a log that nobody understands. */
import { expect, test } from 'vitest';
import { bestSentence } from '../../../../../error/engine/reading/best-sentence.ts';

test.each<[string, readonly string[], string]>([
  ['the last that names a fault', ['cannot open a', 'cannot open b', 'bye'], 'cannot open b'],
  ['not what a wrapper says of the end', ['cannot open a', 'FAILED: Build did NOT complete'], 'cannot open a'],
  [
    'with the line in which it goes on',
    ['Error in library(x) :', '  there is no package'],
    'Error in library(x) : there is no package',
  ],
  ['not who asks for help', ['cannot open a', 'I get this error, any help?'], 'cannot open a'],
  ['the last where none names a fault', ['one', 'two'], 'two'],
  ['nothing of what is no text', ['\u0000\u0001\u0002'], ''],
])('%s', (_, lines, sentence) => {
  expect(bestSentence(lines)).toBe(sentence);
});
