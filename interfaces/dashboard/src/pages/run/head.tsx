/** The head of a run: how it stands, how far it is, what it took, and what can be done with it as a whole. */
import { Link, useNavigate } from '@tanstack/react-router';
import { Copy, Download, Ellipsis, GitMerge, MessageSquarePlus, Pause, Play, RotateCw, Square } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { onceOnly, useAct } from '../../data/act.ts';
import { part } from '../../data/ask.ts';
import { downloadPath } from '../../data/download.ts';
import { useLive } from '../../data/live.ts';
import type { Run } from '../../data/resources.ts';
import { ageWords, dollarsOf, durationWords } from '../../../../house/view/words.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Glyph } from '../../parts/glyph.tsx';
import { LOOKS } from '../../parts/looks.ts';
import { Menu } from '../../parts/menu.tsx';
import { instant, useNow } from '../../parts/now.ts';
import { CountLine, Parts } from '../../parts/progress.tsx';
import { toast } from '../../parts/toast.tsx';
import { Chain } from './chain.tsx';
import { MergeDialog } from './merge.tsx';
import { hasEnded, type RunModel } from './model.ts';
import { RetryDialog } from './retry.tsx';

const WORKING: ReadonlySet<Run['state']> = new Set(['created', 'running', 'waiting']);

/** It would go on, and nobody sees to it; one that waits or was paused is not meant to. */
const isLeft = (run: Run): boolean =>
  !hasEnded(run) && !run.isDriven && run.state !== 'paused' && run.state !== 'waiting';

const StateLine = ({ model: { run, steps }, now }: { readonly model: RunModel; readonly now: number }): ReactNode => {
  const { tone, word } = LOOKS[run.state];
  const finished = instant(run.finishedAt);
  const running = steps.filter(({ state, kind }) => state === 'running' && kind === 'step').length;
  return (
    <span className="state">
      <span className={`${tone} sb`}>{word}</span>{' '}
      <span className="mid">
        {run.problem !== null && (
          <>
            at{' '}
            <Link className="b" to="/runs/$run" params={{ run: run.id }} search={{ step: run.problem.step }}>
              {run.problem.step}
            </Link>
          </>
        )}
        {run.problem === null && run.state === 'running' && (running === 1 ? '1 step' : `${running} steps`)}
        {finished !== null && `${run.problem === null ? '' : ', '}${ageWords(now - finished)} ago`}
        {isLeft(run) && ' · nobody drives it'}
      </span>
    </span>
  );
};

const Fact = ({
  label,
  children,
  isOptional = false,
}: {
  readonly label: string;
  readonly children: ReactNode;
  readonly isOptional?: boolean;
}): ReactNode => (
  <div className={isOptional ? 'f opt' : 'f'}>
    <span>{label}</span>
    <b>{children}</b>
  </div>
);

const Facts = ({ model, now }: { readonly model: RunModel; readonly now: number }): ReactNode => {
  const { run } = model;
  const began = instant(run.startedAt ?? run.createdAt) ?? now;
  const elapsed = (instant(run.finishedAt) ?? now) - began;
  const { costMicroUsd, unpriced, attempts } = run.usage;
  return (
    <div className="facts">
      <div className="grow">
        <CountLine counts={run.counts} />
        <Parts counts={run.counts} />
      </div>
      <Fact label="Elapsed">
        {durationWords(elapsed)}
        {run.idleMs > 1000 && <small className="opt"> {durationWords(elapsed - run.idleMs)} active</small>}
      </Fact>
      <Fact label="Spent">
        {attempts === 0 && costMicroUsd === null ? '–' : dollarsOf(costMicroUsd)}
        {unpriced > 0 && <small> and {unpriced} unknown</small>}
      </Fact>
      <Fact label={run.base === null ? 'Branch' : 'Branch from'} isOptional>
        <span className="cut branch" title={run.branch ?? undefined}>
          {run.branch ?? '–'}
        </span>
        {run.base !== null && <small className="mono"> {run.base.slice(0, 7)}</small>}
      </Fact>
    </div>
  );
};

type Asking = 'cancel' | 'retry' | 'merge' | null;

