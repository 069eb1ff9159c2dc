/** Draws what of a graph is in sight on a canvas. Far away, boxes are their colour and nothing else. */
import type { Step } from '../../data/resources.ts';
import { CELL, type GraphBox } from '../../../../house/view/graph-boxes.ts';
import { durationWords, moneyWords } from '../../../../house/view/words.ts';
import { LOOKS, type State } from '../../parts/looks.ts';
import { drawFrame, drawGlyph, PLANNED, RUNNING, write, type Frame, type Ink } from './graph-pen.ts';
import type { LaidOut } from './graph-worker.ts';
import { counted, stepTitle, toolWords } from './step-words.ts';

/** Of the graph: its left upper corner, its size, and how many pixels a unit is. */
export type Sight = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly zoom: number;
};

export type Scene = {
  readonly laid: LaidOut;
  readonly byId: ReadonlyMap<string, Step>;
  readonly critical: ReadonlySet<string>;
  readonly selected: string | null;
  readonly ink: Ink;
};

/** Below, names are not read. */
const NAMES_FROM = 0.45;

type Tally = { readonly state: State; readonly done: number; readonly failed: number };

/** What stands first decides how the whole looks. */
const WORST: readonly State[] = [
  'failed',
  'waiting',
  'running',
  'validating',
  'open',
  'backoff',
  'ready',
  'blocked',
  'succeeded',
  'skipped',
  'cancelled',
];

const tallyOf = (ids: readonly string[], { byId }: Scene): Tally => {
  const states = ids.map((id) => byId.get(id)?.state ?? 'blocked');
  const count = (state: State): number => states.filter((each) => each === state).length;
  return {
    state: WORST.find((state) => count(state) > 0) ?? 'blocked',
    done: count('succeeded') + count('skipped'),
    failed: count('failed'),
  };
};

const subOf = (step: Step | undefined): string => {
  if (step === undefined) return '';
  if (step.state === 'skipped') return 'skipped';
  const parts = [
    toolWords(step),
    step.tookMs === null ? '' : durationWords(step.tookMs),
    step.usage.attempts === 0 ? '' : moneyWords(step.usage.costMicroUsd),
  ];
  return parts.filter((each) => each !== '').join(' · ');
};

const drawStep = (on: CanvasRenderingContext2D, box: GraphBox, frame: Frame, scene: Scene): void => {
  const { byId, ink } = scene;
  const { state, done, failed } = tallyOf(box.ids, scene);
  drawFrame(on, frame, state, scene.ink);
  const { x, y, width } = frame;
  drawGlyph(on, state, [x + 11, y + 8], scene.ink);
  const isFolded = box.kind !== 'step';
  const step = byId.get(box.id);
  const name = isFolded ? counted(box.ids.length, 'step') : step === undefined ? box.id : stepTitle(step);
  const strong = PLANNED.has(state) ? ink('--ink-2') : ink('--ink');
  write(on, name, {
    at: [x + 32, y + 19],
    width: width - (isFolded ? 90 : 42),
    font: `${PLANNED.has(state) ? 400 : 500} 13px`,
    colour: strong,
  });
  const ends = box.kind === 'chain' ? `${box.id} … ${box.ids.at(-1) ?? ''}` : `${box.id} and alike`;
  const below = isFolded ? `${failed > 0 ? `${failed} failed · ` : ''}${ends}` : subOf(step);
  write(on, below, {
    at: [x + 32, y + 35],
    width: width - 42,
    font: '400 11px',
    colour: ink(RUNNING.has(state) ? '--run-ink' : state === 'failed' ? '--fail-ink' : '--ink-3'),
  });
  if (isFolded)
    write(on, `${done}/${box.ids.length}`, {
      at: [x + width - 12, y + 19],
      width: 70,
      font: '500 12px',
      colour: ink('--ink-2'),
      isRight: true,
    });
};

const drawComposite = (on: CanvasRenderingContext2D, box: GraphBox, frame: Frame, scene: Scene): void => {
  const { byId, ink } = scene;
  const step = byId.get(box.id);
  const state: State = step?.state ?? 'blocked';
  const { x, y, width, height } = frame;
  on.beginPath();
  on.roundRect(x + 0.5, y + 0.5, width - 1, height - 1, 6);
  on.fillStyle = ink('--bg-inset');
  on.fill();
  on.lineWidth = 1;
  on.strokeStyle = ink(
    state === 'failed'
      ? '--fail-bar'
      : RUNNING.has(state)
        ? '--run-bar'
        : PLANNED.has(state)
          ? '--ghost'
          : '--line-strong',
  );
  on.setLineDash(PLANNED.has(state) ? [3, 3] : []);
  on.stroke();
  on.setLineDash([]);
  drawGlyph(on, state, [x + 11, y + 9], scene.ink);
  write(on, box.id, { at: [x + 32, y + 20], width: width - 130, font: '500 13px', colour: ink('--ink') });
  const { done, failed } = tallyOf(box.cells, scene);
  const tally =
    box.cells.length === 0
      ? step === undefined
        ? ''
        : toolWords(step)
      : `${failed > 0 ? `${failed} failed · ` : ''}${done}/${box.cells.length}`;
  write(on, tally, {
    at: [x + width - 12, y + 20],
    width: 110,
    font: '500 12px',
    colour: ink(failed > 0 ? '--fail-ink' : '--ink-2'),
    isRight: true,
  });
  const isCut = box.cells.length > CELL.most;
  cellsOf(box).forEach(({ id, dx, dy, isRest }) => {
    const cell = byId.get(id);
    const at: Frame = { x: x + dx, y: y + dy, width: CELL.width, height: CELL.height };
    const look: State =
      isRest && isCut ? tallyOf(box.cells.slice(CELL.most - 1), scene).state : (cell?.state ?? 'blocked');
    drawFrame(on, at, look, scene.ink);
    drawGlyph(on, look, [at.x + 8, at.y + 7], scene.ink);
    const name =
      isRest && isCut
        ? `and ${counted(box.cells.length - CELL.most + 1, 'more', 'more')}`
        : cell === undefined
          ? id
          : stepTitle(cell);
    write(on, name, { at: [at.x + 28, at.y + 18], width: CELL.width - 86, font: '400 12px', colour: ink('--ink') });
    if (!isRest && cell !== undefined && cell.tookMs !== null)
      write(on, durationWords(cell.tookMs), {
        at: [at.x + CELL.width - 10, at.y + 18],
        width: 56,
        font: '400 11px',
        colour: ink('--ink-3'),
        isRight: true,
      });
  });
};

