/** All that the canvas shows, as a table: sorted by any column, found by name. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronDown, ChevronUp, Search } from 'lucide-react';
import { useMemo, useRef, useState, type ReactNode } from 'react';
import type { Step } from '../../data/resources.ts';
import { durationWords, moneyWords } from '../../../../house/view/words.ts';
import { Glyph } from '../../parts/glyph.tsx';
import { LOOKS } from '../../parts/looks.ts';
import { useKeys } from '../../parts/keys.ts';
import type { ViewProps } from './model.ts';
import { counted, toolWords } from './step-words.ts';

const COLUMNS = [
  { id: 'state', label: 'State' },
  { id: 'id', label: 'Step' },
  { id: 'tool', label: 'Tool' },
  { id: 'attempts', label: 'Attempts' },
  { id: 'tookMs', label: 'Time' },
  { id: 'cost', label: 'Cost' },
] as const;
type Column = (typeof COLUMNS)[number]['id'];
const NUMBERS: ReadonlySet<Column> = new Set(['attempts', 'tookMs', 'cost']);

/** What needs a look stands first. */
const RANK: readonly Step['state'][] = [
  'failed',
  'waiting',
  'running',
  'validating',
  'open',
  'backoff',
  'ready',
  'blocked',
  'succeeded',
  'skipped',
  'cancelled',
];

const valueOf = (step: Step, column: Column): string | number => {
  switch (column) {
    case 'state':
      return RANK.indexOf(step.state);
    case 'cost':
      return step.usage.costMicroUsd ?? -1;
    case 'tool':
      return toolWords(step);
    case 'tookMs':
      return step.tookMs ?? -1;
    default:
      return step[column];
  }
};

const ROW = 28;

/** The view. */
export const Table = ({ model: { steps }, selected, onSelect }: ViewProps): ReactNode => {
  const [text, setText] = useState('');
  const [sort, setSort] = useState<{ readonly by: Column; readonly isDown: boolean } | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  useKeys(useMemo(() => ({ '/': () => field.current?.focus() }), []));
  const shown = useMemo(() => {
    const found = steps.filter(({ id, tool, title }) =>
      `${id} ${tool ?? ''} ${title ?? ''}`.toLowerCase().includes(text.toLowerCase()),
    );
    if (sort === null) return found;
    const compare = (one: Step, other: Step): number => {
      const [a, b] = [valueOf(one, sort.by), valueOf(other, sort.by)];
      return (a < b ? -1 : a > b ? 1 : 0) * (sort.isDown ? -1 : 1);
    };
    return [...found].sort(compare);
  }, [steps, text, sort]);
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  return (
    <>
      <div className="tbar">
        <label className="find">
          <Search size={14} aria-hidden />
          <input
            ref={field}
            type="search"
            placeholder="Step, tool"
            aria-label="Search steps"
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
          <kbd>/</kbd>
        </label>
        <span className="dim">{counted(shown.length, 'step')}</span>
      </div>
      <div className="scroll" ref={box} tabIndex={0}>
        <div role="table" aria-label="Steps" aria-rowcount={shown.length}>
          <div className="st head" role="row">
            {COLUMNS.map(({ id, label }) => {
              const isSorted = sort?.by === id;
              const isDown = isSorted && sort.isDown;
              return (
                <span
                  key={id}
                  role="columnheader"
                  className={NUMBERS.has(id) ? 'num' : undefined}
                  aria-sort={isSorted ? (isDown ? 'descending' : 'ascending') : 'none'}
                >
                  <button
                    type="button"
                    onClick={() => setSort({ by: id, isDown: isSorted ? !isDown : NUMBERS.has(id) })}
                  >
                    {label}
                    {isSorted && (isDown ? <ChevronDown size={12} aria-hidden /> : <ChevronUp size={12} aria-hidden />)}
                  </button>
                </span>
              );
            })}
          </div>
          <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
            {virtual.getVirtualItems().map(({ index, start }) => {
              const step = shown[index];
              return (
                step !== undefined && (
                  <div
                    key={step.id}
                    role="row"
                    className={`st ${step.state}${step.id === selected ? ' sel' : ''}`}
                    style={{ position: 'absolute', insetInline: 0, top: start, height: ROW }}
                    aria-selected={step.id === selected}
                    onClick={() => onSelect(step.id)}
                  >
                    <span role="cell" className="state">
                      <Glyph state={step.state} quiet />
                      {LOOKS[step.state].word}
                    </span>
                    <span role="cell" className="cut">
                      <button type="button" className="step cut" title={step.id} onClick={() => onSelect(step.id)}>
                        {step.id}
                      </button>
                    </span>
                    <span role="cell" className="cut dim">
                      {toolWords(step)}
                    </span>
                    <span role="cell" className="num">
                      {step.attempts === 0 ? '' : step.attempts}
                    </span>
                    <span role="cell" className="num">
                      {step.tookMs === null ? '' : durationWords(step.tookMs)}
                    </span>
                    <span role="cell" className="num">
                      {step.usage.attempts === 0 ? '' : moneyWords(step.usage.costMicroUsd)}
                    </span>
                  </div>
                )
              );
            })}
          </div>
        </div>
      </div>
    </>
  );
};
