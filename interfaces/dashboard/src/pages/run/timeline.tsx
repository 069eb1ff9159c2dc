/** When each step was at work, waited, or was tried again. Rows are targets as wide as the pane; only those in sight are there. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronRight } from 'lucide-react';
import { useEffect, useMemo, useRef, useState, type CSSProperties, type ReactNode } from 'react';
import { tickWords, timeScale } from '../../../../house/view/time-scale.ts';
import { timelineRows } from '../../../../house/view/timeline-rows.ts';
import { durationWords } from '../../../../house/view/words.ts';
import { Glyph } from '../../parts/glyph.tsx';
import { LOOKS } from '../../parts/looks.ts';
import { instant, useNow } from '../../parts/now.ts';
import { usePhone } from '../../parts/phone.ts';
import type { RunModel, ViewProps } from './model.ts';
import { skipWords } from './step-words.ts';
import { StepRow, type TimedRow } from './timeline-row.tsx';

const HEIGHTS = { row: 24, fail: 44, phoneRow: 40, phoneFail: 56 };

const isFailedRow = (row: TimedRow): boolean => row.kind === 'step' && row.step.state === 'failed';

/** The view. */
export const TimelineView = ({ model, selected, onSelect }: ViewProps): ReactNode => {
  const { run, steps, timeline } = model;
  const now = useNow(run.finishedAt === null ? 1000 : 60_000);
  const isPhone = usePhone();
  const box = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(parentsOf(selected, model)));
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const timed = useMemo(() => steps.map((step) => ({ ...step, startedAt: instant(step.startedAt) })), [steps]);
  const rows = useMemo(() => {
    const all = timelineRows(timed, { open, unfolded });
    // A phone shows few rows at once: what went wrong comes first.
    return isPhone ? [...all.filter(isFailedRow), ...all.filter((row) => !isFailedRow(row))] : all;
  }, [timed, open, unfolded, isPhone]);
  const from = instant(timeline?.from ?? null) ?? now;
  const stopped = instant(timeline?.to ?? null);
  const last = Math.max(stopped ?? now, from + 1000);
  const to = last + (last - from) * 0.04;
  const scale = useMemo(
    () =>
      timeScale(
        { from, to },
        (timeline?.idle ?? []).map((each) => ({ from: Date.parse(each.from), to: instant(each.to) ?? last })),
      ),
    [from, to, timeline?.idle, last],
  );
  const heightOf = (row: TimedRow | undefined): number => {
    const isTall = row !== undefined && isFailedRow(row);
    return isPhone ? (isTall ? HEIGHTS.phoneFail : HEIGHTS.phoneRow) : isTall ? HEIGHTS.fail : HEIGHTS.row;
  };
  const joints = useMemo(() => jointsOf(rows, model.critical, heightOf), [rows, model.critical, isPhone]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: (at) => heightOf(rows[at]),
    overscan: 10,
  });
  useEffect(() => virtual.measure(), [rows, isPhone, virtual]);
  const placeOf = rows.findIndex((row) => row.kind === 'step' && row.step.id === selected);
  useEffect(() => {
    if (placeOf >= 0) virtual.scrollToIndex(placeOf, { align: 'auto' });
    // Only when another step is looked at: rows that come do not move the page.
  }, [selected]);
  const toggle = (set: ReadonlySet<string>, id: string): ReadonlySet<string> => {
    const next = new Set(set);
    if (!next.delete(id)) next.add(id);
    return next;
  };
  return (
    <div className="tl-wrap" ref={box} tabIndex={0} role="table" aria-label="Timeline" aria-rowcount={rows.length}>
      <div className="ax" role="row">
        <span role="columnheader">
          <span className="vh">State</span>
        </span>
        <span role="columnheader" className="mid">
          Step
        </span>
        <span role="columnheader" className="tl">
          Tool
        </span>
        <span role="columnheader" className="lane">
          <span className="vh">When</span>
          {scale.ticks.map(({ after, left }) => (
            <span key={after} className={after === 0 ? 'first' : undefined} style={{ left: `${left * 100}%` }}>
              {stopped !== null && Math.abs(left - scale.at(stopped)) < 0.14 ? '' : tickWords(after)}
            </span>
          ))}
          {stopped !== null && (
            <span className={run.state === 'failed' ? 'stopl' : 'endl'} style={{ left: `${scale.at(stopped) * 100}%` }}>
              {run.state === 'failed' ? 'stopped ' : ''}
              {durationWords(stopped - from)}
            </span>
          )}
        </span>
        <span role="columnheader" className="num">
          Time
        </span>
        <span role="columnheader" className="num c">
          Cost
        </span>
      </div>
      <div className="tl-in" style={{ height: virtual.getTotalSize() }}>
        <div className="bgx" aria-hidden>
          <span className="lane">
            {scale.ticks.map(({ after, left }) => (
              <i key={after} style={{ left: `${left * 100}%` }} />
            ))}
            {scale.folds.map((fold) => (
              <span
                key={fold.from}
                className="fold"
                style={{ left: `${fold.left * 100}%`, width: `${fold.width * 100}%` }}
              >
                <em>{durationWords(fold.to - fold.from)} idle, folded</em>
              </span>
            ))}
            {stopped !== null && run.state === 'failed' && (
              <span className="stop" style={{ left: `${scale.at(stopped) * 100}%` }} />
            )}
          </span>
        </div>
        {virtual.getVirtualItems().map(({ index, start, size, key }) => {
          const row = rows[index];
          if (row === undefined) return null;
          const style: CSSProperties = { position: 'absolute', insetInline: 0, top: start, height: size };
          if (row.kind === 'skips') {
            const first = row.steps[0]?.id ?? '';
            return (
              <div
                key={key}
                className="r skipped"
                style={style}
                role="row"
                onClick={() => setUnfolded(toggle(unfolded, first))}
              >
                <span className="gl" role="cell">
                  <Glyph state="skipped" />
                </span>
                <span className="nm wide" role="cell">
                  <button type="button" className="cut step">
                    <ChevronRight size={12} aria-hidden /> {row.steps.length} skipped{' '}
                    <small>{skipWords(row.reason)}</small>
                  </button>
                </span>
              </div>
            );
          }
          const { id } = row.step;
          return (
            <StepRow
              key={key}
              row={row}
              model={model}
              scale={scale}
              now={now}
              isSelected={id === selected}
              jointUp={isPhone ? null : (joints.get(id) ?? null)}
              style={style}
              onSelect={() => onSelect(id)}
              onToggle={() => setOpen(toggle(open, id))}
            />
          );
        })}
      </div>
      <span className="vh">{LOOKS[run.state].word}</span>
    </div>
  );
};

/** The composites around a step. */
const parentsOf = (id: string | null, { byId }: RunModel): readonly string[] => {
  const parent = id === null ? null : (byId.get(id)?.parent ?? null);
  return parent === null ? [] : [parent, ...parentsOf(parent, { byId } as RunModel)];
};

/** How far above each row of the critical path the one before it on the path is. */
const jointsOf = (
  rows: readonly TimedRow[],
  critical: ReadonlySet<string>,
  heightOf: (row: TimedRow | undefined) => number,
): ReadonlyMap<string, number> => {
  const joints = new Map<string, number>();
  let top = 0;
  let before: number | null = null;
  for (const row of rows) {
    const middle = top + heightOf(row) / 2;
    if (row.kind === 'step' && critical.has(row.step.id)) {
      if (before !== null) joints.set(row.step.id, middle - before);
      before = middle;
    }
    top += heightOf(row);
  }
  return joints;
};
