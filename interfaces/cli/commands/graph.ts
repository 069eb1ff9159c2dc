/** `ws graph`: a workstream as a drawing. */
import { unreachable } from '../../../core/result.ts';
import type { Plan } from '../../../core/plan.ts';
import { complain } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
import { loadPlan } from '../load-plan.ts';
import type { Command } from '../session.ts';
import { graphOf, nodesWithin, type Graph, type GraphNode } from '../view/graph-nodes.ts';

export type GraphFormat = 'mermaid' | 'dot' | 'json';
export type GraphArgs = { readonly file: string; readonly format: GraphFormat };

const labelOf = ({ name, words }: GraphNode): string => (words === '' ? name : `${name}: ${words}`);

const mermaid = ({ nodes, edges }: Graph): string => {
  const label = (text: string): string => `"${text.replaceAll('#', '#35;').replaceAll('"', '#quot;')}"`;
  const places = new Map(nodesWithin(nodes).map(({ id }, place) => [id, `s${place}`]));
  const name = (id: string): string => places.get(id) ?? '';
  const drawn = (node: GraphNode, indent: string): readonly string[] => {
    if (node.inside.length > 0)
      return [
        `${indent}subgraph ${name(node.id)} [${label(labelOf(node))}]`,
        ...node.inside.flatMap((inner) => drawn(inner, `${indent}  `)),
        `${indent}end`,
      ];
    // Two bars beside what stands for several.
    const text = label(labelOf(node));
    return [`${indent}${name(node.id)}${node.opens.length === 0 ? `[${text}]` : `[[${text}]]`}`];
  };
  const main = nodes.filter(({ isFinally }) => !isFinally).flatMap((node) => drawn(node, '  '));
  const last = nodes.filter(({ isFinally }) => isFinally).flatMap((node) => drawn(node, '    '));
  const lines = edges.map(({ from, to, asks }) => `  ${name(from)} -->${asks === '' ? '' : `|"${asks}"|`} ${name(to)}`);
  const lastPart = last.length === 0 ? [] : ['  subgraph finally', ...last, '  end'];
  return ['flowchart TD', ...main, ...lastPart, ...lines].join('\n');
};

const dot = (title: string, { nodes, edges }: Graph): string => {
  const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  const byId = new Map(nodesWithin(nodes).map((node) => [node.id, node]));
  const cluster = (id: string): string => quoted(`cluster ${id}`);
  const drawn = (node: GraphNode, indent: string): readonly string[] => {
    const style = node.isFinally ? ['style=dashed'] : [];
    if (node.inside.length > 0)
      return [
        `${indent}subgraph ${cluster(node.id)} {`,
        ...[`label=${quoted(labelOf(node))}`, ...style].map((attribute) => `${indent}  ${attribute};`),
        ...node.inside.flatMap((inner) => drawn(inner, `${indent}  `)),
        `${indent}}`,
      ];
    const text = labelOf(node) === node.id ? [] : [`label=${quoted(labelOf(node))}`];
    const attributes = [...style, ...text];
    return [`${indent}${quoted(node.id)}${attributes.length === 0 ? '' : ` [${attributes.join(', ')}]`};`];
  };
  // An edge to a box ends at a node in it, and is cut at its border.
  const end = (id: string, at: 0 | -1): string => {
    const inner = byId.get(id)?.inside.at(at);
    return inner === undefined ? id : end(inner.id, at);
  };
  const border = (id: string, key: 'lhead' | 'ltail'): readonly string[] =>
    (byId.get(id)?.inside.length ?? 0) === 0 ? [] : [`${key}=${cluster(id)}`];
  const lines = edges.map(({ from, to, asks }) => {
    const label = asks === '' ? [] : [`label=${quoted(asks)}`];
    const attributes = [...label, ...border(from, 'ltail'), ...border(to, 'lhead')];
    return `  ${quoted(end(from, -1))} -> ${quoted(end(to, 0))}${attributes.length === 0 ? '' : ` [${attributes.join(', ')}]`};`;
  });
  const settings = ['rankdir=LR', 'compound=true', 'node [shape=box]'].map((setting) => `  ${setting};`);
  return [`digraph ${quoted(title)} {`, ...settings, ...nodes.flatMap((node) => drawn(node, '  ')), ...lines, '}'].join(
    '\n',
  );
};

const json = (workstream: string, graph: Graph): string => {
  const parents = new Map(nodesWithin(graph.nodes).flatMap(({ id, inside }) => inside.map((inner) => [inner.id, id])));
  const nodes = nodesWithin(graph.nodes).map(({ id, tool, opens, isFinally }) => ({
    ...{ id, tool, finally: isFinally, parent: parents.get(id) ?? null, opens },
  }));
  const edges = graph.edges.map(({ from, to, asks }) => ({ from, to, ...(asks === '' ? {} : { asks }) }));
  return JSON.stringify({ workstream, nodes, edges }, null, 2);
};

/** The drawing as text. */
export const drawGraph = (plan: Plan, format: GraphFormat): string => {
  const graph = graphOf(plan);
  switch (format) {
    case 'mermaid':
      return mermaid(graph);
    case 'dot':
      return dot(plan.workstream.id, graph);
    case 'json':
      return json(plan.workstream.id, graph);
    default:
      return unreachable(format);
  }
};

/** Prints a workstream's graph. */
export const graph: Command<GraphArgs> = async (session, args) => {
  const loaded = await loadPlan(session, args.file);
  if (!loaded.ok) return complain(session.screen, loaded.error);
  session.screen.line(drawGraph(loaded.value, session.json ? 'json' : args.format));
  return exitCode.ok;
};
