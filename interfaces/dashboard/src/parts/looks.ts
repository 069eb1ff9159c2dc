/** How a state looks: a shape, a word, a colour; the shape alone must do. As data, for pages and for canvases. */

/** All that a run, a step or what waits for a person can be. */
export type State =
  | 'blocked'
  | 'ready'
  | 'created'
  | 'open'
  | 'running'
  | 'validating'
  | 'backoff'
  | 'waiting'
  | 'question'
  | 'paused'
  | 'cancelling'
  | 'compensating'
  | 'succeeded'
  | 'failed'
  | 'damaged'
  | 'skipped'
  | 'cancelled'
  | 'retried'
  | 'merge';

/** The classes of ink in look/base.css. */
type Tone = 'ok' | 'fail' | 'run' | 'ask' | 'idle';

type Shape =
  | 'check'
  | 'octagon'
  | 'arc'
  | 'diamond'
  | 'query'
  | 'hourglass'
  | 'pause'
  | 'dashes'
  | 'ring'
  | 'dash'
  | 'again'
  | 'branch';

type Look = { readonly word: string; readonly tone: Tone; readonly shape: Shape };

/** A table of data: each state once. */
export const LOOKS: Readonly<Record<State, Look>> = {
  blocked: { word: 'Blocked', tone: 'idle', shape: 'dashes' },
  ready: { word: 'Ready', tone: 'idle', shape: 'ring' },
  created: { word: 'Created', tone: 'idle', shape: 'ring' },
  open: { word: 'Running', tone: 'run', shape: 'arc' },
  running: { word: 'Running', tone: 'run', shape: 'arc' },
  validating: { word: 'Checking', tone: 'run', shape: 'arc' },
  backoff: { word: 'Waiting', tone: 'idle', shape: 'hourglass' },
  waiting: { word: 'Needs you', tone: 'ask', shape: 'diamond' },
  question: { word: 'Question', tone: 'ask', shape: 'query' },
  paused: { word: 'Paused', tone: 'idle', shape: 'pause' },
  cancelling: { word: 'Cancelling', tone: 'run', shape: 'arc' },
  compensating: { word: 'Undoing', tone: 'run', shape: 'arc' },
  succeeded: { word: 'Succeeded', tone: 'ok', shape: 'check' },
  failed: { word: 'Failed', tone: 'fail', shape: 'octagon' },
  damaged: { word: 'Damaged', tone: 'fail', shape: 'octagon' },
  skipped: { word: 'Skipped', tone: 'idle', shape: 'dash' },
  cancelled: { word: 'Cancelled', tone: 'idle', shape: 'dash' },
  retried: { word: 'Retried', tone: 'ask', shape: 'again' },
  merge: { word: 'Ready to merge', tone: 'ok', shape: 'branch' },
};

/** One stroke or area of a shape, in a square of 14. */
export type Stroke = {
  readonly d: string;
  readonly width?: number;
  /** A token; the current ink where it is not there. */
  readonly fill?: string;
  readonly isWhite?: boolean;
  readonly opacity?: number;
  readonly dash?: readonly number[];
  readonly turns?: boolean;
};

const circle = (x: number, y: number, r: number): string =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;
const DIAMOND = { d: 'M7 .8 13.2 7 7 13.2.8 7z', fill: '--ask-bar' };

export const SHAPES: Readonly<Record<Shape, readonly Stroke[]>> = {
  check: [{ d: 'M3 7.5 5.8 10.2 11 4.4', width: 1.6 }],
  octagon: [
    { d: 'M4.4.9h5.2l3.5 3.5v5.2l-3.5 3.5H4.4L.9 9.6V4.4z', fill: '--fail-bar' },
    { d: 'm5 5 4 4m0-4-4 4', width: 1.5, isWhite: true },
  ],
  arc: [
    { d: circle(7, 7, 5.2), width: 1.8, opacity: 0.25 },
    { d: 'M7 1.8A5.2 5.2 0 0 1 12.2 7', width: 1.8, turns: true },
  ],
  diamond: [DIAMOND, { d: 'M7 4.2v3.2M7 9.6v.1', width: 1.5, isWhite: true }],
  query: [DIAMOND, { d: 'M5.6 5.7a1.45 1.45 0 1 1 2 1.5c-.45.2-.6.45-.6.9M7 9.9v.1', width: 1.3, isWhite: true }],
  hourglass: [{ d: 'M3.6 1.8h6.8M3.6 12.2h6.8M4.4 1.8v1.6L7 7l2.6-3.6V1.8M4.4 12.2v-1.6L7 7l2.6 3.6v1.6', width: 1.2 }],
  pause: [{ d: 'M5 3.2v7.6M9 3.2v7.6', width: 1.8 }],
  dashes: [{ d: circle(7, 7, 5), width: 1.3, dash: [1.6, 2.3] }],
  ring: [{ d: circle(7, 7, 5), width: 1.3 }],
  dash: [{ d: 'M3.5 7h7', width: 1.5 }],
  again: [{ d: 'M11.3 5.2A4.8 4.8 0 1 0 11.8 7.6M11.8 2.6v2.8H9', width: 1.4 }],
  branch: [
    {
      d: `${circle(3.6, 3.2, 1.7)}${circle(3.6, 10.8, 1.7)}${circle(10.4, 8, 1.7)}M3.6 4.9v4.2M3.8 5.2C4.4 7 6 8 8.6 8`,
      width: 1.3,
    },
  ],
};