type Cell = { readonly id: string; readonly dx: number; readonly dy: number; readonly isRest: boolean };

/** Where in a composite each of its cells stands; the last stands for all that have no room. */
export const cellsOf = ({ cells, width }: GraphBox): readonly Cell[] => {
  const shown = cells.slice(0, CELL.most);
  const across = Math.max(1, Math.min(CELL.across, shown.length));
  const edge = (width - across * CELL.width - (across - 1) * CELL.gap) / 2;
  return shown.map((id, at) => ({
    id,
    dx: edge + (at % across) * (CELL.width + CELL.gap),
    dy: CELL.top + Math.floor(at / across) * (CELL.height + 4),
    isRest: cells.length > CELL.most && at === CELL.most - 1,
  }));
};

const drawEdges = (on: CanvasRenderingContext2D, scene: Scene, { x, y, width, height }: Sight): void => {
  const { laid, critical, ink } = scene;
  const { boxes, placed, edges } = laid;
  const isOnPath = (at: number): boolean => boxes[at]?.ids.some((id) => critical.has(id)) === true;
  for (const isCritical of [false, true]) {
    on.beginPath();
    on.strokeStyle = ink(isCritical ? '--ink' : '--line-strong');
    on.lineWidth = isCritical ? 1.5 : 1.25;
    for (const [from, to] of edges) {
      const [start, end] = [boxes[from], boxes[to]];
      if (start === undefined || end === undefined || (isOnPath(from) && isOnPath(to)) !== isCritical) continue;
      const x1 = (placed.x[from] ?? 0) + start.width / 2;
      const y1 = (placed.y[from] ?? 0) + start.height;
      const x2 = (placed.x[to] ?? 0) + end.width / 2;
      const y2 = placed.y[to] ?? 0;
      if (Math.max(x1, x2) < x || Math.min(x1, x2) > x + width || y2 < y || y1 > y + height) continue;
      const bend = Math.min(24, Math.abs(y2 - y1) / 2);
      on.moveTo(x1, y1);
      on.bezierCurveTo(x1, y1 + bend, x2, y2 - bend, x2, y2);
    }
    on.stroke();
  }
};

/** Draws the whole sight; the canvas is as large as it is. */
export const drawGraph = (on: CanvasRenderingContext2D, scene: Scene, sight: Sight): void => {
  const { laid, selected, byId, ink } = scene;
  const { boxes, placed } = laid;
  const { x, y, width, height, zoom } = sight;
  const ratio = devicePixelRatio;
  on.setTransform(1, 0, 0, 1, 0, 0);
  on.clearRect(0, 0, on.canvas.width, on.canvas.height);
  on.setTransform(zoom * ratio, 0, 0, zoom * ratio, -x * zoom * ratio, -y * zoom * ratio);
  on.textBaseline = 'alphabetic';
  drawEdges(on, scene, sight);
  boxes.forEach((box, at) => {
    const frame = { x: placed.x[at] ?? 0, y: placed.y[at] ?? 0, width: box.width, height: box.height };
    if (frame.x + frame.width < x || frame.x > x + width || frame.y + frame.height < y || frame.y > y + height) return;
    if (zoom < NAMES_FROM) {
      const state = box.kind === 'composite' ? (byId.get(box.id)?.state ?? 'blocked') : tallyOf(box.ids, scene).state;
      const { tone } = LOOKS[state];
      on.fillStyle = ink(tone === 'idle' ? '--ghost' : `--${tone}-bar`);
      on.fillRect(frame.x, frame.y, frame.width, frame.height);
    } else if (box.kind === 'composite') drawComposite(on, box, frame, scene);
    else drawStep(on, box, frame, scene);
    const holds = selected !== null && (box.ids.includes(selected) || box.cells.includes(selected));
    if (!holds) return;
    on.beginPath();
    on.roundRect(frame.x, frame.y, frame.width, frame.height, 6);
    on.lineWidth = 2 / Math.min(1, zoom);
    on.strokeStyle = ink('--accent');
    on.stroke();
  });
};
