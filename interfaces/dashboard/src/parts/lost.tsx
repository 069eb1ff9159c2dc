/** Says that what is shown may be old; the page stays, acts are off. */
import type { ReactNode } from 'react';
import { useLive } from '../data/live.ts';
import { Glyph } from './glyph.tsx';

const clock = (at: number): string => new Date(at).toLocaleTimeString([], { hour12: false });

/** Nothing while the server is there. */
export const Lost = (): ReactNode => {
  const { isLive, lastAt } = useLive();
  if (isLive) return null;
  return (
    <div className="lost" role="status">
      <Glyph state="waiting" quiet />
      <span>
        <b>Not live.</b> {lastAt === null ? 'The server does not answer.' : `Last update ${clock(lastAt)}.`}
      </span>
      <button type="button" className="btn quiet link" onClick={() => location.reload()}>
        Reconnect
      </button>
    </div>
  );
};
