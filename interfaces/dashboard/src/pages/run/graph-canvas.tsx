/**
 * The plan as a graph on a canvas that is larger than the pane. Moving it moves what is drawn; it is drawn anew only where its edge
 * would come in sight, or once it rests. So a frame costs the same for ten steps as for ten thousand.
 */
import { Maximize, Minus, Plus } from 'lucide-react';
import { useCallback, useEffect, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { CELL } from '../../../../house/view/graph-boxes.ts';
import { cellsOf, drawGraph, type Scene, type Sight } from './graph-draw.ts';
import type { LaidOut } from './graph-worker.ts';
import { counted } from './step-words.ts';

/** Pixels around the pane that are drawn before they are seen. */
const MARGIN = 240;
const REST_MS = 120;
const ZOOMS = { least: 0.04, most: 1.6, step: 1.25 };
const CLICK_PX = 4;

/** A token as a colour: computed by the browser, because it alone knows which half of `light-dark()` counts. */
const inkOf = (element: HTMLElement): ((token: string) => string) => {
  const known = new Map<string, string>();
  const probe = document.createElement('span');
  probe.hidden = true;
  element.append(probe);
  return (token) => {
    const found = known.get(token);
    if (found !== undefined) return found;
    probe.style.color = `var(${token})`;
    const colour = getComputedStyle(probe).color;
    known.set(token, colour);
    return colour;
  };
};

/** Where the pane looks: the middle of the graph at its corner, and the zoom. */
type View = { x: number; y: number; zoom: number };

type CanvasProps = {
  readonly scene: Omit<Scene, 'ink'>;
  readonly onSelect: (id: string) => void;
  readonly focus: string | null;
};

/** The canvas, and what makes it smaller and larger. */
export const GraphCanvas = ({ scene, onSelect, focus }: CanvasProps): ReactNode => {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const view = useRef<View>({ x: 0, y: 0, zoom: 1 });
  /** What is drawn on the canvas. */
  const drawn = useRef<Sight | null>(null);
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined);
  const ink = useRef<((token: string) => string) | null>(null);
  const now = useRef(scene);
  now.current = scene;
  const [zoom, setZoom] = useState(1);

  const draw = useCallback((): void => {
    const [pane, on] = [box.current, canvas.current];
    const pen = on?.getContext('2d');
    if (pane === null || on === null || pen === null || pen === undefined) return;
    ink.current ??= inkOf(pane);
    const width = pane.clientWidth + 2 * MARGIN;
    const height = pane.clientHeight + 2 * MARGIN;
    const ratio = devicePixelRatio;
    if (on.width !== Math.round(width * ratio) || on.height !== Math.round(height * ratio)) {
      on.width = Math.round(width * ratio);
      on.height = Math.round(height * ratio);
      on.style.width = `${width}px`;
      on.style.height = `${height}px`;
    }
    const { x, y, zoom: scale } = view.current;
    const sight = {
      x: x - MARGIN / scale,
      y: y - MARGIN / scale,
      width: width / scale,
      height: height / scale,
      zoom: scale,
    };
    drawGraph(pen, { ...now.current, ink: ink.current }, sight);
    drawn.current = sight;
    on.style.transform = `translate(${-MARGIN}px, ${-MARGIN}px)`;
  }, []);

  /** Moves what is drawn to where it belongs now; draws anew where it does not reach, and once it rests. */
  const move = useCallback((): void => {
    const [on, pane, at] = [canvas.current, box.current, drawn.current];
    if (on === null || pane === null || at === null) return draw();
    const { x, y, zoom: scale } = view.current;
    const grown = scale / at.zoom;
    const [dx, dy] = [(at.x - x) * scale, (at.y - y) * scale];
    on.style.transform = `translate(${dx}px, ${dy}px) scale(${grown})`;
    const isBare =
      dx > 0 || dy > 0 || dx + at.width * scale < pane.clientWidth || dy + at.height * scale < pane.clientHeight;
    clearTimeout(rest.current);
    if (isBare && grown === 1) draw();
    else rest.current = setTimeout(draw, REST_MS);
  }, [draw]);

  const zoomTo = useCallback(
    (next: number, [px, py]: readonly [number, number]): void => {
      const { x, y, zoom: before } = view.current;
      const after = Math.min(ZOOMS.most, Math.max(ZOOMS.least, next));
      view.current = { zoom: after, x: x + px / before - px / after, y: y + py / before - py / after };
      setZoom(after);
      move();
    },
    [move],
  );
  const middle = (): readonly [number, number] => [
    (box.current?.clientWidth ?? 0) / 2,
    (box.current?.clientHeight ?? 0) / 2,
  ];

  /** At a scale at which names are read, with what matters in the middle; whole where that fits. */
  const open = useCallback((): void => {
    const pane = box.current;
    if (pane === null) return;
    const { boxes, placed } = now.current.laid;
    const at = boxes.findIndex(({ ids, cells }) => focus !== null && (ids.includes(focus) || cells.includes(focus)));
    const fits = Math.min(1, (pane.clientWidth - 40) / placed.width, (pane.clientHeight - 40) / placed.height);
    const scale = Math.max(0.75, fits);
    const chosen = boxes[Math.max(0, at)];
    const isWhole = fits >= 0.75;
    const cx = isWhole || chosen === undefined ? placed.width / 2 : (placed.x[Math.max(0, at)] ?? 0) + chosen.width / 2;
    const cy =
      isWhole || chosen === undefined ? placed.height / 2 : (placed.y[Math.max(0, at)] ?? 0) + chosen.height / 2;
    // Nothing is above the first row.
    const top = Math.max(cy - pane.clientHeight / scale / 2, -20 / scale);
    view.current = { x: cx - pane.clientWidth / scale / 2, y: isWhole ? -20 / scale : top, zoom: scale };
    setZoom(scale);
    draw();
  }, [draw, focus]);
  const fit = (): void => {
    const pane = box.current;
    if (pane === null) return;
    const { placed } = scene.laid;
    const scale = Math.max(
      ZOOMS.least,
      Math.min(1, (pane.clientWidth - 40) / placed.width, (pane.clientHeight - 40) / placed.height),
    );
    view.current = {
      x: placed.width / 2 - pane.clientWidth / scale / 2,
      y: placed.height / 2 - pane.clientHeight / scale / 2,
      zoom: scale,
    };
    setZoom(scale);
    draw();
  };

  useEffect(open, [scene.laid, open]);
  useEffect(draw, [scene.byId, scene.selected, scene.critical, draw]);
  useEffect(() => {
    const pane = box.current;
    if (pane === null) return undefined;
    const watch = new ResizeObserver(draw);
    watch.observe(pane);
    const repaint = (): void => {
      ink.current = null;
      draw();
    };
    const system = matchMedia('(prefers-color-scheme: dark)');
    system.addEventListener('change', repaint);
    document.addEventListener('ws-theme', repaint);
    // React listens to wheels passively, and this one must keep the page from zooming.
    const wheel = (event: WheelEvent): void => {
      event.preventDefault();
      const { left, top } = pane.getBoundingClientRect();
      if (event.ctrlKey || event.metaKey)
        zoomTo(view.current.zoom * Math.exp(-event.deltaY / 200), [event.clientX - left, event.clientY - top]);
      else {
        view.current.x += event.deltaX / view.current.zoom;
        view.current.y += event.deltaY / view.current.zoom;
        move();
      }
    };
    pane.addEventListener('wheel', wheel, { passive: false });
    void document.fonts.ready.then(draw);
    return () => {
      watch.disconnect();
      system.removeEventListener('change', repaint);
      document.removeEventListener('ws-theme', repaint);
      pane.removeEventListener('wheel', wheel);
      clearTimeout(rest.current);
    };
  }, [draw, move, zoomTo]);

  const held = useRef<{ readonly x: number; readonly y: number; moved: number } | null>(null);
  const down = (event: PointerEvent): void => {
    held.current = { x: event.clientX, y: event.clientY, moved: 0 };
  };
  const drag = (event: PointerEvent<HTMLDivElement>): void => {
    if (held.current === null) return;
    const { x, y, moved } = held.current;
    const far = moved + Math.abs(event.clientX - x) + Math.abs(event.clientY - y);
    if (far > CLICK_PX) event.currentTarget.setPointerCapture(event.pointerId);
    view.current.x -= (event.clientX - x) / view.current.zoom;
    view.current.y -= (event.clientY - y) / view.current.zoom;
    held.current = { x: event.clientX, y: event.clientY, moved: far };
    move();
  };
  const up = (event: PointerEvent<HTMLDivElement>): void => {
    const isClick = held.current !== null && held.current.moved <= CLICK_PX;
    held.current = null;
    if (!isClick) return;
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const x = view.current.x + (event.clientX - left) / view.current.zoom;
    const y = view.current.y + (event.clientY - top) / view.current.zoom;
    const hit = stepAt(scene.laid, x, y);
    if (hit !== null) onSelect(hit);
  };
  const key = (event: KeyboardEvent): void => {
    const far = 80 / view.current.zoom;
    const by: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [-far, 0],
      ArrowRight: [far, 0],
      ArrowUp: [0, -far],
      ArrowDown: [0, far],
    };
    const [dx, dy] = by[event.key] ?? [0, 0];
    if (event.key === '+' || event.key === '-')
      zoomTo(view.current.zoom * (event.key === '+' ? ZOOMS.step : 1 / ZOOMS.step), middle());
    else if (dx === 0 && dy === 0) return;
    event.preventDefault();
    view.current.x += dx;
    view.current.y += dy;
    move();
  };
  return (
    <div className="graph-pane">
      <div className="zoom">
        <button
          type="button"
          className="btn icon quiet"
          aria-label="Smaller"
          onClick={() => zoomTo(zoom / ZOOMS.step, middle())}
        >
          <Minus size={16} aria-hidden />
        </button>
        <span>{Math.round(zoom * 100)}%</span>
        <button
          type="button"
          className="btn icon quiet"
          aria-label="Larger"
          onClick={() => zoomTo(zoom * ZOOMS.step, middle())}
        >
          <Plus size={16} aria-hidden />
        </button>
        <button type="button" className="btn icon quiet" aria-label="All of it" onClick={fit}>
          <Maximize size={16} strokeWidth={1.5} aria-hidden />
        </button>
      </div>
      <div
        className="canvas"
        ref={box}
        tabIndex={0}
        role="application"
        aria-label={`Graph of ${counted(scene.byId.size, 'step')}. Arrows move it; the view Table lists the steps.`}
        onPointerDown={down}
        onPointerMove={drag}
        onPointerUp={up}
        onPointerCancel={() => (held.current = null)}
        onKeyDown={key}
      >
        <canvas ref={canvas} aria-hidden />
      </div>
    </div>
  );
};

/** What a click at a place of the graph means; of a folded box, the first of its steps. */
const stepAt = ({ boxes, placed }: LaidOut, x: number, y: number): string | null => {
  const at = boxes.findIndex((box, place) => {
    const [left, top] = [placed.x[place] ?? 0, placed.y[place] ?? 0];
    return x >= left && x <= left + box.width && y >= top && y <= top + box.height;
  });
  const box = boxes[at];
  if (box === undefined) return null;
  const [dx, dy] = [x - (placed.x[at] ?? 0), y - (placed.y[at] ?? 0)];
  const cell = cellsOf(box).find(
    (each) => dx >= each.dx && dx <= each.dx + CELL.width && dy >= each.dy && dy <= each.dy + CELL.height,
  );
  return cell?.id ?? box.id;
};
