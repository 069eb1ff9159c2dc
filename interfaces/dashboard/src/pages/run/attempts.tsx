/** Each attempt of a step: when, how long, how it ended, and the way to its log. */
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { durationWords } from '../../../../house/view/words.ts';
import { Glyph } from '../../parts/glyph.tsx';
import { useNow } from '../../parts/now.ts';
import { Empty } from '../../parts/pane.tsx';
import type { Bar, PaneProps } from './model.ts';

export type Tried = {
  readonly attempt: number;
  readonly from: number;
  readonly to: number | null;
  readonly end: string | null;
};

/** What is known of each attempt, the oldest first. */
export const attemptsOf = (bars: readonly Bar[]): readonly Tried[] => {
  const tried = new Map<number, Tried>();
  for (const { attempt, kind, from, to, end } of bars) {
    if (attempt === null || (kind !== 'work' && kind !== 'check')) continue;
    const before = tried.get(attempt);
    tried.set(attempt, { attempt, from: before?.from ?? from, to, end });
  }
  return [...tried.values()].sort((one, other) => one.attempt - other.attempt);
};

const clock = (at: number): string => new Date(at).toLocaleTimeString([], { hour12: false });

const route = getRouteApi('/runs/$run');

/** The list. */
export const Attempts = ({ model, step }: PaneProps): ReactNode => {
  const now = useNow();
  const navigate = route.useNavigate();
  const tried = attemptsOf(model.bars.get(step.id) ?? []);
  if (tried.length === 0)
    return <Empty title="No attempt yet">{step.kind !== 'step' && <p>Its steps are tried, not it.</p>}</Empty>;
  return (
    <div className="scroll pad">
      <table className="tb">
        <thead>
          <tr>
            <th>Attempt</th>
            <th>Began</th>
            <th className="num">Time</th>
            <th>Ended</th>
            <th>
              <span className="vh">Acts</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {tried.map(({ attempt, from, to, end }) => (
            <tr key={attempt}>
              <td>{attempt}</td>
              <td className="mid">{clock(from)}</td>
              <td className="num">{durationWords((to ?? now) - from)}</td>
              <td>
                <span className="row">
                  <Glyph
                    state={to === null ? 'running' : end === 'succeeded' || end === null ? 'succeeded' : 'failed'}
                    quiet
                  />
                  {to === null ? 'running' : (end ?? 'ended')}
                </span>
              </td>
              <td className="num">
                <button
                  type="button"
                  className="btn quiet link"
                  onClick={() =>
                    void navigate({
                      search: (old) => ({ ...old, step: step.id, tab: 'log', attempt: String(attempt) }),
                      replace: true,
                    })
                  }
                >
                  Log
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
