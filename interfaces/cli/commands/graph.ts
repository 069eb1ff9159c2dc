/** `ws graph`: a workstream as a drawing. */
import { unreachable } from '../../../core/result.ts';
import { scopeAt } from '../../../core/scope.ts';
import type { Plan } from '../../../core/plan.ts';
import { complain } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
import { loadPlan } from '../load-plan.ts';
import { edgesOf } from '../plan-outline.ts';
import type { Command } from '../session.ts';

export type GraphFormat = 'mermaid' | 'dot' | 'json';
export type GraphArgs = { readonly file: string; readonly format: GraphFormat };

const isFinally = (plan: Plan, place: number): boolean => scopeAt(plan.scopes, place).kind === 'finally';

const mermaid = (plan: Plan): string => {
  const label = (text: string): string => text.replaceAll('#', '#35;').replaceAll('"', '#quot;');
  const places = new Map(plan.steps.map((step, place) => [step.id, `s${place}`]));
  const nodes = plan.steps.map((step, place) => `  s${place}["${label(step.id)}"]`);
  const main = nodes.filter((_, place) => !isFinally(plan, place));
  const last = nodes.filter((_, place) => isFinally(plan, place));
  const edges = edgesOf(plan).map(
    ({ from, to, asks }) =>
      `  ${places.get(from) ?? ''} -->${asks === '' ? '' : `|"${asks}"|`} ${places.get(to) ?? ''}`,
  );
  const lastPart = last.length === 0 ? [] : ['  subgraph finally', ...last.map((node) => `  ${node}`), '  end'];
  return ['flowchart TD', ...main, ...lastPart, ...edges].join('\n');
};

const dot = (plan: Plan): string => {
  const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  const name = (step: { readonly id: string }): string => quoted(step.id);
  const nodes = plan.steps.map((step, place) => `  ${name(step)}${isFinally(plan, place) ? ' [style=dashed]' : ''};`);
  const edges = edgesOf(plan).map(
    ({ from, to, asks }) => `  ${quoted(from)} -> ${quoted(to)}${asks === '' ? '' : ` [label=${quoted(asks)}]`};`,
  );
  return [
    `digraph ${quoted(plan.workstream.id)} {`,
    '  rankdir=LR;',
    '  node [shape=box];',
    ...nodes,
    ...edges,
    '}',
  ].join('\n');
};

const json = (plan: Plan): string => {
  const nodes = plan.steps.map(({ id, tool }, place) => ({ id, tool, finally: isFinally(plan, place) }));
  const edges = edgesOf(plan).map(({ from, to, asks }) => ({ from, to, ...(asks === '' ? {} : { asks }) }));
  return JSON.stringify({ workstream: plan.workstream.id, nodes, edges }, null, 2);
};

/** The drawing as text. */
export const drawGraph = (plan: Plan, format: GraphFormat): string => {
  switch (format) {
    case 'mermaid':
      return mermaid(plan);
    case 'dot':
      return dot(plan);
    case 'json':
      return json(plan);
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
