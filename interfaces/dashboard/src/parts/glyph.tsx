/** The shape of a state, drawn. */
import type { ReactNode } from 'react';
import { LOOKS, SHAPES, type State } from './looks.ts';

type Props = {
  readonly state: State;
  readonly size?: number;
  /** The word stands beside it, so it is not read out twice. */
  readonly quiet?: boolean;
};

/** In the ink of its state. */
export const Glyph = ({ state, size = 14, quiet = false }: Props): ReactNode => {
  const { word, tone, shape } = LOOKS[state];
  const told = quiet ? { 'aria-hidden': true } : { role: 'img', 'aria-label': word };
  return (
    <svg className={tone} width={size} height={size} viewBox="0 0 14 14" fill="none" {...told}>
      {SHAPES[shape].map(({ d, width, fill, isWhite = false, opacity, dash, turns = false }) => (
        <path
          key={d}
          d={d}
          className={turns ? 'spin' : undefined}
          fill={fill === undefined ? 'none' : `var(${fill})`}
          stroke={fill !== undefined ? 'none' : isWhite ? '#fff' : 'currentColor'}
          strokeWidth={width}
          strokeOpacity={opacity}
          strokeDasharray={dash?.join(' ')}
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      ))}
    </svg>
  );
};
