/** The frame around every page: where one is, where one can go, and whether what is shown is live. */
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useNavigate } from '@tanstack/react-router';
import {
  Activity,
  CircleDollarSign,
  House,
  Inbox,
  Menu as MenuIcon,
  Plus,
  ScrollText,
  Search,
  Settings,
  ShieldCheck,
  Workflow,
  Wrench,
  type LucideIcon,
} from 'lucide-react';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { useLive } from '../data/live.ts';
import { queries } from '../data/queries.ts';
import { ageWords } from '../../../house/view/words.ts';
import { Glyph } from './glyph.tsx';
import { Help } from './help.tsx';
import { useKeys } from './keys.ts';
import { Lost } from './lost.tsx';
import { useNow } from './now.ts';
import { Palette } from './palette.tsx';
import { Toasts } from './toast.tsx';

type Place = { readonly to: string; readonly label: string; readonly icon: LucideIcon };

/** In the order of the side; the key `g` and the letter go there. */
export const PLACES = [
  { to: '/', label: 'Now', icon: House },
  { to: '/inbox', label: 'Inbox', icon: Inbox },
  { to: '/runs', label: 'Runs', icon: Activity },
  { to: '/workstreams', label: 'Workstreams', icon: Workflow },
  { to: '/tools', label: 'Tools', icon: Wrench },
  { to: '/cost', label: 'Cost', icon: CircleDollarSign },
  { to: '/audit', label: 'Audit', icon: ShieldCheck },
  { to: '/log', label: 'Server log', icon: ScrollText },
  { to: '/settings', label: 'Settings', icon: Settings },
] as const satisfies readonly Place[];

const DIVIDED_BEFORE = '/workstreams';
const RECENT = 4;

/** The last part of a path. */
export const baseName = (path: string): string => path.split('/').findLast((each) => each !== '') ?? path;

const Recent = (): ReactNode => {
  const now = useNow(30_000);
  const { data } = useQuery(queries.runs({ limit: RECENT }));
  if (data === undefined || data.items.length === 0) return null;
  return (
    <section aria-label="Recent runs">
      <h3>Recent</h3>
      {data.items.slice(0, RECENT).map(({ id, title, state, finishedAt, createdAt }) => (
        <Link key={id} className="mini" to="/runs/$run" params={{ run: id }}>
          <Glyph state={state} />
          <span className="cut">{title}</span>
          <span className="dim">
            {id} · {finishedAt === null ? 'since' : state} {ageWords(now - Date.parse(finishedAt ?? createdAt))}
            {finishedAt === null ? '' : ' ago'}
          </span>
        </Link>
      ))}
    </section>
  );
};

const Side = ({ onFind, onGo }: { readonly onFind: () => void; readonly onGo: () => void }): ReactNode => {
  const { isLive } = useLive();
  const { data: server } = useQuery(queries.server());
  const { data: inbox } = useQuery(queries.inbox());
  const { data: working } = useQuery(queries.runs({ state: 'running,waiting,paused,created', limit: 100 }));
  const counts: Partial<Record<string, number>> = {
    '/inbox': inbox?.items.length ?? 0,
    '/runs': working?.items.length ?? 0,
  };
  return (
    <nav className="side" aria-label="Main">
      <div className="repo">
        <span className="mark" aria-hidden>
          ws
        </span>
        <span className="cut" title={server?.repository}>
          {server === undefined ? 'ws' : baseName(server.repository)}
        </span>
      </div>
      <button type="button" className="find" onClick={onFind}>
        <Search size={14} aria-hidden />
        Search or run<kbd>⌘K</kbd>
      </button>
      {PLACES.map(({ to, label, icon: Icon }) => (
        <Link
          key={to}
          to={to}
          className={`nav${to === DIVIDED_BEFORE ? ' apart' : ''}`}
          activeOptions={{ exact: to === '/', includeSearch: false }}
          onClick={onGo}
        >
          <Icon size={16} strokeWidth={1.5} aria-hidden />
          {label}
          {(counts[to] ?? 0) > 0 && <span className={to === '/inbox' ? 'n hot' : 'n'}>{counts[to]}</span>}
        </Link>
      ))}
      <Recent />
      <div className="foot">
        <span className={isLive ? 'dot ok' : 'dot ask'} />
        {isLive ? 'Live' : 'Not live'}
        <span className="v">{server === undefined ? '' : `ws ${server.version}`}</span>
      </div>
    </nav>
  );
};

/** The side, what is lost or told, and the page itself. */
export const Shell = (): ReactNode => {
  const [isFinding, setFinding] = useState(false);
  const [isHelping, setHelping] = useState(false);
  const [isOpen, setOpen] = useState(false);
  const navigate = useNavigate();
  const { data: server } = useQuery(queries.server());
  useEffect(() => {
    if (server !== undefined) document.documentElement.dataset['role'] = server.role;
  }, [server]);
  useKeys(
    useMemo(
      () => ({
        'mod k': () => setFinding(true),
        'g n': () => void navigate({ to: '/' }),
        'g i': () => void navigate({ to: '/inbox' }),
        'g r': () => void navigate({ to: '/runs' }),
        'g w': () => void navigate({ to: '/workstreams' }),
        'g s': () => void navigate({ to: '/settings' }),
        '?': () => setHelping(true),
      }),
      [navigate],
    ),
  );
  return (
    <div className={isOpen ? 'app side-open' : 'app'}>
      <a className="skip" href="#page">
        To the page
      </a>
      <header className="phonebar">
        <button
          type="button"
          className="btn icon quiet"
          aria-label="Menu"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          <MenuIcon size={18} strokeWidth={1.5} aria-hidden />
        </button>
        <b>{server === undefined ? 'ws' : baseName(server.repository)}</b>
        <Link className="btn icon quiet" to="/new" aria-label="New task">
          <Plus size={18} strokeWidth={1.5} aria-hidden />
        </Link>
      </header>
      <Side onFind={() => setFinding(true)} onGo={() => setOpen(false)} />
      <div className="page" id="page">
        <Lost />
        <Outlet />
      </div>
      {isFinding && <Palette onClose={() => setFinding(false)} />}
      {isHelping && <Help onClose={() => setHelping(false)} />}
      <Toasts />
    </div>
  );
};
