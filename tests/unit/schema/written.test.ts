import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Step } from '../../../core/workstream.ts';
import { parseWorkstream } from '../../../schema/parse-workstream.ts';
import { SHELL } from '../../../adapters/tools/descriptions.ts';
import type { WrittenDefaults, WrittenStep, WrittenWorkstream } from '../../../schema/written.ts';

type Keyed = { readonly properties: Readonly<Record<string, { readonly examples: readonly unknown[] }>> };

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
// Cannot lie: tests/unit/schema/generated.test.ts holds the schema to its form.
const schema = JSON.parse(read('schema/workstream.schema.json')) as Keyed & {
  readonly definitions: { readonly step: Keyed };
  readonly properties: { readonly defaults: Keyed };
};

// A key that is forgotten here is a type error, and then the schema lacks it.
const defaults: Readonly<Record<keyof WrittenDefaults, true>> = {
  ...{ timeout: true, retry: true, env: true, cwd: true, continueOnError: true, fix: true, onEscalated: true },
  ...{ access: true, onInterrupted: true, sandbox: true, limits: true, cache: true },
};
const step: Readonly<Record<keyof WrittenStep, true>> = {
  ...defaults,
  ...{
    id: true,
    run: true,
    tool: true,
    requires: true,
    with: true,
    needs: true,
    if: true,
    input: true,
    acceptance: true,
  },
  ...{ outputs: true, fallback: true, compensate: true, breaker: true, secrets: true, leaves: true, files: true },
  ...{
    title: true,
    foreach: true,
    loop: true,
    steps: true,
    matrix: true,
    args: true,
    budget: true,
    resources: true,
    mutex: true,
    emit: true,
    commit: true,
    artifacts: true,
    unavailable: true,
    on: true,
    isolation: true,
    uses: true,
  },
};
const workstream: Readonly<Record<keyof WrittenWorkstream, true>> = {
  ...{ version: true, id: true, title: true, description: true, spec: true, base: true, inputs: true, env: true },
  ...{ secrets: true, concurrency: true, failFast: true, onFailure: true, defaults: true, steps: true, finally: true },
  ...{
    outputs: true,
    readViolations: true,
    allowEmpty: true,
    nestedRepositories: true,
    worktree: true,
    continue: true,
    lanes: true,
    files: true,
    budget: true,
    resources: true,
    needs: true,
    issue: true,
    priority: true,
    mutex: true,
    integration: true,
  },
};

test.each([
  ['a step', step, schema.definitions.step],
  ['defaults', defaults, schema.properties.defaults],
])('the schema lets every key of %s be written that is read, and no other', (_, keys, { properties }) => {
  expect(Object.keys(properties).sort()).toEqual(Object.keys(keys).sort());
});

test('the schema lets every key of a workstream be written that is read, and beside them where editors find it', () => {
  expect(Object.keys(schema.properties).sort()).toEqual(['$schema', ...Object.keys(workstream)].sort());
});

const EXAMPLES: Readonly<Record<string, readonly unknown[]>> = Object.fromEntries(
  Object.entries(schema.definitions.step.properties).map(([key, { examples }]) => [key, examples]),
);

const parsed = async (written: object): Promise<Step | undefined> => {
  const workstream = await parseWorkstream(JSON.stringify({ version: 1, id: 'w', steps: [written] }), 'w.json', SHELL);
  return workstream.ok ? workstream.value.steps[0] : undefined;
};

test.each(Object.keys(step))('what a step says under %s is read', async (key) => {
  // What says what a step does stands alone.
  const isWork = key === 'run' || key === 'requires' || key === 'steps' || key === 'uses' || key === 'on';
  const plain = key === 'args' ? { id: 'plain', run: 'echo "$@"' } : { id: 'plain', tool: 'shell' };
  const without = await parsed(isWork || key === 'tool' ? { id: 'plain', run: 'true' } : plain);
  const read = await Promise.all(
    (EXAMPLES[key] ?? []).map((example) => parsed({ ...(isWork ? { id: 'plain' } : plain), [key]: example })),
  );
  expect(without).toBeDefined();
  expect(read.some((one) => one !== undefined && JSON.stringify(one) !== JSON.stringify(without))).toBe(true);
});

test('docs/workstream-files.md has a line for every key of a step', () => {
  const told = new Set(
    [...read('docs/workstream-files.md').matchAll(/^\| ([^|]*) \|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, key]) => key),
    ),
  );
  for (const key of Object.keys(step)) expect(told).toContain(key);
});
