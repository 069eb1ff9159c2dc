import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { parseWorkstream } from '../../../schema/parse-workstream.ts';
import { SHELL } from '../../../adapters/tools/descriptions.ts';
import { readYaml } from '../../../schema/yaml-document.ts';

const shipped = (name: string): string =>
  readFileSync(new URL(`../../../workstreams/${name}`, import.meta.url), 'utf8');

test.each(['ci.json', 'quickstart.json'])('%s is the same workstream in YAML', async (name) => {
  const text = shipped(name);
  const fromJson = await parseWorkstream(text, name, SHELL);
  expect(fromJson.ok).toBe(true);
  expect(await parseWorkstream(stringify(JSON.parse(text)), 'a.yaml', SHELL)).toEqual(fromJson);
  expect(await parseWorkstream(text, 'json-is-yaml.yml', SHELL)).toEqual(fromJson);
});
test('release-notes.yaml is the same workstream in JSON', async () => {
  const text = shipped('release-notes.yaml');
  const fromYaml = await parseWorkstream(text, 'a.YAML', SHELL);
  expect(fromYaml.ok).toBe(true);
  expect(await parseWorkstream(JSON.stringify(parse(text)), 'a.json', SHELL)).toEqual(fromYaml);
});

test.each([
  ['[1, 0x10, 1e3, -0.5, "1", yes, True, ~, null, ""]', [1, 16, 1000, -0.5, '1', 'yes', true, null, null, '']],
  ['{1: a, true: b, x: }', { 1: 'a', true: 'b', x: null }],
  ['- !!str 1\n- !!int "2"\n- !!map {}', ['1', 2, {}]],
  ['a: |\n  one\n  two\nb: >-\n  one\n  two', { a: 'one\ntwo\n', b: 'one two' }],
  ['%YAML 1.2\n---\n2024-01-01', '2024-01-01'],
  ['"<<": {a: 1}', { '<<': { a: 1 } }],
  ['{3.10: a, 007: b}', { '3.10': 'a', '007': 'b' }],
])('%j is read as JSON can say it', (text, value) => {
  expect(readYaml(text)).toMatchObject({ document: { value }, problems: [] });
});

test.each([
  ['a: &x {b: 1}\nc: *x', { a: { b: 1 }, c: { b: 1 } }],
  // An anchor set again does not change what an alias before it meant.
  ['a: &x 1\nb: &l [*x]\nc: &x 2\nd: *l\ne: *x', { a: 1, b: [1], c: 2, d: [1], e: 2 }],
  ['&k a: 1\nb: *k', { a: 1, b: 'a' }],
  ['<<: {a: 1}', { a: 1 }],
  ['a: &x {b: 1, c: 2}\nd: {c: 3, <<: *x}', { a: { b: 1, c: 2 }, d: { c: 3, b: 1 } }],
  [
    'a: &x {b: 1}\nc: &y {b: 2, d: 3}\ne: {<<: [*x, *y], f: 4}',
    { a: { b: 1 }, c: { b: 2, d: 3 }, e: { b: 1, d: 3, f: 4 } },
  ],
])('aliases of %j mean the anchor before them', (text, value) => {
  expect(readYaml(text).document?.value).toEqual(value);
});

test.each(['<<: 3', 'a: &x [1]\nb: {<<: *x}', '<<: {a: 1}\n<<: {b: 1}'])('%j is no merge', (text) => {
  expect(readYaml(text).problems).toHaveLength(1);
});

test('an alias cannot hide how deep a document is', () => {
  const nested = (depth: number, inner: string): string => '['.repeat(depth) + inner + ']'.repeat(depth);
  expect(readYaml(`- &a ${nested(31, '1')}\n- ${nested(32, '*a')}`).problems).toEqual([]);
  expect(readYaml(`- &a ${nested(32, '1')}\n- ${nested(32, '*a')}`).problems).toMatchObject([{ code: 'too-deep' }]);
});
