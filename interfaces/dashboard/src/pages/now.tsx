/** What needs somebody, what works, and whether the month is better. */
import type { ReactNode } from 'react';
import { useTitle } from '../parts/title.ts';

/** The page. */
export const Now = (): ReactNode => {
  useTitle('Now');
  return <main className="now" />;
};
