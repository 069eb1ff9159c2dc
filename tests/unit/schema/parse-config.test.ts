import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { faultCodes } from '../../../error/engine/verdict/fault-code.ts';
import { parseConfig } from '../../../schema/parse-config.ts';
import { configValidator } from '../../../scripts/config-validator.ts';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
type Schema = { readonly [key: string]: unknown };
// The cast cannot lie: the file is an object, as the first test shows.
const schema = JSON.parse(read('schema/config.schema.json')) as Schema;

const found = async (text: string, scope: 'user' | 'project' = 'user', file = 'config.yaml') => {
  const parsed = await parseConfig(text, { file, scope, userFile: '~/.config/ws/config.yaml' });
  return parsed.ok
    ? []
    : parsed.error.map(({ line, column, pointer, message }) => `${line}:${column} ${pointer} ${message}`);
};

test('the generated checker is that of the schema (npm run generate)', () => {
  expect(read('schema/generated/config-faults.js') === configValidator()).toBe(true);
});

test('every code that a log may be found to be has a severity to set', () => {
  const ajv = new Ajv({ strict: false });
  const validate = ajv.compile(schema);
  const codes = faultCodes().filter((code) => code !== 'none');
  expect(validate({ errors: { severities: Object.fromEntries(codes.map((code) => [code, 'warning'])) } })).toBe(true);
  expect(validate({ errors: { severities: { none: 'warning' } } })).toBe(false);
});

/** Every schema below a `properties`, with its path. */
const keysOf = (part: unknown, path: string): readonly (readonly [string, Schema])[] => {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, member]: [string, unknown]) => {
    const below = keysOf(member, `${path}/${key}`);
    // The cast cannot lie: what stands below `properties` is a schema.
    return path.endsWith('/properties') ? [[`${path}/${key}`, member as Schema] as const, ...below] : below;
  });
};

describe('editors can show help for every key', () => {
  const keys = keysOf(schema, '').filter(([path]) => !path.includes('/examples/') && !path.includes('/severities/'));
  const validator = new Ajv({ strict: false }).addSchema(schema, 'c');
  test('there are keys', () => expect(keys.length).toBeGreaterThan(15));
  test.each(keys)('%s, with examples that it accepts', (path, key) => {
    expect(key['title']).toMatch(/\S/);
    expect(key['description']).toMatch(/\S.*\.$/);
    const validate = validator.getSchema(`c#${path}`);
    for (const example of key['examples'] as readonly unknown[])
      expect(validate?.(example), JSON.stringify(validate?.errors)).toBe(true);
  });
});

test('a file that says nothing is right', async () => {
  expect(await found('')).toEqual([]);
  expect(await found('# later\n')).toEqual([]);
  expect(await found(' \n', 'user', 'config.json')).toEqual([]);
});

test.each([
  ['errors:\n  repeat: 3\n', '2:3 /errors/repeat unknown key "repeat". Did you mean "repeats"?'],
  [
    'errors: { repeats: "3" }\n',
    '1:20 /errors/repeats "repeats" must be a whole number from 1 to 100, not "3". Did you mean 3?',
  ],
  [
    'grace: 5\n',
    '1:8 /grace "grace" must be a duration such as "500ms", "30s", "10m", "1h30m" or "2d", not 5. Did you mean "5s"?',
  ],
  [
    'notify:\n  - on: [escalted]\n    command: [true]\n',
    '2:10 /notify/0/on/0 on[0] must be "started", "waiting", "paused", "breaker-open", "escalated", "emitted", "succeeded", "failed" or "cancelled", not "escalted". Did you mean "escalated"?',
  ],
  [
    'plugins: { timeLimit: 0s }\n',
    '1:23 /plugins/timeLimit "timeLimit" must be a duration above 0 such as "500ms", "30s", "10m", "1h30m" or "2d", not "0s"',
  ],
  [
    'breakers: { api: { window: 0m0s } }\n',
    '1:28 /breakers/api/window "window" must be a duration above 0 such as "500ms", "30s", "10m", "1h30m" or "2d", not "0m0s"',
  ],
  [
    'breakers: { my api: { failures: 3 } }\n',
    '1:13 /breakers/my api "my api" is not the name of a breaker (letters, digits, ".", "_", "-", "/" and ":", a letter or digit first, at most 128)',
  ],
  ['notify:\n  - on: [failed]\n', '2:5 /notify/0 notify[0] needs the key "command"'],
  ['trust: [project]\n', '1:9 /trust/0 trust[0] must be an absolute path such as "/home/ada/project", not "project"'],
  [
    'errors:\n  severities: { secret-fond: error }\n',
    '2:17 /errors/severities/secret-fond unknown key "secret-fond". Did you mean "secret-found"?',
  ],
  ['[1]\n', '1:1  the configuration must be an object, such as {"errors": {"repeats": 5}}'],
  [
    'logCap: 64M\n',
    '1:9 /logCap "logCap" must be a number of bytes above 0, or a size such as "500kB", "64MiB" or "1GiB", not "64M"',
  ],
])('%j is refused, with the place and what was meant', async (text, message) => {
  expect(await found(text)).toContain(message);
});

test.each(['notify: []\n', 'trust: [/srv/a]\n'])('a project may not say %j', async (text) => {
  const [said] = await found(text, 'project');
  expect(said).toMatch(/^1:1 .*belongs in your own configuration, ~\/\.config\/ws\/config\.yaml/);
  expect(await found(text, 'user')).toEqual([]);
});
