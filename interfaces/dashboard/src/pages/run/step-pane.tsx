/** One step: what it is, and a pane for each question one can ask of it. */
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, type ReactNode } from 'react';
import type { Step } from '../../data/resources.ts';
import { durationWords, moneyWords, tokenWords } from '../../../../house/view/words.ts';
import { Choose } from '../../parts/choose.tsx';
import { Glyph } from '../../parts/glyph.tsx';
import { LOOKS } from '../../parts/looks.ts';
import { useNow } from '../../parts/now.ts';
import { Boundary, Skeleton } from '../../parts/pane.tsx';
import { Attempts } from './attempts.tsx';
import { Cost } from './cost.tsx';
import { Diagnosis } from './diagnosis.tsx';
import type { PaneProps } from './model.ts';
import { Outputs } from './outputs.tsx';
import { counted, skipWords, stepTitle, toolWords } from './step-words.ts';

const LogPane = lazy(async () => ({ default: (await import('./log-pane.tsx')).LogPane }));
const DiffPane = lazy(async () => ({ default: (await import('./diff-pane.tsx')).DiffPane }));

const route = getRouteApi('/runs/$run');

const TABS = ['diagnosis', 'log', 'diff', 'outputs', 'attempts', 'cost'] as const;
type Tab = (typeof TABS)[number];

/** What is asked first of a step that stands so. */
const firstTab = ({ state, kind, attempts }: Step): Tab => {
  if (state === 'failed' || state === 'waiting' || state === 'backoff') return 'diagnosis';
  if (kind !== 'step' || attempts === 0) return 'outputs';
  return 'log';
};

const useTook = (step: Step): number | null => {
  const now = useNow();
  if (step.tookMs !== null) return step.tookMs;
  return step.startedAt !== null && step.finishedAt === null ? now - Date.parse(step.startedAt) : null;
};

const tokensOf = ({ usage: { inputTokens, outputTokens } }: Step): number | null =>
  inputTokens === null && outputTokens === null ? null : (inputTokens ?? 0) + (outputTokens ?? 0);

/** The line below its name. */
const About = ({ step }: { readonly step: Step }): ReactNode => {
  const took = useTook(step);
  const tokens = tokensOf(step);
  const parts = [
    toolWords(step),
    step.attempts === 0 ? '' : counted(step.attempts, 'attempt'),
    took === null ? '' : durationWords(took),
    tokens === null ? '' : `${tokenWords(tokens)} tokens`,
    step.usage.attempts === 0 ? '' : moneyWords(step.usage.costMicroUsd),
    step.state === 'skipped' ? skipWords(step.skipped) : '',
    step.isInherited ? 'taken over from the run before' : '',
    step.cachedFrom === null ? '' : `from the cache, done by ${step.cachedFrom}`,
  ];
  return <p className="cut">{parts.filter((each) => each !== '').join(' · ')}</p>;
};

/** The pane of a step. */
export const StepPane = ({ model, step }: PaneProps): ReactNode => {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const tab = TABS.find((each) => each === search.tab) ?? firstTab(step);
  const { tone, word } = LOOKS[step.state];
  const label = (id: Tab): string =>
    id === 'diagnosis' && step.state === 'waiting' ? 'Question' : (id[0] ?? '').toUpperCase() + id.slice(1);
  const choices = TABS.map((id) => ({
    id,
    label: label(id),
    count: id === 'attempts' && step.attempts > 1 ? step.attempts : null,
  }));
  const props: PaneProps = { model, step };
  return (
    <>
      <div className="pane-head">
        <div className="t">
          <Glyph state={step.state} quiet />
          <h2 className="cut" title={step.id}>
            {stepTitle(step)}
          </h2>
          <span className={`${tone} b`}>{word}</span>
        </div>
        <About step={step} />
      </div>
      <Choose
        look="tabs"
        label="About the step"
        choices={choices}
        chosen={tab}
        onChoose={(next) => void navigate({ search: { ...search, step: step.id, tab: next }, replace: true })}
      />
      <Boundary key={tab}>
        <Suspense fallback={<Skeleton />}>
          {tab === 'diagnosis' && <Diagnosis {...props} />}
          {tab === 'log' && <LogPane {...props} />}
          {tab === 'diff' && <DiffPane {...props} />}
          {tab === 'outputs' && <Outputs {...props} />}
          {tab === 'attempts' && <Attempts {...props} />}
          {tab === 'cost' && <Cost {...props} />}
        </Suspense>
      </Boundary>
    </>
  );
};
