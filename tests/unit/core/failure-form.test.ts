import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isFailure } from '../../../core/failure-form.ts';
import type { JsonObject } from '../../../core/json.ts';
import { checkJson } from '../../../schema/json-schema.ts';

/** The form of failures in logs, told a second time by the schema for their readers. */
const shapes = JSON.parse(
  readFileSync('schema/events/shapes.schema.json', 'utf8').replaceAll('shapes.schema.json#', '#'),
) as {
  definitions: { failure: { oneOf: { required: string[]; properties: Record<string, JsonObject> }[] } };
};
const definitions = shapes.definitions as unknown as JsonObject;
const forms = shapes.definitions.failure.oneOf;
const codesOf = ({ properties }: (typeof forms)[number]): readonly string[] =>
  [properties['code']?.['const'] ?? properties['code']?.['enum'] ?? []].flat() as string[];

const SAMPLES: Readonly<Record<string, unknown>> = {
  ...{ status: 1, signal: 'SIGKILL', tool: 't', afterMs: 1.5, check: {}, pointer: '', paths: ['a'], steps: ['a'] },
  ...{
    breaker: 'b',
    reopensAt: 5,
    by: 'stop',
    deaths: 3,
    resetsAt: null,
    model: 'm',
    differs: [],
    step: 's',
    rounds: 2,
  },
  ...{ stack: '' },
};
const sampleOf = (form: (typeof forms)[number], code: string): Record<string, unknown> => ({
  ...Object.fromEntries(form.required.map((key) => [key, SAMPLES[key]])),
  ...{ code, message: 'it failed' },
});

test.each(forms.flatMap((form) => codesOf(form).map((code) => [code, form] as const)))(
  'a failure %s is one as the schema of logs has it, and none without what it needs',
  (code, form) => {
    const sample = sampleOf(form, code);
    expect(checkJson({ ...form, definitions }, sample as JsonObject), JSON.stringify(sample)).toBeNull();
    expect(isFailure(sample)).toBe(true);
    for (const key of form.required) {
      const { [key]: _, ...rest } = sample;
      expect(isFailure(rest), `without ${key}`).toBe(false);
      expect(isFailure({ ...sample, [key]: Symbol('none') }), `with another ${key}`).toBe(key === 'check');
    }
  },
);

test.each([
  { code: 'nope' },
  { code: '__proto__' },
  { code: 'constructor' },
  { code: 'rate-limited', resetsAt: 1e308 },
  { code: 'rate-limited', resetsAt: -1 },
  { code: 'quota-exceeded', resetsAt: 'soon' },
  { code: 'tool-exit', status: 1.5 },
  { code: 'tool-exit', status: 1e300 },
  { code: 'timeout', afterMs: Number.NaN },
  { code: 'read-only-violated', paths: 3 },
])('%j is no failure', (failure) => {
  expect(isFailure({ message: 'it failed', ...failure })).toBe(false);
});
