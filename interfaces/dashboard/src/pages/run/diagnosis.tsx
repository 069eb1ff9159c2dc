/** Why a step failed, in the order in which one asks: what broke, where, whether it was seen before, what was tried, decided, and can be done. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Download, RotateCw } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { part } from '../../data/ask.ts';
import { downloadPath } from '../../data/download.ts';
import { useLive } from '../../data/live.ts';
import { queries } from '../../data/queries.ts';
import type { Failure, Step } from '../../data/resources.ts';
import { ageWords, durationWords } from '../../../../house/view/words.ts';
import { useNow } from '../../parts/now.ts';
import { Empty } from '../../parts/pane.tsx';
import { AnswerForm } from '../answer-form.tsx';
import { attemptsOf } from './attempts.tsx';
import { RetryDialog } from './retry.tsx';
import { Snippet } from './snippet.tsx';
import { hasEnded, type PaneProps } from './model.ts';
import { counted, placeOf } from './step-words.ts';

const SHOWN_ISSUES = 4;

const DECISIONS: Readonly<Record<string, string>> = {
  retry: 'Try again.',
  fix: 'Fix, then try again.',
  fallback: 'Go on with the next alternative.',
  wait: 'Wait for the tool.',
  ask: 'Stop and ask.',
  log: 'Go on without it.',
  escalate: 'Stop.',
};

/** The inner step that a composite failed of, down to one that failed by itself. */
const culpritOf = (step: Step, { model }: PaneProps): Step | null => {
  const failed = model.steps.find(({ parent, state }) => parent === step.id && state === 'failed');
  return failed === undefined ? null : (culpritOf(failed, { model, step: failed }) ?? failed);
};

const Issues = ({ failure, ...props }: PaneProps & { readonly failure: Failure }): ReactNode => {
  const [first, ...rest] = failure.issues;
  if (first === undefined) return null;
  return (
    <>
      <Snippet {...props} issue={first} />
      {rest.slice(0, SHOWN_ISSUES).map((issue, at) => (
        <p key={at} className="also">
          {placeOf(issue) !== '' && <span className="mono mid">{placeOf(issue)}</span>} {issue.message}
        </p>
      ))}
      {rest.length > SHOWN_ISSUES && (
        <p className="also dim">and {counted(rest.length - SHOWN_ISSUES, 'more issue')}</p>
      )}
    </>
  );
};

const Seen = ({ model, failure }: { readonly model: PaneProps['model']; readonly failure: Failure }): ReactNode => {
  const { data } = useQuery(queries.failures());
  const now = useNow(60_000);
  const others = (data?.items ?? []).filter(
    ({ run, signature }) => run !== model.run.id && signature === failure.signature,
  );
  const [last] = others;
  if (data === undefined) return <span className="dim">…</span>;
  if (last === undefined) return <span className="mid">Not before.</span>;
  return (
    <>
      <b>{counted(others.length, 'time')}</b>, last in{' '}
      <Link className="link" to="/runs/$run" params={{ run: last.run }} search={{ step: last.step }}>
        {last.run}
      </Link>{' '}
      <span className="mid">{ageWords(now - Date.parse(last.at))} ago</span>
    </>
  );
};

const Tried = ({ model, step }: PaneProps): ReactNode => {
  const now = useNow(60_000);
  const tried = attemptsOf(model.bars.get(step.id) ?? []);
  return (
    <div className="tried">
      {tried.slice(-6).map(({ attempt, from, to, end }) => (
        <div key={attempt}>
          <span className="dim">{attempt}</span>
          <span className="cut mid">{end ?? 'under way'}</span>
          <span className="num">{durationWords((to ?? now) - from)}</span>
        </div>
      ))}
    </div>
  );
};

