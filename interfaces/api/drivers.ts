/**
 * Has runs driven, by processes of their own that outlive the server: `ws resume`, whose lock keeps each single.
 *
 *   D1. So many at a time; the others wait as they are, in the order in which they were asked for.
 *   D2. One that finds the run held for a moment, by somebody who only looked, is tried again.
 *   D3. What is asked for while one is under way may come too late for it to hear, so another follows it.
 */
import type { RunId } from '../../core/id.ts';
import { driveAway } from '../house/drive-away.ts';
import type { House } from '../house/house.ts';

export interface Drivers {
  /** Asks for it; who drives it already goes on. `accept`: a change of its file is taken in. */
  drive(run: RunId, wish?: { readonly accept: boolean }): void;
  /** Whether one is under way for it, or will be. */
  has(run: RunId): boolean;
  /** How many are under way. */
  count(): number;
}

export const MOST_DRIVEN = 4;
const HELD = 4;
const TRIES = 5;
const PAUSE_MS = 200;

export type DriverParts = Pick<House, 'stateDirectory' | 'repository' | 'env'> & {
  /** What starts `ws`. */
  readonly program: readonly string[];
};

type Wanted = { readonly run: RunId; readonly accept: boolean; readonly tries: number };

export const driversOf = ({ program, ...parts }: DriverParts): Drivers => {
  const under = new Set<RunId>();
  const waiting: Wanted[] = [];
  const following = new Map<RunId, Wanted>();
  const isWaiting = (run: RunId): boolean => waiting.some((each) => each.run === run);
  const next = (): void => {
    while (under.size < MOST_DRIVEN) {
      const wanted = waiting.shift();
      if (wanted === undefined) return;
      start(wanted);
    }
  };
  const ended = ({ run, accept, tries }: Wanted, code: number | null): void => {
    under.delete(run);
    const after = following.get(run);
    following.delete(run);
    if (after !== undefined)
      ask(after); // D3
    else if (code === HELD && tries < TRIES) setTimeout(() => ask({ run, accept, tries: tries + 1 }), PAUSE_MS).unref(); // D2
    next();
  };
  const start = (wanted: Wanted): void => {
    const { run, accept } = wanted;
    const driver = driveAway({ run, program, options: accept ? ['--accept-changes'] : [] }, parts);
    under.add(run);
    driver.once('error', () => ended(wanted, null));
    driver.once('exit', (code) => ended(wanted, code));
  };
  const ask = (wanted: Wanted): void => {
    if (under.has(wanted.run)) {
      following.set(wanted.run, wanted);
      return;
    }
    if (isWaiting(wanted.run)) return;
    waiting.push(wanted);
    next(); // D1
  };
  return {
    drive: (run, wish = { accept: false }) => ask({ run, accept: wish.accept, tries: 1 }),
    has: (run) => under.has(run) || isWaiting(run),
    count: () => under.size,
  };
};
