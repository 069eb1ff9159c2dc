/** What a graph is drawn with: shapes of states, words that fit, frames. */
import { LOOKS, SHAPES, type State } from '../../parts/looks.ts';

/** A token as a colour. */
export type Ink = (token: string) => string;

const shapes = new Map<string, Path2D>();
const pathOf = (d: string): Path2D => {
  const known = shapes.get(d) ?? new Path2D(d);
  shapes.set(d, known);
  return known;
};

/** With its left upper corner there. */
export const drawGlyph = (
  on: CanvasRenderingContext2D,
  state: State,
  [x, y]: readonly [number, number],
  ink: Ink,
): void => {
  const { tone, shape } = LOOKS[state];
  on.save();
  on.translate(x, y);
  on.lineCap = 'round';
  on.lineJoin = 'round';
  for (const { d, width = 1, fill, isWhite = false, opacity = 1, dash = [] } of SHAPES[shape]) {
    const path = pathOf(d);
    on.globalAlpha = opacity;
    if (fill === undefined) {
      on.lineWidth = width;
      on.setLineDash([...dash]);
      on.strokeStyle = isWhite ? '#fff' : ink(`--${tone}-ink`);
      on.stroke(path);
    } else {
      on.fillStyle = ink(fill);
      on.fill(path);
    }
  }
  on.restore();
};

/** Cut with an ellipsis where it is too long; measured once for each text and font. */
const fitted = new Map<string, string>();
const MOST_FITTED = 20_000;
const fit = (on: CanvasRenderingContext2D, text: string, width: number): string => {
  const key = `${on.font}\0${width}\0${text}`;
  const known = fitted.get(key);
  if (known !== undefined) return known;
  let shown = text;
  while (shown.length > 1 && on.measureText(shown).width > width)
    shown = `${shown.slice(0, shown.endsWith('…') ? -2 : -1)}…`;
  if (fitted.size > MOST_FITTED) fitted.clear();
  fitted.set(key, shown);
  return shown;
};

export type Words = {
  readonly at: readonly [number, number];
  readonly width: number;
  readonly font: string;
  readonly colour: string;
  readonly isRight?: boolean;
};

const SANS = '"Inter Variable", system-ui, sans-serif';

/** In one line. */
export const write = (
  on: CanvasRenderingContext2D,
  text: string,
  { at: [x, y], width, font, colour, isRight = false }: Words,
): void => {
  on.font = `${font} ${SANS}`;
  on.fillStyle = colour;
  on.textAlign = isRight ? 'right' : 'left';
  on.fillText(fit(on, text, width), x, y);
};

/** Under way. */
export const RUNNING: ReadonlySet<State> = new Set(['running', 'validating', 'open']);
/** Not begun, or not to be. */
export const PLANNED: ReadonlySet<State> = new Set(['blocked', 'ready', 'skipped', 'cancelled']);

export type Frame = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** The outline says how it stands. */
export const drawFrame = (
  on: CanvasRenderingContext2D,
  { x, y, width, height }: Frame,
  state: State,
  ink: Ink,
): void => {
  on.beginPath();
  on.roundRect(x + 0.5, y + 0.5, width - 1, height - 1, 6);
  const isRunning = RUNNING.has(state);
  const tint =
    state === 'failed'
      ? '--fail-bg'
      : state === 'waiting'
        ? '--ask-bg'
        : isRunning
          ? '--accent-bg'
          : PLANNED.has(state)
            ? '--bg'
            : '--bg-raised';
  const edge =
    state === 'failed'
      ? '--fail-bar'
      : state === 'waiting'
        ? '--ask-bar'
        : isRunning
          ? '--run-bar'
          : PLANNED.has(state)
            ? '--ghost'
            : '--line-strong';
  on.fillStyle = ink(tint);
  on.fill();
  on.lineWidth = 1;
  on.strokeStyle = ink(edge);
  on.setLineDash(PLANNED.has(state) ? [3, 3] : []);
  on.stroke();
  on.setLineDash([]);
};
