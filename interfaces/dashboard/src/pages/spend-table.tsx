/** What models cost, by what it was spent on. */
import { useQuery } from '@tanstack/react-query';
import { useMemo, type ReactNode } from 'react';
import { queries } from '../data/queries.ts';
import { dollarsOf, moneyWords, tokenWords } from '../../../house/view/words.ts';
import { Answered, Empty } from '../parts/pane.tsx';

type By = 'tool' | 'model' | 'run' | 'day';

const HEADS: Readonly<Record<By, string>> = { tool: 'Tool', model: 'Model', run: 'Run', day: 'Day' };
const DAYS_MS = 30 * 24 * 60 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

/** The same all day long, so that it is asked for once. */
const monthAgo = (): string => new Date(Math.floor((Date.now() - DAYS_MS) / DAY_MS) * DAY_MS).toISOString();

/** Of thirty days; `most` rows, and the rest in one. */
export const SpendTable = ({ by, most }: { readonly by: By; readonly most: number }): ReactNode => {
  const since = useMemo(monthAgo, []);
  const cost = useQuery(queries.cost(by, since));
  return (
    <Answered asked={cost}>
      {({ groups, total }) => {
        const paid = [...groups].sort((one, other) => (other.usage.costMicroUsd ?? 0) - (one.usage.costMicroUsd ?? 0));
        if (paid.length === 0) return <Empty title="No model was asked" />;
        const whole = total.costMicroUsd ?? 0;
        return (
          <table className="tb">
            <thead>
              <tr>
                <th>{HEADS[by]}</th>
                <th>
                  <span className="vh">Share</span>
                </th>
                <th className="num">Calls</th>
                <th className="num">Tokens</th>
                <th className="num">30 days</th>
              </tr>
            </thead>
            <tbody>
              {paid.slice(0, most).map(({ key, usage }) => (
                <tr key={key}>
                  <td className="cut">{key === '' ? 'unknown' : key}</td>
                  <td>
                    <span className="share">
                      <i style={{ width: `${whole === 0 ? 0 : ((usage.costMicroUsd ?? 0) / whole) * 100}%` }} />
                    </span>
                  </td>
                  <td className="num">{usage.calls}</td>
                  <td className="num">
                    {tokenWords(
                      usage.inputTokens === null && usage.outputTokens === null
                        ? null
                        : (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0),
                    )}
                  </td>
                  <td className="num k">{moneyWords(usage.costMicroUsd)}</td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <td className="mid">All</td>
                <td />
                <td className="num">{total.calls}</td>
                <td className="num" />
                <td className="num k">{dollarsOf(total.costMicroUsd)}</td>
              </tr>
            </tfoot>
          </table>
        );
      }}
    </Answered>
  );
};
