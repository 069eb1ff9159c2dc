/** The live view, from state to lines. */
import fc from 'fast-check';
import { createColors } from 'picocolors';
import { describe, expect, test } from 'vitest';
import type { Happening } from '../../../../../core/event.ts';
import { plainLine, widthOf } from '../../../../../interfaces/cli/fit.ts';
import { frameLines, type FrameSettings } from '../../../../../interfaces/cli/view/frame.ts';
import { happenedLine } from '../../../../../interfaces/cli/view/happened.ts';
import { progressOf, type Progress } from '../../../../../interfaces/house/progress.ts';
import { workstreamOf } from '../example.ts';
import { begun, created, failed, parked, recorded, retrying, start, started, succeeded } from '../script.ts';

const plain = createColors(false);
const settings = (over: Partial<FrameSettings> = {}): FrameSettings => ({
  now: start + 20_000,
  columns: 80,
  rows: 20,
  paint: plain,
  remainingMs: null,
  lastLine: () => '',
  notice: null,
  ...over,
});

const after = (workstream: ReturnType<typeof workstreamOf>, happenings: readonly Happening[]): Progress => {
  const progress = progressOf(workstream);
  for (const event of recorded('r1', [created(workstream), started, ...happenings])) progress.apply(event);
  return progress;
};

const diamond = workstreamOf({ fetch: [], build: ['fetch'], test: ['fetch'], ship: ['build', 'test'] });

describe('the frame', () => {
  test('shows running steps with elapsed time and their last line, and how far the run is', () => {
    const progress = after(diamond, [begun('fetch'), succeeded('fetch'), begun('build'), begun('test')]);
    const lastLine = (step: { readonly id: string }): string => (step.id === 'build' ? 'compiling a.ts' : '');
    expect(frameLines(progress, settings({ lastLine, remainingMs: 65_000 }))).toEqual([
      '  ▶ build 16s     compiling a.ts',
      '  ▶ test  15s',
      '  1/4 done · 2 running · 19s · about 1m 5s left',
    ]);
  });

  test('says that the worktree is being made before anything begins', () => {
    const progress = progressOf(diamond);
    expect(frameLines(progress, settings())).toEqual(['  0/4 done']);
    for (const event of recorded('r1', [created(diamond)])) progress.apply(event);
    expect(frameLines(progress, settings())).toEqual(['  0/4 done · making the worktree · 20s']);
    const worktree = { link: [], copy: [], setup: 'npm ci' };
    const prepared = progressOf({ ...diamond, worktree });
    for (const event of recorded('r1', [created(diamond)])) prepared.apply(event);
    expect(frameLines(prepared, settings())[0]).toContain('making the worktree and setting it up');
  });

  test('shows the title of a step beside its id', () => {
    const titled = { ...diamond, steps: diamond.steps.map((step) => ({ ...step, title: `To ${step.id}` })) };
    const progress = after(titled, [begun('fetch')]);
    expect(frameLines(progress, settings())[0]).toBe('  ▶ fetch · To fetch 18s');
  });

  test('counts a backoff down', () => {
    const progress = after(diamond, [begun('fetch'), retrying('fetch', 1, start + 24_200)]);
    expect(frameLines(progress, settings())[0]).toBe('  ↻ fetch         again in 5s (failure 1 of 3: exit 1)');
  });

  test('a step that waits for a person stands first, with its question', () => {
    const progress = after(workstreamOf({ a: [], b: [] }), [begun('a'), begun('b'), parked('b')]);
    expect(frameLines(progress, settings())[0]).toBe('  ? b         waits: Is it good?');
  });

  test('shows no more lines than there is room for', () => {
    const names = Array.from({ length: 50 }, (_, place) => `step-${place}`);
    const progress = after(
      workstreamOf(Object.fromEntries(names.map((name) => [name, []]))),
      names.map((name) => begun(name)),
    );
    const lines = frameLines(progress, settings({ rows: 10, notice: 'stopping' }));
    expect(lines.length).toBeLessThanOrEqual(10);
    expect(lines).toContain('    and 44 more');
    expect(lines.at(-1)).toBe('  stopping');
  });

  test('no line is ever wider than the terminal, whatever steps are called and print', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 120 });
    fc.assert(
      fc.property(
        fc.uniqueArray(text, { minLength: 1, maxLength: 6 }),
        text,
        fc.integer({ min: 40, max: 120 }),
        (names, said, columns) => {
          const steps = workstreamOf(Object.fromEntries(names.map((name) => [name, []])));
          const [first] = steps.steps;
          const happenings = steps.steps.map((step) => begun(step.id));
          const progress = after(steps, first === undefined ? [] : [...happenings, parked(first.id, said)]);
          for (const line of frameLines(progress, settings({ columns, lastLine: () => said, notice: said }))) {
            expect(widthOf(line)).toBeLessThanOrEqual(columns);
          }
        },
      ),
    );
  });

  test('what a step prints cannot move the cursor', () => {
    const progress = after(diamond, [begun('fetch')]);
    const [line] = frameLines(progress, settings({ lastLine: () => '\u001b[2J\u001b[31mred\r\u0007' }));
    expect(line).toBe(plainLine(line ?? ''));
    expect(line).toContain('red');
  });
});

