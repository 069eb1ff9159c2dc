/** What a file holds: where the documents of a YAML text begin, and where the parts of a list stand. */
import { expect, test } from 'vitest';
import { readParts } from '../../../schema/file-parts.ts';
import { yamlSlices } from '../../../schema/yaml-slices.ts';

test.each([
  ['a: 1', ['a: 1']],
  ['# why\n---\na: 1\n---\nb: 2\n', ['# why\n---\na: 1\n', '---\nb: 2\n']],
  ['a: 1\n--- # more\nb: 2\n...\n---\n# nothing\n', ['a: 1\n', '--- # more\nb: 2\n...\n']],
  ['%YAML 1.2\n---\na: 1', ['%YAML 1.2\n---\na: 1']],
  ['a: |\n  ---\n  x\nb: "--- y"', ['a: |\n  ---\n  x\nb: "--- y"']],
])('the documents of %j', (text, expected) => {
  expect(yamlSlices(text).map(({ start, end }) => text.slice(start, end))).toEqual(expected);
});

test('each part knows where it stands in the whole', async () => {
  const { members, frames, isBundle } = await readParts('{"workstreams": [{"id": "a"}, {"id": "b"}]}', 'x.json');
  expect([members.length, frames.length, isBundle]).toEqual([2, 1, true]);
  const second = members[1]?.document;
  expect(second).toMatchObject({ value: { id: 'b' }, root: '/workstreams/1' });
  expect(second?.locate([{ pointer: '/id', place: 'value' }])).toEqual([37]);
});
