/** How far a run is: one bar of parts, and the counts in words. */
import type { ReactNode } from 'react';
import type { Counts } from '../data/resources.ts';
import { Glyph } from './glyph.tsx';
import { LOOKS, type State } from './looks.ts';

type Part = { readonly state: State; readonly count: number; readonly colour: string; readonly word: string };

const IDLE = 'var(--bg-press)';

/** What is worst first; nothing of which there is none. */
export const partsOf = (counts: Counts): readonly Part[] => {
  const part = (state: State, count: number, colour: string, word = LOOKS[state].word.toLowerCase()): Part => ({
    state,
    count,
    colour,
    word,
  });
  return [
    part('failed', counts.failed, 'var(--fail-bar)'),
    part('waiting', counts.waiting, 'var(--ask-bar)', counts.waiting === 1 ? 'needs you' : 'need you'),
    part('running', counts.running + counts.validating, 'var(--run-bar)'),
    part('backoff', counts.backoff, 'hatch', 'waiting'),
    part('succeeded', counts.succeeded, 'var(--ok-bar)'),
    part('blocked', counts.blocked + counts.ready, IDLE, 'to come'),
    part('skipped', counts.skipped, 'hatch'),
    part('cancelled', counts.cancelled, 'hatch'),
  ].filter(({ count }) => count > 0);
};

/** Finished work stands left, what is to come right. */
const ORDER: readonly State[] = [
  'succeeded',
  'failed',
  'waiting',
  'running',
  'backoff',
  'blocked',
  'skipped',
  'cancelled',
];

/** The bar alone. */
export const Parts = ({ counts }: { readonly counts: Counts }): ReactNode => {
  const parts = partsOf(counts);
  const told = `${parts.map(({ count, word }) => `${count} ${word}`).join(', ')} of ${counts.total}`;
  return (
    <span className="parts" role="img" aria-label={told} title={told}>
      {ORDER.map((state) => parts.find((each) => each.state === state))
        .filter((each) => each !== undefined)
        .map(({ state, count, colour }) => (
          <i
            key={state}
            className={colour === 'hatch' ? 'hatch' : undefined}
            style={{ flex: count, ...(colour === 'hatch' ? {} : { background: colour }) }}
          />
        ))}
    </span>
  );
};

/** The counts in a line. */
export const CountLine = ({ counts }: { readonly counts: Counts }): ReactNode => (
  <div className="counts">
    {partsOf(counts).map(({ state, count, word }) => (
      <span key={state}>
        <Glyph state={state} size={12} quiet />
        <b>{count}</b>
        {word}
      </span>
    ))}
  </div>
);
