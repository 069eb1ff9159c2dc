/** One row of the timeline: a step, its bars, and what is worth a word beside them. */
import { ChevronDown, ChevronRight } from 'lucide-react';
import type { CSSProperties, ReactNode } from 'react';
import type { Step } from '../../data/resources.ts';
import type { TimeScale } from '../../../../house/view/time-scale.ts';
import type { Row } from '../../../../house/view/timeline-rows.ts';
import { durationWords, moneyWords } from '../../../../house/view/words.ts';
import { Glyph } from '../../parts/glyph.tsx';
import type { Bar, RunModel } from './model.ts';
import { stepTitle, toolWords } from './step-words.ts';

/** Its beginning as a number. */
export type Timed = Omit<Step, 'startedAt'> & { readonly startedAt: number | null };
export type TimedRow = Row<Timed>;

/** What is shorter is not seen: it is drawn so wide all the same. */
const LEAST_SHARE = 0.003;
const NOTED_WAIT_MS = 20_000;

const WAITS: ReadonlySet<Bar['kind']> = new Set(['backoff', 'person', 'breaker']);

const lookOf = (bar: Bar, step: Timed): string => {
  if (WAITS.has(bar.kind)) return 'wait';
  if (bar.kind === 'ready') return 'turn';
  if (bar.to === null) return 'run';
  if (bar.kind === 'open') return step.state === 'failed' ? 'retry' : 'ok';
  if (bar.end === null || bar.end === 'succeeded') return 'ok';
  return step.state === 'failed' ? 'fail' : 'retry';
};

/** What is worth a word beside the bars. */
const noteOf = (bars: readonly Bar[], step: Timed, now: number): string | null => {
  const waited = (kind: Bar['kind']): number =>
    bars.filter((bar) => bar.kind === kind).reduce((sum, { from, to }) => sum + ((to ?? now) - from), 0);
  if (step.isInherited) return 'taken over';
  if (step.cachedFrom !== null) return `from ${step.cachedFrom}`;
  if (waited('person') > NOTED_WAIT_MS) return `waited ${durationWords(waited('person'))} for somebody`;
  if (waited('breaker') > NOTED_WAIT_MS) return `waited ${durationWords(waited('breaker'))} for its tool`;
  return step.state !== 'failed' && step.failures > 0 && step.kind === 'step' ? `${step.failures + 1} attempts` : null;
};

type LineProps = {
  readonly bars: readonly Bar[];
  readonly step: Timed;
  readonly scale: TimeScale;
  readonly now: number;
  readonly isCritical: boolean;
};

const Line = ({ bars, step, scale, now, isCritical }: LineProps): ReactNode => {
  const note = noteOf(bars, step, now);
  const end = bars.reduce((most, { to }) => Math.max(most, scale.at(to ?? now)), 0);
  return (
    <>
      {bars.map((bar) => {
        const left = scale.at(bar.from);
        const width = Math.max(LEAST_SHARE, scale.at(bar.to ?? now) - left);
        const look = lookOf(bar, step);
        const isWork = bar.kind === 'work' || bar.kind === 'check' || bar.kind === 'open';
        const style = { left: `${left * 100}%`, width: `${width * 100}%` };
        return (
          <i key={`${bar.kind}${bar.from}`} className={`s ${look}${isCritical && isWork ? ' crit' : ''}`} style={style}>
            {look === 'fail' && bar.attempt !== null && width > 0.02 && bar.attempt}
          </i>
        );
      })}
      {note !== null && end < 0.8 && <em style={{ left: `calc(${end * 100}% + 6px)` }}>{note}</em>}
    </>
  );
};

type StepRowProps = {
  readonly row: Extract<TimedRow, { readonly kind: 'step' }>;
  readonly model: RunModel;
  readonly scale: TimeScale;
  readonly now: number;
  readonly isSelected: boolean;
  /** Pixels up to the middle of the row before it on the critical path; null where it is the first, or not on it. */
  readonly jointUp: number | null;
  readonly style: CSSProperties;
  readonly onSelect: () => void;
  readonly onToggle: () => void;
};

/** A target as wide as the pane. */
export const StepRow = ({
  row,
  model,
  scale,
  now,
  isSelected,
  jointUp,
  style,
  onSelect,
  onToggle,
}: StepRowProps): ReactNode => {
  const { step, depth, inside, isOpen } = row;
  const bars = model.bars.get(step.id) ?? [];
  const isCritical = model.critical.has(step.id);
  const [first] = bars.filter(({ kind }) => kind === 'work' || kind === 'open');
  const isFail = step.state === 'failed';
  const title = stepTitle(step);
  return (
    <div
      className={`r ${step.state}${isSelected ? ' sel' : ''}${depth > 0 ? ' child' : ''}`}
      style={{ ...style, '--depth': depth } as CSSProperties}
      role="row"
      aria-selected={isSelected}
      onClick={onSelect}
    >
      <span className="gl" role="cell">
        <Glyph state={step.state} />
      </span>
      <span className="nm" role="cell">
        <span className="cut">
          {inside > 0 && (
            <button
              type="button"
              className="car"
              aria-label={isOpen ? `Hide what is inside of ${step.id}` : `Show what is inside of ${step.id}`}
              aria-expanded={isOpen}
              onClick={(event) => {
                event.stopPropagation();
                onToggle();
              }}
            >
              {isOpen ? <ChevronDown size={12} aria-hidden /> : <ChevronRight size={12} aria-hidden />}
            </button>
          )}
          <button type="button" className="cut step" title={title} onClick={onSelect}>
            {title}
          </button>
          {inside > 0 && <small>{inside}</small>}
        </span>
        {isFail && <span className="why cut">{step.failure?.message ?? 'a step inside failed'}</span>}
      </span>
      <span className="tl cut" role="cell">
        {toolWords(step)}
      </span>
      <span className="ln" role="cell">
        {isCritical && jointUp !== null && first !== undefined && (
          <u style={{ left: `${scale.at(first.from) * 100}%`, top: 12 - jointUp, height: jointUp - 4 }} />
        )}
        <Line bars={bars} step={step} scale={scale} now={now} isCritical={isCritical} />
      </span>
      <span className="num d" role="cell">
        {step.tookMs !== null
          ? durationWords(step.tookMs)
          : step.startedAt !== null && step.finishedAt === null
            ? durationWords(now - step.startedAt)
            : ''}
      </span>
      <span className="num c" role="cell">
        {step.usage.attempts === 0 ? '' : moneyWords(step.usage.costMicroUsd)}
      </span>
    </div>
  );
};
