/**
 * A log of any length: only what is in sight is asked for and kept. Rows are of one height, so that a line has its place without
 * being measured; where browsers could not hold so tall an element, its scrolling is scaled.
 */
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { linesOf, type LogAt } from '../../data/log.ts';
import { Failed } from '../../parts/pane.tsx';
import { LogLine } from '../../parts/log-line.tsx';

const ROW = 18;
const PAGE = 400;
const KEPT_PAGES = 24;
const TALLEST = 8_000_000;
const AHEAD = 12;
const AGAIN_MS = 1000;

type Props = {
  readonly at: LogAt;
  readonly isFollowing: boolean;
  readonly onFollow: (isFollowing: boolean) => void;
  /** Still written. */
  readonly isLive: boolean;
  /** A line to go to, counted from 0; another object goes there again. */
  readonly goTo: { readonly line: number } | null;
  readonly marked: string;
  readonly onTotal: (total: number) => void;
  readonly onLine: (line: number) => void;
};

type Pages = Map<number, readonly string[]>;

/** The window. */
export const LogWindow = ({ at, isFollowing, onFollow, isLive, goTo, marked, onTotal, onLine }: Props): ReactNode => {
  const box = useRef<HTMLDivElement>(null);
  const pages = useRef<Pages>(new Map());
  const asked = useRef(new Set<number>());
  const [total, setTotal] = useState<number | null>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(400);
  const [error, setError] = useState<unknown>(null);
  const [, drawAgain] = useState(0);
  const full = (total ?? 0) * ROW;
  const tall = Math.min(full, TALLEST);
  const scale = full > height && tall > height ? (full - height) / (tall - height) : 1;
  const seen = top * scale;
  const first = Math.max(0, Math.floor(seen / ROW) - AHEAD);
  const last = Math.min(total ?? 0, Math.ceil((seen + height) / ROW) + AHEAD);

  const need = useCallback(
    async (page: number): Promise<void> => {
      if (asked.current.has(page)) return;
      asked.current.add(page);
      try {
        const found = await linesOf(at, page * PAGE, PAGE);
        pages.current.delete(page);
        pages.current.set(page, found.lines);
        // A page that is not full yet is asked for again when there is more.
        if (found.lines.length < PAGE) asked.current.delete(page);
        for (const old of pages.current.keys()) {
          if (pages.current.size <= KEPT_PAGES) break;
          pages.current.delete(old);
          asked.current.delete(old);
        }
        setTotal(found.total);
        setError(null);
        drawAgain((times) => times + 1);
      } catch (cause) {
        asked.current.delete(page);
        setError(cause);
      }
    },
    [at],
  );
  useEffect(() => {
    void need(0);
    const watch = new ResizeObserver(([entry]) => setHeight(entry?.contentRect.height ?? 400));
    if (box.current !== null) watch.observe(box.current);
    return () => watch.disconnect();
  }, [need]);
  useEffect(() => {
    for (let page = Math.floor(first / PAGE); page <= Math.floor(Math.max(first, last - 1) / PAGE); page += 1) {
      if (!pages.current.has(page)) void need(page);
    }
  }, [first, last, need]);
  useEffect(() => {
    if (!isLive) return undefined;
    const timer = setInterval(() => void need(Math.floor((total ?? 0) / PAGE)), AGAIN_MS);
    return () => clearInterval(timer);
  }, [isLive, need, total]);
  useEffect(() => onTotal(total ?? 0), [total, onTotal]);
  useLayoutEffect(() => {
    if (isFollowing && box.current !== null) box.current.scrollTop = tall;
  }, [isFollowing, tall]);
  useEffect(() => {
    if (goTo === null || box.current === null || total === null) return;
    onFollow(false);
    box.current.scrollTop = Math.max(0, (goTo.line * ROW - height / 2) / scale);
    // Where it goes to is said once; what comes later does not move it.
  }, [goTo, total === null]);

  if (error !== null && total === null) return <Failed error={error} again={() => void need(0)} />;
  const rows: ReactNode[] = [];
  for (let line = first; line < last; line += 1) {
    const text = pages.current.get(Math.floor(line / PAGE))?.[line % PAGE];
    const isHit = goTo?.line === line || (marked !== '' && text?.toLowerCase().includes(marked) === true);
    rows.push(
      <div key={line} className={isHit ? 'ln hit' : 'ln'} style={{ top: line * ROW - seen + top }}>
        <button
          type="button"
          className="no"
          tabIndex={-1}
          aria-label={`Link to line ${line + 1}`}
          onClick={() => onLine(line)}
        >
          {line + 1}
        </button>
        <code>{text === undefined ? ' ' : <LogLine text={text} />}</code>
      </div>,
    );
  }
  return (
    <div
      className="logbox"
      ref={box}
      tabIndex={0}
      role="log"
      aria-live="off"
      aria-label="Log"
      onWheel={({ deltaY }) => deltaY < 0 && onFollow(false)}
      onScroll={({ currentTarget }) => setTop(currentTarget.scrollTop)}
    >
      {total === 0 && <p className="dim pad">{isLive ? 'Nothing written yet.' : 'It wrote nothing.'}</p>}
      <div style={{ height: tall, position: 'relative' }}>{rows}</div>
    </div>
  );
};
