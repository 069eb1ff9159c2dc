import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readBesideFrom } from '../../../interfaces/house/read-beside.ts';
import { readUsedFrom } from '../../../interfaces/house/read-used.ts';
import type { KnownTools } from '../../../schema/check-calls.ts';
import { loadWorkstream } from '../../../schema/load-workstream.ts';
import { reading } from '../../rig/step.ts';

const complaints = async (text: string, file = 'a.json'): Promise<readonly string[]> => {
  const loaded = await loadWorkstream(text, file, reading);
  return loaded.ok
    ? []
    : loaded.error.map(
        ({ line, column, pointer, code, message }) => `${line}:${column} ${pointer} [${code}] ${message}`,
      );
};

const steps = (list: string): string => `{"version":1,"id":"demo","steps":[\n${list}\n]}`;

describe('what keeps a workstream from being planned is told where the author wrote it', () => {
  test.each([
    ['{"id":"a","run":"x"},\n{"id":"a","run":"x"}', '3:7 /steps/1/id [duplicate-step]'],
    ['{"id":"a","run":"x","needs":["b"]}', '2:30 /steps/0/needs/0 [unknown-need]'],
    ['{"id":"a","run":"x","needs":"b"}', '2:29 /steps/0/needs [unknown-need]'],
    ['{"id":"a","run":"x","needs":"b"},{"id":"b","run":"x","needs":"a"}', '2:62 /steps/1/needs [cycle]'],
    ['{"id":"a","run":"echo ${{ inputs.x }}"}', '2:27 /steps/0/run [unknown-input]'],
    ['{"id":"a","tool":"shell","with":{"run":"echo ${{ inputs.x }}"}}', '2:50 /steps/0/with/run [unknown-input]'],
    ['{"id":"a","run":"x","if":"${{ steps.b.status }}"}', '2:31 /steps/0/if [unknown-step]'],
    ['{"id":"a","run":"x","input":{"a/b":["${{ inputs.x }}"]}}', '2:42 /steps/0/input/a~1b/0 [unknown-input]'],
    ['{"id":"a","run":"x"},{"id":"b","run":"x","needs":[{"step":"c"}]}', '2:51 /steps/1/needs/0 [unknown-need]'],
    [
      '{"id":"a","run":"x"},{"id":"b","run":"x","needs":{"step":"c","when":"failed"}}',
      '2:50 /steps/1/needs [unknown-need]',
    ],
    ['{"id":"a","run":"x"},{"id":"b","run":"x","needs":["a",{"step":"a"}]}', '2:55 /steps/1/needs/1 [bad-value]'],
    [
      '{"id":"a","run":"x"},{"id":"b","run":"x"},{"id":"c","run":"x","needs":[{"step":"a","any":true},{"step":"b","any":true}]},{"id":"d","needs":"c","run":"echo ${{ steps.a.status }}"}',
      '2:160 /steps/3/run [reference-too-early]',
    ],
  ])('%s', async (list, place) => {
    const found = await complaints(steps(list));
    expect(found.map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([place]);
  });

  test.each([
    ['{"id":"a","tool":"manul","with":{"prompt":"x"}}', '2:18 /steps/0/tool'],
    ['{"id":"a","run":"x","fallback":[{"tool":"manul","with":{}}]}', '2:41 /steps/0/fallback/0/tool'],
    ['{"id":"a","run":"x","compensate":{"tool":"manul","with":{}}}', '2:42 /steps/0/compensate/tool'],
  ])('and so is a tool that nobody has: %s', async (list, place) => {
    const tools = async (): Promise<KnownTools> => ({
      names: ['shell', 'manual'],
      objection: () => null,
      inputSchema: () => null,
      settings: () => ({}),
      examine: () => [],
      gives: () => null,
      objectionToRequirement: () => null,
    });
    const loaded = await loadWorkstream(steps(list), 'a.json', reading, tools);
    const said = loaded.ok ? [] : loaded.error.map((one) => `${one.line}:${one.column} ${one.pointer} ${one.message}`);
    expect(said).toEqual([`${place} there is no tool "manul"; see: ws tools list. Did you mean "manual"?`]);
    expect((await loadWorkstream(steps(list.replaceAll('manul', 'manual')), 'a.json', reading, tools)).ok).toBe(true);
  });

  test('and once, where it stands in the defaults of many steps', async () => {
    const text = `{"version":1,"id":"demo","defaults":{"env":{"A":"\${{ inputs.x }}"}},"steps":[{"id":"a","run":"x"},{"id":"b","run":"x"}]}`;
    const found = await complaints(text);
    expect(found.map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
      '1:54 /defaults/env/A [unknown-input]',
    ]);
  });

  test('in YAML, too', async () => {
    const text =
      'version: 1\nid: demo\nsteps:\n  - id: a\n    run: x\nfinally:\n  - id: b\n    run: x\n    needs:\n      - a\n';
    expect((await complaints(text, 'a.yaml')).map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
      '10:9 /finally/0/needs/0 [need-of-main]',
    ]);
  });
});

