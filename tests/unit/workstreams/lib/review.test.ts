import { expect, test } from 'vitest';
import { shippedFunction } from '../../../rig/shipped-function.ts';

const review = await shippedFunction('review');
const JSON_TEXT = '{"findings": [{"severity": "high", "file": "a.ts", "title": "wrong sum", "line": 3}]}';
const READ = { findings: [{ severity: 'high', file: 'a.ts', title: 'wrong sum', fix: '' }], count: 1 };

test.each([
  ['data', { findings: [{ severity: 'high', file: 'a.ts', title: 'wrong sum' }] }],
  ['JSON alone', { result: JSON_TEXT }],
  ['JSON behind words', { result: `I read { it } all.\n\`\`\`json\n${JSON_TEXT}\n\`\`\`` }],
  ['the last block', { result: `\`\`\`json\n{"a":1}\n\`\`\`\nbut\n\`\`\`\n${JSON_TEXT}\n\`\`\`\n` }],
])('findings are read from %s', (_, answer) => {
  expect(review({ answer })).toEqual(READ);
});

test.each([
  ['praise in prose, however many lines of it', { result: '1. good\n2. nice\n- high: quality' }, 'no JSON'],
  ['a text in the place of the list', { result: '{"findings": "none"}' }, 'no list'],
  ['nothing', null, 'no list'],
  ['a severity that is none', { findings: [{ severity: 'urgent', title: 'x' }] }, 'finding 1 has no severity'],
  ['a finding without words', { findings: [{ severity: 'low', title: ' ' }] }, 'finding 1 has no title'],
])('%s is no review', (_, answer, message) => {
  expect(() => review({ answer })).toThrow(message);
});
