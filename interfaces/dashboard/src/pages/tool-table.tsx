/** The tools that steps may name: whether each is there, and whether its breaker lets anybody through. */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { queries } from '../data/queries.ts';
import type { Breaker, Tool } from '../data/resources.ts';
import { useAct } from '../data/act.ts';
import { part } from '../data/ask.ts';
import { Answered } from '../parts/pane.tsx';

type Standing = { readonly word: string; readonly tone: string };

const standingOf = (tool: Tool, breaker: Breaker | undefined): Standing => {
  if (!tool.isEnabled) return { word: 'Switched off', tone: 'dim' };
  if (!tool.isAvailable) return { word: 'Not installed', tone: 'dim' };
  if (breaker?.state === 'OPEN') {
    const until =
      breaker.reopensAt === null
        ? ''
        : ` until ${new Date(breaker.reopensAt).toLocaleTimeString([], { hour12: false, hour: '2-digit', minute: '2-digit' })}`;
    return { word: `Stopped${until}, ${breaker.failures} failures`, tone: 'fail' };
  }
  return breaker?.state === 'HALF_OPEN' ? { word: 'Tried again', tone: 'ask' } : { word: 'Ready', tone: 'ok' };
};

/** What cannot be used stands last; `most` rows. */
export const ToolTable = ({ most }: { readonly most: number }): ReactNode => {
  const tools = useQuery(queries.tools());
  const breakers = useQuery(queries.breakers());
  const act = useAct();
  const byName = new Map((breakers.data?.items ?? []).map((breaker) => [breaker.name, breaker]));
  return (
    <Answered asked={tools}>
      {({ items }) => (
        <table className="tb">
          <thead>
            <tr>
              <th>Tool</th>
              <th>State</th>
              <th>Version</th>
              <th>From</th>
            </tr>
          </thead>
          <tbody>
            {[...items]
              .sort(
                (one, other) => Number(other.isAvailable && other.isEnabled) - Number(one.isAvailable && one.isEnabled),
              )
              .slice(0, most)
              .map((tool) => {
                const breaker = byName.get(tool.id);
                const { word, tone } = standingOf(tool, breaker);
                return (
                  <tr key={tool.id}>
                    <td className="cut" title={tool.hint}>
                      {tool.id}
                    </td>
                    <td>
                      <span className={tone}>{word}</span>{' '}
                      {breaker?.state === 'OPEN' && (
                        <button
                          type="button"
                          className="btn quiet link"
                          onClick={() =>
                            act.mutate({
                              path: `/breakers/${part(tool.id)}/reset`,
                              body: {},
                              done: `${tool.id} is let through again`,
                            })
                          }
                        >
                          Let through
                        </button>
                      )}
                    </td>
                    <td className="mid">{tool.version ?? ''}</td>
                    <td className="dim cut">{tool.origin}</td>
                  </tr>
                );
              })}
          </tbody>
        </table>
      )}
    </Answered>
  );
};
