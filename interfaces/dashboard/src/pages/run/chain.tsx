/** What a run goes on from, and what goes on from it: tries of the same, and follow-ups, as a line. */
import { Link } from '@tanstack/react-router';
import { Fragment, type ReactNode } from 'react';
import type { Run } from '../../data/resources.ts';

/** Nothing where it stands alone. */
export const Chain = ({ run }: { readonly run: Run }): ReactNode => {
  const others = [
    { word: 'tries again', id: run.retryOf },
    { word: 'follows up', id: run.continues },
    { word: 'tried again by', id: run.retriedBy },
  ].filter(({ id }) => id !== null);
  if (others.length === 0) return null;
  return (
    <p className="chain">
      {others.map(({ word, id }, at) => (
        <Fragment key={word}>
          {at > 0 && ' · '}
          {word}{' '}
          <Link className="link" to="/runs/$run" params={{ run: id ?? '' }}>
            {id}
          </Link>
        </Fragment>
      ))}
    </p>
  );
};
