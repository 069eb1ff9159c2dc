/** Where a moment stands on a line of time on which long idleness is folded to a narrow band, so that work keeps its room. */

/** All times in milliseconds since the epoch. */
export type Stretch = { readonly from: number; readonly to: number };

export type Fold = Stretch & {
  /** Shares of the whole line, from 0 to 1. */
  readonly left: number;
  readonly width: number;
};

export type Tick = {
  /** Milliseconds since the line begins. */
  readonly after: number;
  /** A share of the whole line. */
  readonly left: number;
};

export type TimeScale = {
  /** A share of the whole line, from 0 to 1. */
  readonly at: (time: number) => number;
  readonly folds: readonly Fold[];
  readonly ticks: readonly Tick[];
};

/** Idleness is folded from so long on, and only what is longer than its band would be. */
const FOLDED_FROM_MS = 5 * 60_000;
const BAND = 0.042;
const MOST_FOLDED = 0.3;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const ROUND = [1, 2, 5, 10, 15, 30]
  .map((each) => each * SECOND)
  .concat([1, 2, 5, 10, 15, 30].map((each) => each * MINUTE))
  .concat([1, 2, 3, 6, 12, 24, 48, 96, 168].map((each) => each * HOUR));
/** So many ticks at most; what would touch another is left out. */
const MOST_TICKS = 11;
const TICK_ROOM = 0.085;

/** What of the idle stretches lies inside and is long enough, in order and without overlap. */
const folded = (idle: readonly Stretch[], { from, to }: Stretch): readonly Stretch[] => {
  const inside = idle
    .map((each) => ({ from: Math.max(from, each.from), to: Math.min(to, each.to) }))
    .filter((each) => each.to - each.from >= FOLDED_FROM_MS)
    .sort((one, other) => one.from - other.from);
  const apart: Stretch[] = [];
  for (const each of inside) {
    const last = apart.at(-1);
    if (last !== undefined && each.from < last.to)
      apart[apart.length - 1] = { from: last.from, to: Math.max(last.to, each.to) };
    else apart.push(each);
  }
  return apart;
};

/** The scale of a line that has some length. */
export const timeScale = (line: Stretch, idle: readonly Stretch[] = []): TimeScale => {
  const whole = Math.max(1, line.to - line.from);
  const long = folded(idle, line);
  const idleMs = long.reduce((sum, { from, to }) => sum + (to - from), 0);
  const band = Math.min(BAND, MOST_FOLDED / Math.max(1, long.length));
  // Where folding would make a stretch wider than it is, nothing is gained by it.
  const worth = idleMs / whole > band * long.length ? long : [];
  const workMs = Math.max(1, whole - (worth.length === 0 ? 0 : idleMs));
  const perMs = (1 - band * worth.length) / workMs;
  const at = (time: number): number => {
    let left = 0;
    let since = line.from;
    for (const { from, to } of worth) {
      if (time <= from) break;
      left += (from - since) * perMs;
      if (time < to) return left + (band * (time - from)) / (to - from);
      left += band;
      since = to;
    }
    return Math.min(1, Math.max(0, left + (time - since) * perMs));
  };
  const folds = worth.map(({ from, to }) => ({ from, to, left: at(from), width: band }));
  const step = ROUND.find((each) => workMs / each <= MOST_TICKS) ?? whole;
  const ticks: Tick[] = [];
  for (let after = 0; after <= whole; after += step) {
    const time = line.from + after;
    const left = at(time);
    const isFolded = worth.some(({ from, to }) => time > from && time < to);
    const isFree = left - (ticks.at(-1)?.left ?? -1) >= TICK_ROOM;
    if (!isFolded && isFree) ticks.push({ after, left });
    if (ticks.length > 2 * MOST_TICKS) break;
  }
  return { at, folds, ticks };
};

/** `5m`, `1h`, `30s`: a round time in its largest unit. */
export const tickWords = (ms: number): string => {
  if (ms === 0) return '0';
  if (ms % HOUR === 0) return `${ms / HOUR}h`;
  if (ms > HOUR) return `${Math.floor(ms / HOUR)}h ${String(Math.round((ms % HOUR) / MINUTE)).padStart(2, '0')}m`;
  return ms % MINUTE === 0 ? `${ms / MINUTE}m` : `${ms / SECOND}s`;
};
