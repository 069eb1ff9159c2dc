import { describe, expect, test } from 'vitest';
import { cutLines } from '../../../../specifications/content/lines.ts';
import { readSteps, type StepWords } from '../../../../specifications/content/scenario-steps.ts';

const read = (text: string, words?: StepWords): readonly string[] => {
  const source = cutLines(text);
  return readSteps(source, 0, source.count, words).steps.map((step) => `${step.keyword} ${step.text} @${step.line}`);
};
const isPlain = (text: string): boolean => readSteps(cutLines(text), 0, text.split('\n').length).isPlain;

test.each([
  ['bullets', '- **WHEN** a\n- **THEN** b', ['WHEN a @1', 'THEN b @2']],
  [
    'plain lines',
    'Given upstream releases,\nWhen updating,\nThen b.',
    ['GIVEN upstream releases @1', 'WHEN updating @2', 'THEN b. @3'],
  ],
  ['lower case', 'Given x\nand when y\nthen z', ['GIVEN x @1', 'WHEN y @2', 'THEN z @3']],
  [
    'one bullet',
    '- **GIVEN** a crash, **WHEN** it fails, **THEN** it goes on.',
    ['GIVEN a crash @1', 'WHEN it fails @1', 'THEN it goes on. @1'],
  ],
  [
    'one sentence',
    'When a user logs in, then a session starts',
    ['WHEN a user logs in @1', 'THEN a session starts @1'],
  ],
  ['capitals in a sentence', 'GIVEN a WHEN b THEN c', ['GIVEN a @1', 'WHEN b @1', 'THEN c @1']],
  ['numbers', '1. **WHEN** a\n2) THEN b', ['WHEN a @1', 'THEN b @2']],
  ['a quote', '> **WHEN** a\n> **THEN** b', ['WHEN a @1', 'THEN b @2']],
  ['a quoted list', '> - WHEN a\n>   - THEN b', ['WHEN a @1', 'THEN b @2']],
  ['nested bullets', '- Given x\n  - When y\n    - Then z', ['GIVEN x @1', 'WHEN y @2', 'THEN z @3']],
  ['italics', '*When* a\n_Then_ b\n***Then*** c', ['WHEN a @1', 'THEN b @2', 'THEN c @3']],
  ['code', '- `WHEN` a\n- `THEN` b', ['WHEN a @1', 'THEN b @2']],
  ['colons', '- **When:** a\n- Then: b\n**THEN**: c', ['WHEN a @1', 'THEN b @2', 'THEN c @3']],
  ['emphasis to the end', '- **WHEN a happens**\n- **THEN b**', ['WHEN a happens @1', 'THEN b @2']],
  ['checkboxes', '- [ ] WHEN a\n- [x] THEN b', ['WHEN a @1', 'THEN b @2']],
  ['small headings', '##### When a\n###### Then b', ['WHEN a @1', 'THEN b @2']],
  [
    'a gherkin fence',
    '```gherkin\nScenario: S\n  Given a\n  When b\n  Then c\n```',
    ['GIVEN a @3', 'WHEN b @4', 'THEN c @5'],
  ],
  ['any other fence', '```sh\nwhen a\n```', []],
  ['a table of steps', '| Step | Text |\n|---|---|\n| WHEN | a |\n| **THEN** | b |', ['WHEN a @3', 'THEN b @4']],
  [
    'a table of cases',
    '| Given | When | Then |\n|---|---|---|\n| a | b | c |',
    ['GIVEN a @3', 'WHEN b @3', 'THEN c @3'],
  ],
  ['continuation lines', '- **WHEN** a\n  that goes\non\n- **THEN** b', ['WHEN a that goes on @1', 'THEN b @4']],
  ['prose', 'Whenever it runs, it ends.\nThence nothing.\nAndroid is fine.', []],
  ['a word that only looks like one', '- when-ready flag\n- then_what', []],
  ['a comment', '<!-- - **WHEN** a -->\n<!--\n- **THEN** b\n-->', []],
  ['a keyword in code', '- **WHEN** `a, then b` runs', ['WHEN `a, then b` runs @1']],
])('steps as %s', (_, text, wanted) => {
  expect(read(text)).toEqual(wanted);
});

describe('what says more than its steps', () => {
  test.each([
    '- **WHEN** a\n- **THEN** b',
    '- **WHEN** a\n  more\n\n- **THEN** b',
    '```gherkin\nWhen a\nThen b\n```',
    '<!-- x -->\nWhen a',
  ])('%j does not', (text) => {
    expect(isPlain(text)).toBe(true);
  });
  test.each([
    'Only here.\n\n- WHEN a',
    '- WHEN a\n- on Linux',
    '- WHEN a\n\nprose',
    '- WHEN a\n```\nx\n```',
    '| a | b |',
  ])('%j does', (text) => {
    expect(isPlain(text)).toBe(false);
  });
});

test('words of other languages are read where they are given', () => {
  const words: StepWords = new Map([
    ['当', 'WHEN'],
    ['那么', 'THEN'],
    ['wenn', 'WHEN'],
    ['dann', 'THEN'],
  ]);
  expect(read('- **当** 用户登录\n- 那么记录事件', words)).toEqual(['WHEN 用户登录 @1', 'THEN 记录事件 @2']);
  expect(read('Wenn a, dann b', words)).toEqual(['WHEN a @1', 'THEN b @1']);
  expect(read('- **当** 用户登录')).toEqual([]);
});
