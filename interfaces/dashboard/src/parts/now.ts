/** The time, as often as somebody looks at it. */
import { useEffect, useState } from 'react';

/** Milliseconds since the epoch, renewed every so often. */
export const useNow = (everyMs = 1000): number => {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
};

/** An instant of the server; null stays null. */
export const instant = (time: string | null): number | null => (time === null ? null : Date.parse(time));
