/** A test of the tests: each rule of the engine, broken by hand, must turn the simulator red. */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../../../..');
const SEEDS = '250';

type Mutant = { readonly rule: string; readonly file: string; readonly from: string; readonly to: string };

const mutants: readonly Mutant[] = [
  {
    rule: 'a late outcome is fenced off',
    file: 'core/engine/decide.ts',
    from: 'found.at.attempts === attempt.attempt',
    to: 'true',
  },
  {
    rule: 'a failure skips what depends on it',
    file: 'core/planning/schedule/due.ts',
    from: "isSpoiled ? { kind: 'skip', reason: 'upstream' } : GO",
    to: 'GO',
  },
  {
    rule: 'concurrency is limited',
    file: 'core/planning/schedule/due.ts',
    from: 'frontier.isFull',
    to: 'false',
  },
  {
    rule: 'a crash is no failure',
    file: 'core/engine/decide.ts',
    from: "kind: 'retry', at: now, counts: false, reason",
    to: "kind: 'retry', at: now, counts: true, reason",
  },
  {
    rule: 'nothing is dispatched before its commit',
    file: 'core/engine/loop.ts',
    from: 'const appended = await',
    to: 'for (const attempt of started) dispatcher.dispatch(order(attempt));\n      const appended = await',
  },
  {
    rule: 'an exclusive step runs alone',
    file: 'core/planning/schedule/frontier.ts',
    from: 'return this.#counts.busyAlone === 0 &&',
    to: 'return true ||',
  },
  {
    rule: 'retries end',
    file: 'error/engine/policy/forgiven.ts',
    from: 'at.recovery.spent >= limit',
    to: 'at.recovery.spent > limit',
  },
  {
    rule: 'finally waits for the rest',
    file: 'core/planning/schedule/frontier.ts',
    from: "this.#countOf(place).scope.kind !== 'finally' || this.isFinallyOpen",
    to: 'true',
  },
  {
    rule: 'continueOnError forgives',
    file: 'core/planning/schedule/frontier.ts',
    from: 'return !state.isForgiven;',
    to: 'return true;',
  },
  {
    rule: 'a lost attempt is run again',
    file: 'core/engine/decide.ts',
    from: 'return at === null ? [] : [interrupted(run, at, failure, now)];',
    to: 'return [];',
  },
  {
    rule: 'starts are counted',
    file: 'core/state/step-after.ts',
    from: 'event.attempt ?? attempts + 1',
    to: 'attempts',
  },
  {
    rule: 'failures are counted',
    file: 'core/state/step-after.ts',
    from: '? failures + 1 : failures',
    to: '? failures : failures',
  },
  {
    rule: 'a step waits for all its needs',
    file: 'core/planning/schedule/frontier.ts',
    from: 'this.#unmet[place] !== 0 ||',
    to: 'this.#unmet[place]! > 1 ||',
  },
  {
    rule: 'a backoff is slept through',
    file: 'core/planning/schedule/frontier.ts',
    from: 'if (isInFlight(before)) this.#occupy(place, -1);',
    to: '',
  },
  {
    rule: 'each alternative has its retries anew',
    file: 'core/state/recovery.ts',
    from: 'sightings: [], spent: 0,',
    to: 'sightings: [],',
  },
  {
    rule: 'alternatives are tried in turn',
    file: 'error/engine/policy/decisions.ts',
    from: 'const to = known.at.recovery.alternative + 1;',
    to: 'const to = known.step.fallback.length;',
  },
  {
    rule: 'what succeeded last is undone first',
    file: 'core/state/compensation.ts',
    from: 'b.at - a.at',
    to: 'a.at - b.at',
  },
  {
    rule: 'what succeeded is undone in the order of success, not of the plan',
    file: 'core/state/compensation.ts',
    from: "if (order === 'success') ended.sort",
    to: 'if (false) ended.sort',
  },
  {
    rule: 'compensation opens once',
    file: 'core/state/fold.ts',
    from: "if (run.compensation !== null && run.compensation !== 'wanted') return;",
    to: '',
  },
  {
    rule: 'a scope counts each of its steps',
    file: 'core/planning/schedule/scope-count.ts',
    from: 'this.#left -= 1;',
    to: 'this.#left -= isBad ? 2 : 1;',
  },
  {
    rule: 'a scope counts what failed in it',
    file: 'core/planning/schedule/scope-count.ts',
    from: 'if (isBad) this.#bad += 1;',
    to: '',
  },
  {
    rule: 'one that cannot be undone keeps no other from being undone',
    file: 'core/planning/schedule/due.ts',
    from: 'if (!isAuthored(scopeAt(run.plan.scopes, place)))',
    to: 'if (!isSpoiled && !isAuthored(scopeAt(run.plan.scopes, place)))',
  },
  {
    rule: 'only what succeeded is compensated',
    file: 'core/planning/schedule/due.ts',
    from: "return place !== undefined && run.steps[place]?.state.kind === 'succeeded';",
    to: 'return place !== undefined;',
  },
  {
    rule: 'compensations come one after the other',
    file: 'core/state/compensation.ts',
    from: 'const links = Math.max(0, count - 1);',
    to: 'const links = 0;',
  },
  {
    rule: 'a run ends when all of it is undone',
    file: 'core/planning/schedule/due.ts',
    from: 'if (!frontier.isCompensated ||',
    to: 'if (',
  },
  {
    rule: 'a hopeless failure is not retried',
    file: 'error/engine/policy/forgiven.ts',
    from: "(hope === 'hopeless' || hope === 'elsewhere')",
    to: 'false',
  },
];

const scratch = mkdtempSync(join(tmpdir(), 'ws mutants '));

const copyHouse = (name: string): string => {
  const house = join(scratch, name);
  for (const folder of ['core', 'error/engine', 'adapters/tools', 'tests/rig'])
    cpSync(join(root, folder), join(house, folder), { recursive: true });
  for (const file of ['package.json', 'tsconfig.json']) cpSync(join(root, file), join(house, file));
  symlinkSync(join(root, 'node_modules'), join(house, 'node_modules'));
  return house;
};

/** Exit code of the simulator in a house of its own. */
const simulateIn = async (house: string): Promise<number> =>
  promisify(execFile)(process.execPath, ['--import', 'tsx', 'tests/rig/simulate.ts', SEEDS], {
    cwd: house,
    timeout: 120_000,
  }).then(
    () => 0,
    () => 1,
  );

describe('the simulator', () => {
  beforeAll(() => copyHouse('unbroken'));
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  test('is green over the rules as they are', async () => {
    expect(await simulateIn(join(scratch, 'unbroken'))).toBe(0);
  });

  test.each(mutants)('is red when the rule is broken that $rule', async ({ file, from, to, rule }) => {
    const house = copyHouse(rule);
    const text = readFileSync(join(house, file), 'utf8');
    expect(text.split(from).length, `${file} holds the rule once`).toBe(2);
    writeFileSync(
      join(house, file),
      text.replace(from, () => to),
    );
    expect(await simulateIn(house)).toBe(1);
  });
});
