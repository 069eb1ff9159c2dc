/** The plan as a graph: what is asked for, laid out beside the page, and shown on a canvas. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { queries } from '../../data/queries.ts';
import { Skeleton } from '../../parts/pane.tsx';
import { GraphCanvas } from './graph-canvas.tsx';
import type { LaidOut, LayoutAsked } from './graph-worker.ts';
import { firstLook, type ViewProps } from './model.ts';

const useLayout = (asked: LayoutAsked | null): LaidOut | null => {
  const [laid, setLaid] = useState<LaidOut | null>(null);
  useEffect(() => {
    if (asked === null) return undefined;
    const worker = new Worker(new URL('./graph-worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<LaidOut>) => setLaid(data));
    worker.postMessage(asked);
    return () => worker.terminate();
  }, [asked]);
  return laid;
};

/** The view. */
export const GraphView = ({ model, selected, onSelect }: ViewProps): ReactNode => {
  const graph = useQuery(queries.graph(model.run.id));
  const { byId, critical } = model;
  // Folding follows states, so it is settled anew when the plan grows, not with each event.
  const kept = useRef<string | null>(null);
  kept.current ??= selected ?? firstLook(model)?.id ?? null;
  const size = `${graph.data?.nodes.length ?? 0}:${graph.data?.edges.length ?? 0}`;
  const asked = useMemo<LayoutAsked | null>(
    () => (graph.data === undefined ? null : { nodes: graph.data.nodes, edges: graph.data.edges, kept: kept.current }),
    [model.run.id, size],
  );
  const laid = useLayout(asked);
  if (laid === null) return <Skeleton rows={8} />;
  return <GraphCanvas scene={{ laid, byId, critical, selected }} onSelect={onSelect} focus={kept.current} />;
};
