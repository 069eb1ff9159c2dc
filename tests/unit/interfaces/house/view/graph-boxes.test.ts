import { expect, test } from 'vitest';
import { graphBoxes, type ShownEdge, type ShownNode } from '../../../../../interfaces/house/view/graph-boxes.ts';

const node = (id: string, state = 'succeeded', more: Partial<ShownNode> = {}): ShownNode => ({
  ...{ id, parent: null, kind: 'step', tool: 'shell', state },
  ...more,
});
const chain = (...ids: readonly string[]): readonly ShownEdge[] =>
  ids.slice(1).map((to, at) => ({ from: ids[at] ?? '', to }));

test('a long finished chain is one box; what is looked at stands by itself', () => {
  const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const nodes = ids.map((id) => node(id));
  const { boxes, edges } = graphBoxes(nodes, chain(...ids), null);
  expect(boxes.map(({ kind, ids: all }) => [kind, all.length])).toEqual([['chain', 7]]);
  expect(edges).toEqual([]);
  expect(graphBoxes(nodes, chain(...ids), 'f').boxes.map(({ id, kind }) => `${kind} ${id}`)).toEqual([
    'chain a',
    'step f',
    'step g',
  ]);
});

test('a chain that is part done and part to come is two', () => {
  const nodes = [
    ...['a', 'b', 'c', 'd', 'e'].map((id) => node(id)),
    ...['f', 'g', 'h', 'i', 'j'].map((id) => node(id, 'blocked')),
  ];
  const { boxes, edges } = graphBoxes(nodes, chain(...nodes.map(({ id }) => id)), null);
  expect(boxes.map(({ ids }) => ids.length)).toEqual([5, 5]);
  expect(edges).toEqual([[0, 1]]);
});

test('what is inside of a composite is drawn in it, and its edges lead to it', () => {
  const nodes = [
    node('a'),
    node('all', 'open', { kind: 'foreach' }),
    node('all[x]', 'running', { parent: 'all' }),
    node('b', 'blocked'),
  ];
  const { boxes, edges } = graphBoxes(
    nodes,
    [
      { from: 'a', to: 'all' },
      { from: 'all[x]', to: 'b' },
    ],
    null,
  );
  expect(boxes.map(({ kind, cells }) => [kind, cells.length])).toEqual([
    ['step', 0],
    ['composite', 1],
    ['step', 0],
  ]);
  expect(edges).toEqual([
    [0, 1],
    [1, 2],
  ]);
});

test('of ten thousand steps those that are alike are one box', () => {
  const many = Array.from({ length: 9998 }, (_, at) => node(`test-${at}`, at === 7 ? 'failed' : 'running'));
  const nodes = [node('begin'), ...many, node('end', 'blocked')];
  const edges = many.flatMap(({ id }) => [
    { from: 'begin', to: id },
    { from: id, to: 'end' },
  ]);
  const picture = graphBoxes(nodes, edges, null);
  expect(picture.boxes.map(({ kind, ids }) => [kind, ids.length])).toEqual([
    ['step', 1],
    ['crowd', 9998],
    ['step', 1],
  ]);
  expect(picture.edges).toEqual([
    [0, 1],
    [1, 2],
  ]);
});
