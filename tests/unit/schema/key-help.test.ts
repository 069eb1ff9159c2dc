import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import { findHelp } from '../../../schema/key-help.ts';

const read = (name: string): JsonObject =>
  // The cast cannot lie: the files are objects.
  JSON.parse(readFileSync(new URL(`../../../schema/${name}.schema.json`, import.meta.url), 'utf8')) as JsonObject;
const schema = read('workstream');
const paths = (asked: string, of = schema): readonly string[] =>
  findHelp(of, asked).keys.map(({ path }) => path.join('.'));

describe('a key is found', () => {
  test.each([
    ['failFast', ['failFast']],
    ['timeout', ['defaults.timeout', 'steps.[].timeout']],
    ['backoff.jitter', ['defaults.retry.backoff.jitter', 'steps.[].retry.backoff.jitter']],
    ['/steps/0/timeout', ['steps.[].timeout']],
    ['/steps/2/steps/1/steps/0/timeout', ['steps.[].timeout']],
    ['/finally/0/timeout', ['steps.[].timeout']],
    ['/inputs/name/type', ['inputs.<name>.type']],
    ['/steps/0/acceptance/1/changed', ['steps.[].acceptance.[].changed']],
  ])('by %s', (asked, found) => {
    for (const path of found) expect(paths(asked)).toContain(path);
  });

  test('once, where steps of finally say the same', () => {
    expect(paths('isolation')).toEqual(['steps.[].isolation']);
  });

  test('of other files, too', () => {
    expect(paths('foreground', read('config'))).toEqual(['wait.foreground']);
  });
});

test('each says what it means, and has an example', () => {
  const { keys } = findHelp(schema, 'onEscalated');
  expect(keys.at(-1)).toMatchObject({ values: ['fail', 'ask'], examples: ['ask'] });
  for (const { description, examples } of findHelp(schema, '/steps/0/retry').keys) {
    expect(description).toMatch(/\S/);
    expect(examples.length).toBeGreaterThan(0);
  }
});

test('what was meant is told where there is none', () => {
  expect(findHelp(schema, 'timout')).toEqual({ keys: [], meant: 'timeout' });
  expect(findHelp(schema, '/steps/0/retyr')).toEqual({ keys: [], meant: 'retry' });
  expect(findHelp(schema, '')).toMatchObject({ keys: [] });
});