/** The head. Its height stays when states change. */
export const Head = ({ model }: { readonly model: RunModel }): ReactNode => {
  const { run } = model;
  const now = useNow();
  const [asking, setAsking] = useState<Asking>(null);
  const act = useAct();
  const navigate = useNavigate();
  const { isLive } = useLive();
  const isOff = !isLive || act.isPending;
  const path = `/runs/${part(run.id)}`;
  const isFailed = run.state === 'failed';
  const canMerge = run.state === 'succeeded' && run.discardedAt === null;
  const mergeWhyNot = canMerge
    ? null
    : isFailed
      ? 'a step failed'
      : hasEnded(run)
        ? LOOKS[run.state].word.toLowerCase()
        : 'not finished';
  return (
    <header className="head">
      <div className="crumb">
        <Link to="/runs">Runs</Link>
        <span>/</span>
        <Link to="/runs" search={{ workstream: run.workstream }}>
          {run.workstream}
        </Link>
        <span>/</span>
        <span className="mid">{run.id}</span>
      </div>
      <div className="top">
        <Glyph state={run.state} size={18} quiet />
        <h1 className="cut" title={run.title}>
          {run.title}
        </h1>
        <StateLine model={model} now={now} />
        <div className="acts">
          {WORKING.has(run.state) && run.isDriven && (
            <button
              type="button"
              className="btn"
              disabled={isOff}
              onClick={() => act.mutate({ path: `${path}/pause`, done: 'It pauses after what runs now' })}
            >
              <Pause size={14} aria-hidden />
              Pause
            </button>
          )}
          {!hasEnded(run) && !run.isDriven && (
            <button
              type="button"
              className={run.state === 'waiting' ? 'btn' : 'btn primary'}
              disabled={isOff}
              onClick={() => act.mutate({ path: `${path}/resume`, headers: onceOnly(), done: 'It goes on' })}
            >
              <Play size={14} aria-hidden />
              Resume
            </button>
          )}
          {!hasEnded(run) && (
            <button type="button" className="btn" disabled={isOff} onClick={() => setAsking('cancel')}>
              <Square size={14} aria-hidden />
              Cancel…
            </button>
          )}
          {hasEnded(run) && run.retriedBy === null && !canMerge && (
            <button type="button" className="btn" disabled={isOff} onClick={() => setAsking('retry')}>
              <RotateCw size={14} aria-hidden />
              Retry…
            </button>
          )}
          {canMerge && (
            <button type="button" className="btn primary" disabled={isOff} onClick={() => setAsking('merge')}>
              <GitMerge size={14} aria-hidden />
              Merge…
            </button>
          )}
          <Menu
            label="More"
            groups={[
              [
                {
                  label: 'Copy link',
                  icon: <Copy size={16} strokeWidth={1.5} aria-hidden />,
                  act: () => void navigator.clipboard.writeText(location.href).then(() => toast('Link copied')),
                },
                {
                  label: 'Download bundle',
                  icon: <Download size={16} strokeWidth={1.5} aria-hidden />,
                  act: () => void downloadPath(`${path}/diagnostics`, `${run.id}.tar.gz`),
                },
                {
                  label: 'Download changed files',
                  icon: <Download size={16} strokeWidth={1.5} aria-hidden />,
                  act: () => void downloadPath(`${path}/files.zip`, `${run.id}.zip`),
                },
              ],
              [
                {
                  label: 'Merge…',
                  icon: <Glyph state="merge" quiet />,
                  whyNot: mergeWhyNot,
                  act: () => setAsking('merge'),
                },
                {
                  label: 'Follow up…',
                  icon: <MessageSquarePlus size={16} strokeWidth={1.5} aria-hidden />,
                  whyNot: hasEnded(run) ? null : 'not finished',
                  act: () => void navigate({ to: '/new', search: { continue: run.id } }),
                },
                {
                  label: 'Retry…',
                  icon: <RotateCw size={16} strokeWidth={1.5} aria-hidden />,
                  whyNot: hasEnded(run) ? null : 'not finished',
                  act: () => setAsking('retry'),
                },
              ],
            ]}
          >
            <Ellipsis size={16} aria-hidden />
          </Menu>
        </div>
      </div>
      <Chain run={run} />
      <Facts model={model} now={now} />
      {asking === 'cancel' && (
        <Confirm
          title={`Cancel ${run.title}?`}
          verb="Cancel the run"
          isDanger
          onClose={() => setAsking(null)}
          onYes={() => act.mutate({ path: `${path}/cancel`, body: {}, done: 'It is being cancelled' })}
        >
          What runs now is ended. Its branch and its finished steps stay.
        </Confirm>
      )}
      {asking === 'retry' && <RetryDialog run={run} from={null} onClose={() => setAsking(null)} />}
      {asking === 'merge' && <MergeDialog run={run} onClose={() => setAsking(null)} />}
    </header>
  );
};
