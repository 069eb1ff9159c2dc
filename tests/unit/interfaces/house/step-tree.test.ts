/** Trees of steps, and what is left of them where there is little room. */
import { describe, expect, test } from 'vitest';
import { stepId } from '../../../../core/id.ts';
import type { StepKind } from '../../../../core/run.ts';
import { nameInside, parentPath } from '../../../../core/step-path.ts';
import { foldedRows, treeOf } from '../../../../interfaces/house/step-tree.ts';

const steps = (kinds: Readonly<Record<string, StepKind>>) =>
  Object.entries(kinds).map(([path, kind]) => {
    const id = stepId(path);
    return { id, parent: parentPath(id), kind };
  });

const drawn = (kinds: Readonly<Record<string, StepKind>>, room = 40): readonly string[] =>
  foldedRows(treeOf(steps(kinds)), room).map((row) => {
    const indent = '  '.repeat(row.depth);
    if (row.node === null) return `${indent}and ${row.left}`;
    const { step, within, counts } = row.node;
    const told = counts === null ? (within ?? step).kind : `${counts.done}/${counts.all} ${counts.failed}`;
    return `${indent}${nameInside(step.id)} ${told}`;
  });

/** A foreach over many, of which each kind has these keys and all others have succeeded. */
const many = (count: number, others: Readonly<Record<string, StepKind>>): Record<string, StepKind> =>
  Object.fromEntries(Array.from({ length: count }, (_, key) => [`t[${key}]`, others[key] ?? 'succeeded'] as const));

describe('a tree of steps', () => {
  test('of what has simply succeeded nothing inside is told, of a foreach all the same what failed', () => {
    expect(drawn({ g: 'succeeded', 'g/a': 'succeeded', l: 'succeeded', 'l#1': 'failed', 'l#2': 'succeeded' })).toEqual([
      ...['g 1/1 0', 'l 2/2 1'],
    ]);
    expect(drawn({ t: 'succeeded', 't[a]': 'failed', 't[b]': 'succeeded' })).toEqual(['t 2/2 1', '  a failed']);
  });

  test('what is under way and what failed is told at every depth', () => {
    const kinds: Readonly<Record<string, StepKind>> = {
      ...{ t: 'open', 't[a]': 'open', 't[a]/x': 'succeeded', 't[a]/y': 'running' },
      ...{ 't[b]': 'failed', 't[b]/x': 'failed', 't[b]/y': 'skipped', 't[c]': 'blocked', u: 'blocked' },
    };
    expect(drawn(kinds)).toEqual(['t 1/3 1', '  a 1/2 0', '    y running', '  b 2/2 1', '    x failed', 'u blocked']);
  });

  test('a lane of one step is that step, and its merge where that has begun', () => {
    const lane = (work: StepKind, merge: StepKind): readonly string[] =>
      drawn({ s: 'open', 's/ws.work': work, 's/ws.merge': merge });
    expect(lane('running', 'blocked')).toEqual(['s running']);
    expect(lane('succeeded', 'waiting')).toEqual(['s waiting']);
    expect(lane('failed', 'skipped')).toEqual(['s failed']);
  });

  test('what nobody wrote is not counted', () => {
    expect(drawn({ g: 'open', 'g/a': 'succeeded', 'g/ws.acceptance': 'running', 'g/ws.merge': 'blocked' })).toEqual([
      ...['g 1/1 0', '  ws.acceptance running'],
    ]);
  });

  test('of ten thousand beside each other the most urgent are told, in the room there is', () => {
    const kinds = {
      t: 'open' as const,
      ...many(10_000, { 17: 'waiting', 4: 'failed', 900: 'running', 901: 'backoff' }),
    };
    expect(drawn(kinds, 4)).toEqual(['t 9997/10000 1', '  17 waiting', '  4 failed', '  and 2']);
    const failing = many(10_000, Object.fromEntries(Array.from({ length: 10_000 }, (_, key) => [key, 'failed'])));
    const rows = drawn({ t: 'failed', ...failing }, 40);
    expect(rows).toHaveLength(40);
    expect(rows.at(-1)).toBe('  and 9962');
  });

  test('of a run of many steps those are told that did not simply succeed', () => {
    const all = Object.fromEntries(
      Array.from({ length: 100 }, (_, at) => [`s${at}`, at === 50 ? 'failed' : 'succeeded'] as const),
    );
    expect(drawn(all)).toEqual(['s50 failed', 'and 99']);
  });
});