describe('the outputs of a step are a JSON Schema', () => {
  test.each([
    [
      '{"definitions":{"a":{"$ref":"#/definitions/b"},"b":{"$ref":"#/definitions/a"}}}',
      '2:31 /steps/0/outputs [bad-schema] "outputs" is not a JSON Schema: the reference #/definitions/a leads back to itself',
    ],
    [
      '{"type":"strin"}',
      '2:39 /steps/0/outputs/type [bad-schema] "outputs" is not a JSON Schema: "type" must be equal to one of the allowed values',
    ],
    [
      '{"properties":{"a":{"minimum":"1"}}}',
      '2:61 /steps/0/outputs/properties/a/minimum [bad-schema] "outputs" is not a JSON Schema: "minimum" must be number',
    ],
    [
      '{"required":["a","a"]}',
      '2:43 /steps/0/outputs/required [bad-schema] "outputs" is not a JSON Schema: "required" must NOT have duplicate items (items ## 1 and 0 are identical)',
    ],
    [
      '{"$ref":"#/definitions/a"}',
      '2:31 /steps/0/outputs [bad-schema] "outputs" is not a JSON Schema: can\'t resolve reference #/definitions/a from id #',
    ],
    [
      '{"$ref":"http://example.com/a.json"}',
      '2:31 /steps/0/outputs [bad-schema] "outputs" is not a JSON Schema: can\'t resolve reference http://example.com/a.json from id #',
    ],
    [
      '{"$async":true}',
      '2:41 /steps/0/outputs/$async [bad-schema] "outputs" is not a JSON Schema: $async is not supported',
    ],
    [
      '{"$schema":"https://json-schema.org/draft/2020-12/schema"}',
      '2:42 /steps/0/outputs/$schema [bad-schema] "outputs" is not a JSON Schema: only JSON Schema draft-07 is supported',
    ],
    [
      '{"pattern":"("}',
      '2:42 /steps/0/outputs/pattern [bad-schema] "outputs" is not a JSON Schema: Invalid regular expression',
    ],
    [
      '{"properties":{"default":{"pattern":"^(?=a)"}}}',
      '2:67 /steps/0/outputs/properties/default/pattern [bad-schema] "outputs" is not a JSON Schema: the pattern "^(?=a)" uses the look-around (?=…), which is not supported',
    ],
    [
      '{"items":[{"patternProperties":{"(a)\\\\1":true}}]}',
      '2:72 /steps/0/outputs/items/0/patternProperties/(a)\\1 [bad-schema] "outputs" is not a JSON Schema: the pattern "(a)\\\\1" uses the back-reference \\1, which is not supported',
    ],
  ])('%s', async (schema, complaint) => {
    const [found] = await complaints(steps(`{"id":"a","run":"x","outputs":${schema}}`));
    expect(found?.slice(0, complaint.length)).toBe(complaint);
  });
  test('and is told beside what keeps the workstream from being planned', async () => {
    const found = await complaints(steps('{"id":"a","run":"x","outputs":{"type":3},"needs":"b"}'));
    expect(found.map((line) => line.split(' ')[2])).toEqual(['[bad-schema]', '[unknown-need]']);
  });
});

test('a schema that is named is no more to be looked at where something else is wrong', async () => {
  const named = '{"id":"a","run":"x","outputs":"schema.json","acceptance":[{"schema":"schema.json","of":"a.json"}]}';
  expect(await complaints(steps(`${named},{"id":"b","run":"x","colour":1}`))).toEqual([
    expect.stringContaining('/steps/1/colour [unknown-key]'),
  ]);
});

test('a workstream that is right is loaded with its plan', async () => {
  const loaded = await loadWorkstream(
    steps('{"id":"a","run":"x","needs":"b"},{"id":"b","run":"y"}'),
    'a.json',
    reading,
  );
  expect(loaded.ok && loaded.value.plan.workstream).toBe(loaded.ok && loaded.value.workstream);
  expect(loaded.ok && [...loaded.value.plan.order]).toEqual([1, 0]);
});

const shipped = new URL('../../../workstreams/', import.meta.url);
test.each(readdirSync(shipped).filter((name) => /\.(json|yaml)$/.test(name)))(
  'the shipped workstream %s is valid',
  async (file) => {
    const path = fileURLToPath(new URL(file, shipped));
    const readBeside = readBesideFrom({ directory: '/', replacements: async () => null });
    const parts = { ...reading, readUsed: readUsedFrom('/'), readBeside };
    const loaded = await loadWorkstream(readFileSync(path, 'utf8'), path, parts);
    expect(loaded.ok ? [] : loaded.error).toEqual([]);
  },
);
