/** How often may be asked: so many a minute, by each token, by all together, and by those whose token is wrong. */
import type { Caller } from '../house/serve/caller.ts';

export interface Limits {
  /** Whether one more may be asked, which counts. */
  of(caller: Caller): boolean;
  ofAll(): boolean;
  ofWrong(): boolean;
}

const MINUTE_MS = 60_000;
const PER_TOKEN = 600;
const IN_ALL = 6_000;
const WRONG = 10;

/** Windows of a minute that begin with the first that is asked in them. */
export const limitsOf = (now: () => number): Limits => {
  const windows = new Map<string, { readonly from: number; count: number }>();
  const take = (key: string, most: number): boolean => {
    const at = now();
    const known = windows.get(key);
    const window = known !== undefined && at - known.from < MINUTE_MS ? known : { from: at, count: 0 };
    if (window !== known) windows.set(key, window);
    window.count += 1;
    return window.count <= most;
  };
  return {
    of: ({ name }) => take(`token ${name}`, PER_TOKEN),
    ofAll: () => take('all', IN_ALL),
    ofWrong: () => take('wrong', WRONG),
  };
};
