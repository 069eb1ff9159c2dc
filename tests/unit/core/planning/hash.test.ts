/** Hashes that runs in the repositories of users hold: one that changes tells each of them that its file changed. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stepId, toolId } from '../../../../core/id.ts';
import { canonicalStep } from '../../../../core/planning/hash.ts';
import { PLAIN_STEP, plainStep } from '../../../../core/plain-step.ts';
import type { Step, Used } from '../../../../core/workstream.ts';
import { loadWorkstream } from '../../../../schema/load-workstream.ts';
import { reading } from '../../../rig/step.ts';

const FILES = resolve(import.meta.dirname, '../../../e2e/fixtures/earlier-state/files/workstreams');

// Written down by ws 0.1.0. Never edited: what hashes otherwise says so beside the hash, and these stay what they are.
test.each([
  ['finished.json', 'c7bb718d4f8b13f7bb20c09860b181fef1fadf303d56f4301ecf6d6459a0f327'],
  ['failed.json', '51443c3ec45ab8004f9cd5794ad59933fabeb2814426381d3d5ea8cad0482ddf'],
  ['waiting.yaml', '6ef7ff6d53ade867275c95ee5e445164df3dffe664e73d30be34dc30010e534b'],
  ['escalated.json', 'e45b90bea980cbd990e6be81a55baf4f5dd01f5146f512e63c746040800c3f4c'],
  ['compensated.json', 'c22dc1065a131797355167699fa7f6504a65806cec083abdf55478000bb89adf'],
  ['guarded.json', '3dfc0def02236d340feedd4dbec15a602bd64240a9a4a69a8304cbfdb2f153c4'],
  ['interrupted.json', '4cabf4a8fce5242613b3c73bd801b118fd61123cf648aba6623d06ba436947a7'],
])('the hash of %s is what it was in 0.1.0', async (file, hash) => {
  const loaded = await loadWorkstream(readFileSync(join(FILES, file), 'utf8'), file, reading);
  expect(loaded.ok && loaded.value.plan.hash).toBe(hash);
});

const alternative = { tool: toolId('manual'), with: {}, breakers: [] };

// A key of a step that is forgotten here is a type error.
const others: Readonly<{ [K in keyof Step]-?: Step[K] }> = {
  ...{ id: stepId('b'), tool: toolId('manual'), needs: [stepId('z')], condition: 'always()' },
  ...{ with: { run: 'false' }, input: 1, acceptance: [{ kind: 'file', path: 'f' }], outputs: {}, breakers: ['api'] },
  ...{ env: { A: 'b' }, cwd: 'sub', access: 'read', sandbox: 'off', timeoutMs: 1 },
  demands: [{ step: stepId('z'), when: 'failed', any: false }],
  secrets: ['TOKEN'],
  requires: { capability: 'code', languages: [], task: null, environment: null, unsaid: [] },
  leaves: ['node_modules'],
  commit: { message: 'x' },
  unavailable: 'skip',
  emit: [{ type: 'built', payload: {}, schema: null, each: null }],
  artifacts: ['report.html'],
  resources: { gpu: 1 },
  mutex: { name: 'db', strict: true },
  cache: { inputs: ['src'], env: [], outputs: [], tools: [], key: null, ttlMs: null, isOwn: true },
  files: { only: ['src/**'], outside: 'fail' },
  body: { kind: 'group', steps: [plainStep(stepId('inner'), toolId('shell'))], outputs: {}, timeoutMs: null },
  title: 'Another name',
  budget: { costMicroUsd: 1, tokens: null, durationMs: null },
  limits: { memoryBytes: 1, processes: null, cpu: null },
  ...{ retry: { ...PLAIN_STEP.retry, limit: 1 }, fallback: [alternative], fixes: 0 },
  ...{ compensate: { ...alternative, timeoutMs: 1, retry: PLAIN_STEP.retry } },
  ...{ onEscalated: 'ask', continueOnError: true, onInterrupted: 'fail' },
};

const plain = plainStep(stepId('a'), toolId('shell'));

// Cannot lie: the keys of the record above.
test.each(Object.keys(others) as (keyof Step)[])('two steps that differ in %s are told apart', (key) => {
  expect(canonicalStep({ ...plain, [key]: others[key] })).not.toBe(canonicalStep(plain));
});

test('what the format does not know is no part of the text', () => {
  expect(canonicalStep({ ...plain, ...{ later: 1 } })).toBe(canonicalStep(plain));
});

test('a step with limits is another than one without, and than one with others', async () => {
  const hashWith = async (limits: object): Promise<string> => {
    const text = JSON.stringify({ version: 1, id: 'w', steps: [{ id: 'a', run: 'make', ...limits }] });
    const loaded = await loadWorkstream(text, 'w.json', reading);
    if (!loaded.ok) throw new Error('invalid');
    return loaded.value.plan.hash;
  };
  const hashes = await Promise.all(
    [{}, { limits: { cpu: 1 } }, { limits: { cpu: 2 } }, { limits: { processes: 2 } }].map(hashWith),
  );
  expect(new Set(hashes).size).toBe(4);
});

test.each([
  [{ readViolations: 'fail' }, 'what is so where nothing is said', true],
  [{ readViolations: 'warn' }, 'another one', false],
  [{ allowEmpty: false }, 'what is so where nothing is said', true],
  [{ allowEmpty: true }, 'another one', false],
] as const)('a workstream with %j is %s', async (said, _, isSame) => {
  const hashWith = async (more: object): Promise<string> => {
    const text = JSON.stringify({ version: 1, id: 'w', steps: [{ id: 'a', run: 'make' }], ...more });
    const loaded = await loadWorkstream(text, 'w.json', reading);
    if (!loaded.ok) throw new Error('invalid');
    return loaded.value.plan.hash;
  };
  expect((await hashWith(said)) === (await hashWith({}))).toBe(isSame);
});

describe('two steps that use workstreams which differ', () => {
  const input = { type: 'string', description: null, required: true, default: null, options: [] } as const;
  const used = {
    ...{ source: './a.yaml', id: 'a', title: 'A', inputs: {}, with: {}, env: {}, secrets: [], concurrency: null },
    ...{ failFast: false, last: 0 },
  };
  // A key that is forgotten here is a type error.
  const other: Required<Used> = {
    ...{ source: './b.yaml', id: 'b', title: 'B', inputs: { n: input }, with: { n: 1 }, env: { A: 'b' } },
    ...{ secrets: ['TOKEN'], concurrency: 1, failFast: true, last: 1 },
    budget: { costMicroUsd: 1, tokens: null, durationMs: null },
    ...{ issue: '12', priority: 3 },
  };
  const using = (of: Used): Step => ({
    ...plain,
    body: { kind: 'group', steps: [plain], outputs: {}, timeoutMs: null, used: of },
  });

  // Cannot lie: the keys of the record above.
  test.each(Object.keys(other) as (keyof Used)[])('in %s are told apart', (key) => {
    expect(canonicalStep(using({ ...used, [key]: other[key] }))).not.toBe(canonicalStep(using(used)));
  });
});
