/** What a step and the whole run have used of models, step by step. */
import type { ReactNode } from 'react';
import type { Usage } from '../../data/resources.ts';
import { dollarsOf, moneyWords, tokenWords } from '../../../../house/view/words.ts';
import { Empty } from '../../parts/pane.tsx';
import type { PaneProps } from './model.ts';

const Numbers = ({ usage }: { readonly usage: Usage }): ReactNode => (
  <dl className="pairs">
    <dt>Cost</dt>
    <dd>{dollarsOf(usage.costMicroUsd)}</dd>
    <dt>Calls</dt>
    <dd>{usage.calls}</dd>
    <dt>Tokens in</dt>
    <dd>
      {tokenWords(usage.inputTokens)}
      {usage.cachedTokens !== null && <span className="dim"> {tokenWords(usage.cachedTokens)} from the cache</span>}
    </dd>
    <dt>Tokens out</dt>
    <dd>
      {tokenWords(usage.outputTokens)}
      {usage.reasoningTokens !== null && (
        <span className="dim"> {tokenWords(usage.reasoningTokens)} of it thought</span>
      )}
    </dd>
    {usage.unpriced > 0 && (
      <>
        <dt>Not priced</dt>
        <dd>{usage.unpriced} attempts</dd>
      </>
    )}
  </dl>
);

/** Of the step first, then of those that cost most. */
export const Cost = ({ model, step }: PaneProps): ReactNode => {
  const paid = model.steps
    .filter(({ usage, kind }) => usage.attempts > 0 && kind === 'step')
    .sort((one, other) => (other.usage.costMicroUsd ?? 0) - (one.usage.costMicroUsd ?? 0));
  const most = paid[0]?.usage.costMicroUsd ?? 0;
  if (paid.length === 0) return <Empty title="No model was used" />;
  return (
    <div className="scroll pad">
      {step.usage.attempts > 0 && <Numbers usage={step.usage} />}
      <h3 className="sec">All steps of the run</h3>
      <table className="tb">
        <tbody>
          {paid.map(({ id, usage }) => (
            <tr key={id}>
              <td className="cut">{id}</td>
              <td className="w96">
                <span className="share">
                  <i style={{ width: `${most === 0 ? 0 : ((usage.costMicroUsd ?? 0) / most) * 100}%` }} />
                </span>
              </td>
              <td className="num">{tokenWords((usage.inputTokens ?? 0) + (usage.outputTokens ?? 0))}</td>
              <td className="num k">{moneyWords(usage.costMicroUsd)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
