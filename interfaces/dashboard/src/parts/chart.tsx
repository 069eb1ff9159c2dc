/** Charts of days: stacked bars, and lines. Small, with round ticks; what is read out is their sum in words. */
import type { ReactNode } from 'react';

const WIDTH = 352;
const HEIGHT = 164;
const LEFT = 34;
const RIGHT = 348;
const TOP = 16;
const BOTTOM = 144;

/** The next round number above, such that its half is round, too. */
export const roundAbove = (value: number): number => {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 4, 6, 8, 10].find((each) => each * power >= value) ?? 10) * power;
};

const yOf = (value: number, most: number): number => BOTTOM - (value / most) * (BOTTOM - TOP);

/** `1 Nov`: of a day as the server says it. */
export const dayWords = (day: string): string =>
  new Date(`${day.slice(0, 10)}T12:00:00Z`).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  });

type FrameProps = {
  readonly label: string;
  readonly most: number;
  readonly days: readonly string[];
  readonly word: (value: number) => string;
  readonly children: ReactNode;
};

const Frame = ({ label, most, days, word, children }: FrameProps): ReactNode => {
  const first = days[0];
  const last = days.at(-1);
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      {[0, most / 2, most].map((value) => (
        <g key={value}>
          <path d={`M${LEFT} ${yOf(value, most)}H${RIGHT}`} className="gr" />
          <text x={LEFT - 8} y={yOf(value, most) + 4} textAnchor="end">
            {word(value)}
          </text>
        </g>
      ))}
      {children}
      {first !== undefined && (
        <text x={LEFT} y={160}>
          {dayWords(first)}
        </text>
      )}
      {last !== undefined && days.length > 1 && (
        <text x={RIGHT} y={160} textAnchor="end">
          {dayWords(last)}
        </text>
      )}
    </svg>
  );
};

export type Bars = {
  readonly day: string;
  readonly parts: readonly { readonly value: number; readonly colour: string }[];
};

type BarsProps = { readonly label: string; readonly bars: readonly Bars[]; readonly word: (value: number) => string };

/** One bar a day. */
export const BarChart = ({ label, bars, word }: BarsProps): ReactNode => {
  const most = roundAbove(Math.max(...bars.map(({ parts }) => parts.reduce((sum, { value }) => sum + value, 0)), 0));
  const step = (RIGHT - LEFT) / Math.max(1, bars.length);
  return (
    <Frame label={label} most={most} days={bars.map(({ day }) => day)} word={word}>
      {bars.map(({ day, parts }, at) => {
        let below = 0;
        return parts.map(({ value, colour }) => {
          below += value;
          if (value === 0) return null;
          return (
            <rect
              key={`${day}${colour}`}
              x={LEFT + at * step + step * 0.12}
              width={step * 0.76}
              y={yOf(below, most)}
              height={Math.max(1, yOf(below - value, most) - yOf(below, most) - (below > value ? 1 : 0))}
              rx="1"
              fill={`var(${colour})`}
            >
              <title>{`${dayWords(day)}: ${word(value)}`}</title>
            </rect>
          );
        });
      })}
    </Frame>
  );
};

type LineProps = {
  readonly label: string;
  readonly points: readonly { readonly day: string; readonly value: number | null }[];
  readonly word: (value: number) => string;
};

/** One line; days without a value are left out of it. */
export const LineChart = ({ label, points, word }: LineProps): ReactNode => {
  const most = roundAbove(Math.max(...points.map(({ value }) => value ?? 0), 0));
  const step = (RIGHT - LEFT) / Math.max(1, points.length - 1);
  const known = points.flatMap(({ value }, at) =>
    value === null ? [] : [[LEFT + at * step, yOf(value, most)] as const],
  );
  const [only] = known;
  return (
    <Frame label={label} most={most} days={points.map(({ day }) => day)} word={word}>
      <path
        className="l1"
        d={known.map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('')}
      />
      {known.length === 1 && only !== undefined && <circle cx={only[0]} cy={only[1]} r="2" fill="var(--ink)" />}
    </Frame>
  );
};
