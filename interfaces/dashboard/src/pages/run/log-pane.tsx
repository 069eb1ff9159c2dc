/** What an attempt wrote: of an agent as prose and acts, raw one click away; of anything else as it is. */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { ArrowDownToLine, ChevronDown, ChevronUp, Download, Search } from 'lucide-react';
import { useCallback, useMemo, useRef, useState, type ReactNode } from 'react';
import { downloadPath } from '../../data/download.ts';
import { logPath, searchLog, tailOf, type LogAt, type Stream } from '../../data/log.ts';
import { agentLog } from '../../../../house/view/agent-log.ts';
import { useKeys } from '../../parts/keys.ts';
import { Empty, Skeleton } from '../../parts/pane.tsx';
import { toast } from '../../parts/toast.tsx';
import { AgentLog } from './agent-log.tsx';
import { attemptsOf } from './attempts.tsx';
import { LogWindow } from './log-window.tsx';
import type { PaneProps } from './model.ts';
import { counted } from './step-words.ts';
import { messageOf } from '../../data/message-of.ts';

const route = getRouteApi('/runs/$run');

const AGAIN_MS = 1500;
const STREAMS: readonly Stream[] = ['stdout', 'stderr'];

type Hits = { readonly lines: readonly number[]; readonly at: number };

/** The log as it is, with search, permanent links and following. */
const Raw = ({ at, isLive }: { readonly at: LogAt; readonly isLive: boolean }): ReactNode => {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [isFollowing, setFollowing] = useState(isLive && search.line === undefined);
  const [text, setText] = useState('');
  const [hits, setHits] = useState<Hits | null>(null);
  const [goTo, setGoTo] = useState<{ readonly line: number } | null>(() =>
    search.line === undefined ? null : { line: Math.max(0, Number(search.line) - 1) },
  );
  const [total, setTotal] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const step = (by: number): void => {
    if (hits === null || hits.lines.length === 0) return;
    const next = (hits.at + by + hits.lines.length) % hits.lines.length;
    setHits({ ...hits, at: next });
    setGoTo({ line: hits.lines[next] ?? 0 });
  };
  const find = async (): Promise<void> => {
    if (text === '') return setHits(null);
    try {
      const found = await searchLog(at, text);
      setHits({ lines: found, at: 0 });
      const [first] = found;
      if (first !== undefined) setGoTo({ line: first });
    } catch (error) {
      toast(messageOf(error), true);
    }
  };
  useKeys(useMemo(() => ({ '/': () => field.current?.focus(), f: () => setFollowing((before) => !before) }), []));
  const onTotal = useCallback((lines: number) => setTotal(lines), []);
  return (
    <>
      <div className="lbar">
        <label className="find">
          <Search size={14} aria-hidden />
          <input
            ref={field}
            type="search"
            placeholder="Search the log"
            aria-label="Search the log"
            value={text}
            onChange={({ target }) => setText(target.value)}
            onKeyDown={({ key, shiftKey }) => {
              if (key !== 'Enter') return;
              if (hits === null) void find();
              else step(shiftKey ? -1 : 1);
            }}
            onInput={() => setHits(null)}
          />
        </label>
        <span className="dim" aria-live="polite">
          {hits === null
            ? counted(total, 'line')
            : hits.lines.length === 0
              ? 'not found'
              : `${hits.at + 1} of ${hits.lines.length}`}
        </span>
        <button
          type="button"
          className="btn icon quiet"
          aria-label="Previous hit"
          disabled={hits === null}
          onClick={() => step(-1)}
        >
          <ChevronUp size={14} aria-hidden />
        </button>
        <button
          type="button"
          className="btn icon quiet"
          aria-label="Next hit"
          disabled={hits === null}
          onClick={() => step(1)}
        >
          <ChevronDown size={14} aria-hidden />
        </button>
        <button
          type="button"
          className="btn icon quiet"
          aria-label="Follow"
          aria-pressed={isFollowing}
          onClick={() => setFollowing(!isFollowing)}
        >
          <ArrowDownToLine size={14} aria-hidden />
        </button>
      </div>
      <LogWindow
        key={logPath(at)}
        at={at}
        isLive={isLive}
        isFollowing={isFollowing}
        onFollow={setFollowing}
        goTo={goTo}
        marked={hits === null ? '' : text.toLowerCase()}
        onTotal={onTotal}
        onLine={(line) => {
          void navigate({
            search: { ...search, tab: 'log', attempt: String(at.attempt), stream: at.stream, line: String(line + 1) },
            replace: true,
          });
          setGoTo({ line });
        }}
      />
    </>
  );
};

/** The pane. */
export const LogPane = ({ model, step }: PaneProps): ReactNode => {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const tried = attemptsOf(model.bars.get(step.id) ?? []);
  const attempt = search.attempt === undefined ? (tried.at(-1)?.attempt ?? step.attempts) : Number(search.attempt);
  const stream = STREAMS.find((each) => each === search.stream) ?? 'stdout';
  const isLive = tried.find((each) => each.attempt === attempt)?.to === null;
  const at = useMemo<LogAt>(
    () => ({ run: model.run.id, step: step.id, attempt, stream }),
    [model.run.id, step.id, attempt, stream],
  );
  const [isRaw, setRaw] = useState(search.line !== undefined);
  const tail = useQuery({
    queryKey: ['log', logPath(at)],
    queryFn: () => tailOf(at),
    enabled: attempt > 0 && !isRaw,
    refetchInterval: isLive ? AGAIN_MS : false,
    retry: false,
  });
  const entries = useMemo(
    () => (tail.data === undefined ? null : agentLog(tail.data.split('\n'), step.tool)),
    [tail.data, step.tool],
  );
  if (attempt === 0) return <Empty title="No log">{step.kind === 'step' && <p>Nothing was run.</p>}</Empty>;
  const isAgent = entries !== null && !isRaw;
  return (
    <>
      <div className="lpick">
        {tried.length > 1 && (
          <select
            aria-label="Attempt"
            className="in"
            value={attempt}
            onChange={({ target }) =>
              void navigate({ search: { ...search, attempt: target.value, line: undefined }, replace: true })
            }
          >
            {tried.map((each) => (
              <option key={each.attempt} value={each.attempt}>
                Attempt {each.attempt}
              </option>
            ))}
          </select>
        )}
        <select
          aria-label="Stream"
          className="in"
          value={stream}
          onChange={({ target }) =>
            void navigate({ search: { ...search, stream: target.value, line: undefined }, replace: true })
          }
        >
          {STREAMS.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
        <span className="grow" />
        {entries !== null && (
          <button type="button" className="btn quiet" aria-pressed={isRaw} onClick={() => setRaw(!isRaw)}>
            Raw
          </button>
        )}
        <button
          type="button"
          className="btn quiet"
          onClick={() =>
            void downloadPath(logPath(at), `${model.run.id}-${step.id.replaceAll('/', '_')}-${attempt}.${stream}.log`)
          }
        >
          <Download size={14} aria-hidden />
          Download
        </button>
      </div>
      {isAgent && <AgentLog entries={entries} isLive={isLive} />}
      {!isAgent && (tail.isPending && !isRaw ? <Skeleton rows={12} /> : <Raw at={at} isLive={isLive} />)}
    </>
  );
};
