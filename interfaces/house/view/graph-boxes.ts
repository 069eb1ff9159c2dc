/** What a graph shows: a box for each step or composite at the top, chains and crowds of like steps folded into one. */

export type ShownNode = {
  readonly id: string;
  readonly parent: string | null;
  readonly kind: string;
  readonly tool: string | null;
  readonly state: string;
};

export type ShownEdge = { readonly from: string; readonly to: string };

export type GraphBox = {
  /** Of the first of `ids`. */
  readonly id: string;
  readonly kind: 'step' | 'composite' | 'chain' | 'crowd';
  /** All that it stands for, in order; of a composite, itself. */
  readonly ids: readonly string[];
  /** What is directly inside of a composite. */
  readonly cells: readonly string[];
  readonly width: number;
  readonly height: number;
};

export type GraphPicture = {
  readonly boxes: readonly GraphBox[];
  /** Places in `boxes`. */
  readonly edges: readonly (readonly [number, number])[];
};

export const STEP_BOX = { width: 180, height: 44 };
export const CELL = { width: 168, height: 28, gap: 8, across: 3, top: 34, most: 9 };
const FOLDED_BOX = { width: 260, height: 44 };

/** So long a chain is folded, and so large a crowd; a crowd only where there are too many boxes to be read. */
const CHAIN_FROM = 5;
const CROWD_FROM = 6;
const CROWDED_FROM = 300;

const compositeBox = (id: string, cells: readonly string[]): GraphBox => {
  const shown = Math.min(cells.length, CELL.most);
  const across = Math.max(1, Math.min(CELL.across, shown));
  const down = Math.ceil(shown / across);
  return {
    ...{ id, kind: 'composite', ids: [id], cells },
    width: Math.max(STEP_BOX.width + 80, across * (CELL.width + CELL.gap) + CELL.gap + 8),
    height: CELL.top + Math.max(0, down) * (CELL.height + 4) + 6,
  };
};

/** Edges between tops, without those inside of one, each once. */
const topEdges = (tops: ReadonlyMap<string, string>, edges: readonly ShownEdge[]): readonly ShownEdge[] => {
  const known = new Set<string>();
  return edges.flatMap(({ from, to }) => {
    const [start, end] = [tops.get(from), tops.get(to)];
    const key = `${start}\0${end}`;
    if (start === undefined || end === undefined || start === end || known.has(key)) return [];
    known.add(key);
    return [{ from: start, to: end }];
  });
};

const listed = <K, V>(map: Map<K, V[]>, key: K, value: V): void => {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
};

/** `kept`: what is looked at, which stands by itself. */
export const graphBoxes = (
  nodes: readonly ShownNode[],
  edges: readonly ShownEdge[],
  kept: string | null,
): GraphPicture => {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const inside = new Map<string, string[]>();
  const tops = new Map<string, string>();
  for (const { id, parent } of nodes) if (parent !== null) listed(inside, parent, id);
  const topOf = (id: string): string => {
    const parent = byId.get(id)?.parent ?? null;
    return parent === null || !byId.has(parent) ? id : topOf(parent);
  };
  for (const { id } of nodes) tops.set(id, topOf(id));
  const shown = nodes.filter(({ id }) => tops.get(id) === id);
  const between = topEdges(tops, edges);
  const ins = new Map<string, string[]>();
  const outs = new Map<string, string[]>();
  for (const { from, to } of between) {
    listed(outs, from, to);
    listed(ins, to, from);
  }
  const keptTop = kept === null ? null : tops.get(kept);
  const canFold = ({ id, state }: ShownNode): boolean =>
    !inside.has(id) && id !== keptTop && (state === 'succeeded' || state === 'blocked' || state === 'skipped');
  const box = new Map<string, GraphBox>();
  const put = (folded: GraphBox): void => folded.ids.forEach((id) => box.set(id, folded));

  const follows = (id: string): ShownNode | undefined => {
    const [next, ...more] = outs.get(id) ?? [];
    return next === undefined || more.length > 0 || (ins.get(next)?.length ?? 0) !== 1 ? undefined : byId.get(next);
  };
  for (const node of shown) {
    if (box.has(node.id) || !canFold(node)) continue;
    const [before] = ins.get(node.id) ?? [];
    const isInChain = before !== undefined && follows(before)?.id === node.id;
    const previous = before === undefined ? undefined : byId.get(before);
    if (isInChain && previous?.state === node.state && canFold(previous)) continue;
    const chain: string[] = [];
    for (
      let at: ShownNode | undefined = node;
      at !== undefined && at.state === node.state && canFold(at);
      at = follows(at.id)
    )
      chain.push(at.id);
    if (chain.length >= CHAIN_FROM) put({ ...FOLDED_BOX, id: node.id, kind: 'chain', ids: chain, cells: [] });
  }
  if (shown.length > CROWDED_FROM) {
    const crowds = new Map<string, string[]>();
    for (const node of shown) {
      if (box.has(node.id) || inside.has(node.id) || node.id === keptTop) continue;
      listed(
        crowds,
        JSON.stringify([node.tool, [...(ins.get(node.id) ?? [])].sort(), [...(outs.get(node.id) ?? [])].sort()]),
        node.id,
      );
    }
    for (const [, ids] of crowds) {
      const [first] = ids;
      if (first !== undefined && ids.length >= CROWD_FROM)
        put({ ...FOLDED_BOX, id: first, kind: 'crowd', ids, cells: [] });
    }
  }
  for (const { id, kind } of shown) {
    if (box.has(id)) continue;
    const cells = inside.get(id);
    const isComposite = cells !== undefined || (kind !== 'step' && kind !== 'compensation');
    put(isComposite ? compositeBox(id, cells ?? []) : { ...STEP_BOX, id, kind: 'step', ids: [id], cells: [] });
  }
  const boxes = [...new Set(shown.flatMap(({ id }) => box.get(id) ?? []))];
  const places = new Map(boxes.map((each, at) => [each, at]));
  const placeOf = (id: string): number => {
    const found = box.get(id);
    return found === undefined ? -1 : (places.get(found) ?? -1);
  };
  const known = new Set<string>();
  const drawn = between.flatMap(({ from, to }) => {
    const pair = [placeOf(from), placeOf(to)] as const;
    const key = pair.join();
    if (pair[0] === pair[1] || known.has(key)) return [];
    known.add(key);
    return [pair];
  });
  return { boxes, edges: drawn };
};