describe('a line that scrolls by', () => {
  const line = (happenings: readonly Happening[], columns = 80): string | null => {
    const progress = progressOf(diamond);
    let last: string | null = null;
    for (const event of recorded('r1', [created(diamond), started, ...happenings])) {
      last = happenedLine(event, progress.apply(event), { columns, paint: plain, isStartShown: true });
    }
    return last;
  };

  test.each<[string, readonly Happening[], string]>([
    ['a start', [begun('fetch')], '  ▶ fetch  started'],
    ['a second start', [begun('fetch', 2)], '  ▶ fetch  started, attempt 2'],
    ['a success', [begun('fetch'), succeeded('fetch')], '  ✔ fetch  succeeded in 1.0s'],
    [
      'a failure',
      [begun('fetch'), failed('fetch')],
      '  ✖ fetch  failed after 1.0s: The command ended with exit code 1. (no failure i…',
    ],
    [
      'a retry',
      [begun('fetch'), retrying('fetch', 1, start + 7000)],
      '  ↻ fetch  exit 1; again in 4.0s (failure 1 of 3)',
    ],
    [
      'an interruption',
      [begun('fetch'), retrying('fetch', 1, start)],
      '  ↻ fetch  exit 1; again at once (failure 1 of 3)',
    ],
    ['a question', [begun('fetch'), parked('fetch')], '  ? fetch  waits: Is it good? (accept, reject)'],
  ])('for %s', (_, happenings, expected) => {
    expect(line(happenings)).toBe(expected);
  });

  test('is cut to the terminal', () => {
    expect(line([begun('fetch'), failed('fetch')], 40)).toBe('  ✖ fetch  failed after 1.0s: The comma…');
  });
});

describe('progress', () => {
  test('steps inherited from an earlier run count as done', () => {
    const progress = progressOf(diamond);
    const [fetch] = diamond.steps;
    if (fetch === undefined) throw new Error('the diamond has steps');
    const inherited = { step: fetch.id, outputs: {}, exitCode: 0, checkpoint: null };
    const inherits = { run: recorded('r0', [])[0]?.run ?? recorded('r0', [started])[0]?.run };
    if (inherits.run === undefined) throw new Error('the script numbers runs');
    const happening = created(diamond, { inherits: { run: inherits.run, steps: [inherited] } });
    for (const event of recorded('r1', [happening])) progress.apply(event);
    expect(progress.finishedCount).toBe(1);
    expect(progress.steps.get(fetch.id)).toMatchObject({ kind: 'succeeded', isInherited: true });
  });
});
