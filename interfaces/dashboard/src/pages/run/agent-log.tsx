/** What an agent said and did: prose, and one line for each act. The newest stands below, and is followed. */
import {
  FilePen,
  FileText,
  Search,
  Sparkles,
  SquareTerminal,
  TriangleAlert,
  Wrench,
  type LucideIcon,
} from 'lucide-react';
import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import type { Deed, Entry } from '../../../../house/view/agent-log.ts';
import { plainText } from '../../../../house/view/terminal-text.ts';
import { Glyph } from '../../parts/glyph.tsx';
import { Prose } from '../../parts/prose.tsx';
import { counted } from './step-words.ts';

const DEEDS: Readonly<Record<Deed, { readonly done: string; readonly doing: string; readonly icon: LucideIcon }>> = {
  read: { done: 'Read', doing: 'Reading', icon: FileText },
  search: { done: 'Searched', doing: 'Searching', icon: Search },
  edit: { done: 'Edited', doing: 'Editing', icon: FilePen },
  run: { done: 'Ran', doing: 'Running', icon: SquareTerminal },
  use: { done: 'Used', doing: 'Using', icon: Wrench },
};

const MOST_SHOWN = 400;
const TAIL_LINES = 12;

type ActProps = {
  readonly entry: Extract<Entry, { readonly kind: 'act' }>;
  readonly isLast: boolean;
  readonly isLive: boolean;
};

/** What came of it is opened by a click; of the newest that failed it is open. */
const Act = ({ entry, isLast, isLive }: ActProps): ReactNode => {
  const { deed, name, subject, isOk, text } = entry;
  const [isOpen, setOpen] = useState<boolean | null>(null);
  const { done, doing, icon: Icon } = DEEDS[deed];
  const isUnderWay = isOk === null && isLive;
  const lines = text.trimEnd().split('\n');
  const isShown = text.trim() !== '' && (isOpen ?? (isLast && isOk === false));
  return (
    <div className="ev">
      {isUnderWay ? (
        <Glyph state="running" size={14} />
      ) : (
        <Icon className="i" size={16} strokeWidth={1.5} aria-hidden />
      )}
      <button
        type="button"
        className="cut step"
        disabled={text.trim() === ''}
        aria-expanded={isShown}
        onClick={() => setOpen(!isShown)}
      >
        {isUnderWay ? doing : done} <span className="mono file">{plainText(subject === '' ? name : subject)}</span>
        {isOk === false && <span className="fail"> failed</span>}
      </button>
      {isShown && (
        <pre className="tail">
          {plainText(lines.slice(-TAIL_LINES).join('\n').replaceAll('\n', '\u2028')).replaceAll('\u2028', '\n')}
        </pre>
      )}
    </div>
  );
};

/** The entries, the last of them in sight while somebody follows. */
export const AgentLog = ({
  entries,
  isLive,
}: {
  readonly entries: readonly Entry[];
  readonly isLive: boolean;
}): ReactNode => {
  const box = useRef<HTMLDivElement>(null);
  const [isFollowing, setFollowing] = useState(true);
  const shown = entries.slice(-MOST_SHOWN);
  const before = entries.length - shown.length;
  useLayoutEffect(() => {
    if (isFollowing && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [entries, isFollowing]);
  return (
    <>
      <div
        className="log"
        ref={box}
        role="log"
        aria-live="off"
        aria-label="What the agent said and did"
        tabIndex={0}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) =>
          setFollowing(scrollHeight - scrollTop - clientHeight < 24)
        }
      >
        {before > 0 && <p className="dim">{counted(before, 'earlier entry', 'earlier entries')}: see Raw.</p>}
        {shown.map((entry, at) => {
          const key = before + at;
          if (entry.kind === 'act')
            return <Act key={key} entry={entry} isLast={at === shown.length - 1} isLive={isLive} />;
          const isTrouble = entry.kind === 'trouble';
          return (
            <div key={key} className="ev msg">
              {isTrouble ? (
                <TriangleAlert className="i ask" size={16} strokeWidth={1.5} aria-hidden />
              ) : (
                <Sparkles className="i" size={16} strokeWidth={1.5} aria-hidden />
              )}
              {isTrouble ? <p className="ask">{entry.text}</p> : <Prose text={entry.text} />}
            </div>
          );
        })}
      </div>
      <div className="live">
        <span className={isLive ? 'dot run' : 'dot idle'} />
        {isLive ? (isFollowing ? 'Following' : 'Not following') : 'Ended'}{' '}
        <span className="dim">· {counted(entries.length, 'entry', 'entries')}</span>
      </div>
    </>
  );
};
