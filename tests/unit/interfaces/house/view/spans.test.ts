/** The bars of a timeline, from the events of a run. */
import { expect, test } from 'vitest';
import type { Happening } from '../../../../../core/event.ts';
import { spansOf } from '../../../../../interfaces/house/view/spans.ts';
import { aWorkstream } from '../../../core/state/example-log.ts';
import {
  begun,
  created,
  exit1,
  parked,
  readied,
  retrying,
  start,
  started,
  succeeded,
  written,
} from '../../cli/script.ts';

const shown = (...happenings: readonly Happening[]): readonly string[] => {
  const spans = spansOf();
  for (const event of written('k3f9', [created(aWorkstream('build')), started, ...happenings])) spans.apply(event);
  return spans
    .all()
    .map(({ step, kind, from, to, end }) =>
      `${step} ${kind} ${(from - start) / 1000}-${to === null ? '' : (to - start) / 1000} ${end ?? ''}`.trim(),
    );
};

test('an attempt waits for its turn, is at work, fails, and is tried again', () => {
  expect(shown(readied('a'), begun('a'), retrying('a', 1, start + 10_000), begun('a', 2), succeeded('a', 2))).toEqual([
    'a ready 2-3',
    'a work 3-4 tool-exit',
    'a backoff 4-5',
    'a work 5-6 succeeded',
  ]);
});

test('who waits for a person does so until somebody answers', () => {
  expect(shown(begun('a'), parked('a'))).toEqual(['a work 2-3', 'a person 3-']);
});

test('an attempt that ws died with ended when the last was heard of it', () => {
  const crash = { code: 'interrupted', by: 'crash', message: 'ws died' } as const;
  const events = written('k3f9', [
    created(aWorkstream('build')),
    started,
    begun('a'),
    retrying('a', 1, start, { ...exit1, ...crash }),
  ]);
  const spans = spansOf();
  for (const event of events) spans.apply(event);
  expect(spans.all()[0]).toMatchObject({ kind: 'work', to: events[2]?.at, end: 'interrupted' });
});
