import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { readManifest } from '../../../../../error/engine/plugins/plugin-manifest.ts';
import { faultCodes } from '../../../../../error/engine/verdict/fault-code.ts';
import { SHIPPED_PLUGINS } from '../../../../../error/plugins/registry.generated.ts';

const schema = JSON.parse(readFileSync('schema/plugin.schema.json', 'utf8')) as {
  properties: { code: { enum: readonly string[] } };
};
const validate = new Ajv({ allErrors: false }).compile(schema);
const GOOD = { name: 'my-tool', title: 'My tool', description: 'Reads it.', module: './plugin.mjs' };

test.each<readonly [boolean, unknown]>([
  [true, GOOD],
  [true, { ...GOOD, $schema: '../x.json', priority: 0, code: 'network', requires: {} }],
  [true, { ...GOOD, priority: 100, requires: { plugins: ['a', 'b-2'], programs: ['npx'] } }],
  [false, null],
  [false, []],
  [false, {}],
  [false, { ...GOOD, name: 'My Tool' }],
  [false, { ...GOOD, name: 'a--b' }],
  [false, { ...GOOD, name: '' }],
  [false, { ...GOOD, name: 'a'.repeat(61) }],
  [false, { ...GOOD, title: '' }],
  [false, { ...GOOD, title: 'x'.repeat(101) }],
  [false, { ...GOOD, description: 7 }],
  [false, { ...GOOD, module: 'plugin.mjs' }],
  [false, { ...GOOD, module: './a/b.mjs' }],
  [false, { ...GOOD, module: './../b.mjs' }],
  [false, { ...GOOD, priority: 101 }],
  [false, { ...GOOD, priority: -1 }],
  [false, { ...GOOD, priority: 1.5 }],
  [false, { ...GOOD, priority: '5' }],
  [false, { ...GOOD, code: 'none' }],
  [false, { ...GOOD, code: 'no-such-code' }],
  [false, { ...GOOD, more: true }],
  [false, { ...GOOD, requires: [] }],
  [false, { ...GOOD, requires: { plugins: ['A'] } }],
  [false, { ...GOOD, requires: { plugins: ['a', 'a'] } }],
  [false, { ...GOOD, requires: { programs: [''] } }],
  [false, { ...GOOD, requires: { others: [] } }],
])('%s: reader and schema agree about %j', (isGood, value) => {
  expect({ reader: readManifest(value).ok, schema: validate(value) }).toEqual({ reader: isGood, schema: isGood });
});

test.each(SHIPPED_PLUGINS)('the manifest of $manifest.name follows the schema', ({ manifest, plugin }) => {
  const file = join('error/plugins', manifest.name, 'manifest.json');
  validate(JSON.parse(readFileSync(file, 'utf8')));
  expect(validate.errors).toBeNull();
  expect(plugin.name).toBe(manifest.name);
});

test('the schema knows every code', () => {
  expect([...schema.properties.code.enum].sort()).toEqual(
    faultCodes()
      .filter((code) => code !== 'none')
      .sort(),
  );
});