/** What is known of the failure, and what can be done about it. */
const Told = ({ model, step, failure }: PaneProps & { readonly failure: Failure }): ReactNode => {
  const [isRetrying, setRetrying] = useState(false);
  const { isLive } = useLive();
  const { run } = model;
  const canRetry = hasEnded(run) && run.state !== 'succeeded' && run.retriedBy === null;
  const isSettled = step.state !== 'failed';
  return (
    <>
      <div className="dx">
        <div className={isSettled ? 'lead ask' : 'lead'}>
          <h2>{failure.message}</h2>
          <p>
            <code>{failure.code}</code>
            {failure.plugin !== null && ` · read by ${failure.plugin}`}
          </p>
        </div>
        <Issues model={model} step={step} failure={failure} />
        <dl className="kvs">
          <div className="kv">
            <dt>Seen before</dt>
            <dd>
              <Seen model={model} failure={failure} />
            </dd>
          </div>
          <div className="kv">
            <dt>Tried</dt>
            <dd>
              <Tried model={model} step={step} />
            </dd>
          </div>
          {step.decision !== null && (
            <div className="kv">
              <dt>Decision</dt>
              <dd>
                {DECISIONS[step.decision.kind] ?? step.decision.kind}{' '}
                <span className="mid">{step.decision.reason}</span>
              </dd>
            </div>
          )}
          <div className="kv">
            <dt>Next</dt>
            <dd className="mid">{nextWords(model, step)}</dd>
          </div>
        </dl>
      </div>
      {(canRetry || run.retriedBy !== null) && (
        <div className="acts2">
          <div className="bt">
            {canRetry && (
              <button type="button" className="btn primary" disabled={!isLive} onClick={() => setRetrying(true)}>
                <RotateCw size={14} aria-hidden />
                Retry from here…
              </button>
            )}
            {run.retriedBy !== null && (
              <Link className="btn primary" to="/runs/$run" params={{ run: run.retriedBy }}>
                To {run.retriedBy}
              </Link>
            )}
            <button
              type="button"
              className="btn"
              onClick={() => void downloadPath(`/runs/${part(run.id)}/diagnostics`, `${run.id}.tar.gz`)}
            >
              <Download size={14} aria-hidden />
              Bundle
            </button>
          </div>
          <p>
            {canRetry
              ? `Keeps ${counted(run.counts.succeeded, 'step')}. Nothing is merged.`
              : 'It has been tried again.'}
          </p>
        </div>
      )}
      {isRetrying && <RetryDialog run={run} from={step.id} onClose={() => setRetrying(false)} />}
    </>
  );
};

const nextWords = ({ run }: PaneProps['model'], step: Step): string => {
  if (run.retriedBy !== null) return `${run.retriedBy} tries the run again.`;
  if (step.state === 'backoff')
    return step.wakeAt === null
      ? 'It is tried again.'
      : `It is tried again at ${new Date(step.wakeAt).toLocaleTimeString([], { hour12: false })}.`;
  if (!hasEnded(run))
    return step.state === 'failed' ? 'The run goes on with what does not need it.' : 'The run goes on.';
  const { blocked, skipped } = run.counts;
  const left = blocked + skipped;
  return `A retry begins with this step${left > 0 ? `, then ${counted(left, 'step')} that did not run` : ''}.`;
};

/** The pane: of a step that waits, its question. */
export const Diagnosis = (props: PaneProps): ReactNode => {
  const { model, step } = props;
  if (step.question !== null) {
    return (
      <>
        {step.failure !== null && (
          <div className="dx short">
            <div className="lead ask">
              <h2>{step.failure.message}</h2>
              <p>
                <code>{step.failure.code}</code>
              </p>
            </div>
            <Issues {...props} failure={step.failure} />
          </div>
        )}
        <AnswerForm key={step.question.seq} run={model.run.id} step={step.id} question={step.question} />
      </>
    );
  }
  const culprit = culpritOf(step, props);
  if (culprit !== null && step.kind !== 'step') {
    return (
      <Empty title={`${culprit.id} failed inside of it`}>
        <p>{culprit.failure?.message}</p>
        <Link
          className="btn primary"
          to="/runs/$run"
          params={{ run: model.run.id }}
          search={(old) => ({ ...old, step: culprit.id, tab: undefined })}
        >
          To {culprit.id}
        </Link>
      </Empty>
    );
  }
  if (step.failure !== null) return <Told {...props} failure={step.failure} />;
  return (
    <Empty title={step.state === 'succeeded' ? 'Nothing went wrong' : 'Nothing to tell yet'}>
      {step.failures > 0 && <p>{counted(step.failures, 'failure')} on the way, overcome.</p>}
    </Empty>
  );
};
