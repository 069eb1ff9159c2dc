/** Tells whether what somebody has is still what there is. */
import type { IncomingHttpHeaders } from 'node:http';
import type { RunRow } from '../../core/run-tables.ts';
import { json, type Answer } from './answer.ts';
import { problemOf, type Problem } from './problem.ts';

type Tagged = Pick<RunRow, 'id' | 'seq'>;

/** The tag of whatever follows from the log of a run. */
export const tagOf = ({ id, seq }: Tagged): string => `"${id}-${seq}"`;

const tagsIn = (header: string): readonly string[] => header.split(',').map((tag) => tag.trim().replace(/^W\//, ''));

/** What follows from the log of a run, or that it has not changed since it was asked for before. */
export const taggedJson = (body: object, run: Tagged, headers: IncomingHttpHeaders): Answer => {
  const etag = tagOf(run);
  const known = headers['if-none-match'];
  const isKnown = known !== undefined && (known.trim() === '*' || tagsIn(known).includes(etag));
  const own = { etag, 'cache-control': 'no-cache' };
  return isKnown ? { kind: 'nothing', status: 304, headers: own } : json(body, own);
};

/** The run went on since somebody looked, who asks only for how it stood then; null where it did not, or nobody minds. */
export const stale = (run: Tagged, headers: IncomingHttpHeaders): Problem | null => {
  const wanted = headers['if-match'];
  if (wanted === undefined || wanted.trim() === '*' || tagsIn(wanted).includes(tagOf(run))) return null;
  return problemOf(412, 'stale', `run ${run.id} went on since you looked`, { hint: 'Look at it again.' });
};
