import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { salvageRef } from '../../../adapters/git/worktree/names.ts';
import { createAttemptFiles } from '../../../adapters/machine/attempt-files.ts';
import { runId, stepId } from '../../../core/id.ts';
import { stepName } from '../../../core/step-name.ts';
import { sha256 } from '../../rig/step.ts';

const nameOf = (path: string): string => stepName(path, sha256);
const folderOf = (path: string): string =>
  createAttemptFiles('/root').paths({ run: runId('r1'), step: stepId(path), attempt: 1 }).directory;

/** Ids as the schema of files allows them. */
const ids = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_-]{0,63}$/);
/** What data may come to name steps by: short strings of what is dangerous, any characters, half pairs, long ones. */
const hostile = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'A', '_', '-', '.', '/', '[', ']', '#', '%', '5', 'b', 'u', '~', '\0', ' ') }),
  fc.string({ unit: fc.constantFrom('a', '\ud800', '\udc00', 'é', 'e\u0301', 'İ', '中') }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: fc.constantFrom('a', '/'), minLength: 70, maxLength: 400 }),
  fc.nat(50).map((at) => `${'fan[0]/'.repeat(20)}${at}`),
  ids,
);

describe('the name of a step', () => {
  test('is its id, as it has always been, for every step that a file can hold and for what undoes it', () => {
    fc.assert(
      fc.property(ids, (id) => {
        for (const name of [id, `${id}.compensate`]) {
          expect(folderOf(name)).toBe(`/root/runs/r1/steps/${name}/1`);
          expect(salvageRef('r1', name, 2, 1)).toBe(`refs/ws/r1/salvage/${name.replace('.', '_')}/2`);
        }
      }),
    );
    expect(folderOf('ws.rollback')).toBe('/root/runs/r1/steps/ws.rollback/1');
    expect(salvageRef('r1', 'ws.rollback', 1, 3)).toBe('refs/ws/r1/salvage/ws_rollback/1.3');
  });

  test.each([
    ['fan[linux]/test', 'fan%5blinux%5d%2ftest'],
    ['fix#2', 'fix%232'],
    ['test[a]', 'test%5ba%5d'],
    ['test_a_', 'test_a_'],
    ['..', '%2e%2e'],
    ['grün', 'gr%u00fcn'],
    ['a/b.compensate', 'a%2fb%2ecompensate'],
    ['fan[A]', /^fan%5bA%5d%-[0-9a-f]{32}$/],
    ['', /^%-[0-9a-f]{32}$/],
    ['x'.repeat(500), /^x{80}%-[0-9a-f]{32}$/],
  ])('of %j is %s', (path, name) => {
    expect(nameOf(path)).toEqual(typeof name === 'string' ? name : expect.stringMatching(name));
  });

  test('is another for another path, also where upper case and lower case are one', () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 2, maxLength: 40 }), (drawn) => {
        const paths = [...new Set(drawn.flatMap((path) => [path, path.toUpperCase(), path.toLowerCase()]))];
        expect(new Set(paths.map(nameOf)).size).toBe(paths.length);
        const fresh = paths.filter((path) => nameOf(path) !== path);
        expect(new Set(fresh.map((path) => nameOf(path).toLowerCase())).size).toBe(fresh.length);
      }),
      { numRuns: 500 },
    );
  });

  test('is one plain part of a path, never long', () => {
    fc.assert(
      fc.property(hostile, (path) => {
        const name = nameOf(path);
        expect(name).toMatch(/^[A-Za-z0-9_%.-]{1,120}$/);
        expect(name.replace(/\.compensate$/, '')).not.toMatch(/\./);
      }),
    );
  });

  test('makes a ref and a branch that git takes', () => {
    const check = (ref: string): unknown => execFileSync('git', ['check-ref-format', ref]);
    fc.assert(
      fc.property(hostile, (path) => {
        check(salvageRef('r1', path, 1, 2));
        check(`refs/heads/ws/build/r1.lanes/${nameOf(path)}`);
      }),
      { numRuns: 60 },
    );
  });
});
