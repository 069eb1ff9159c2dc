/** What steps take from pools while they are at work: so much of each, all of it at once or nothing. */
import type { Result } from './result.ts';

/** `size`: how much there is of it; `overtaking`: how many later ones may go before one that waits for it. */
export type Want = {
  readonly pool: string;
  readonly amount: number;
  readonly size: number;
  readonly overtaking: number;
};

/** One that wants, and holds or waits. `overtaken`: how many later ones have gone before it. */
export type Claim = {
  readonly wants: readonly Want[];
  readonly isHeld: boolean;
  readonly overtaken: number;
};

/** Whether two want of the same pool. */
export const isRival = (one: readonly Want[], other: readonly Want[]): boolean =>
  one.some(({ pool }) => other.some((want) => want.pool === pool));

/**
 * Whether one may take what it wants: there is room for all of it, and nobody before it has let as many go before as may.
 * `before`: those that wait and came before; `used`: how much is taken of a pool.
 */
export const mayTake = (wants: readonly Want[], before: readonly Claim[], used: (pool: string) => number): boolean => {
  const isRoom = wants.every(({ pool, amount, size }) => used(pool) + amount <= size);
  const isPatient = ({ wants: theirs, overtaken }: Claim): boolean => {
    const most = Math.min(
      ...theirs.filter(({ pool }) => wants.some((want) => want.pool === pool)).map(({ overtaking }) => overtaking),
    );
    return overtaken < most;
  };
  return isRoom && before.every(isPatient);
};

/** Who claims, as others are told. */
export type Claimant = { readonly repository: string; readonly run: string; readonly step: string };

/** A claim of any process of the machine. */
export type ShownClaim = Claimant & Omit<Claim, 'overtaken'> & { readonly since: number };

/** What has been taken, until it is given back. */
export type Held = { readonly release: () => Promise<void> };

/** What all processes of the machine take from. Who dies gives back what it held. */
export interface Holdings extends AsyncDisposable {
  /** Waits until all of it can be had at once; null where `signal` aborts before. The error, why it cannot be kept, is a sentence. */
  take(wants: readonly Want[], claimant: Claimant, signal: AbortSignal): Promise<Result<Held | null, string>>;
  /** Those that hold or wait, in the order in which they came. */
  list(): Promise<Result<readonly ShownClaim[], string>>;
}
