/** What a workstream would do: its steps by what they need, and what it wants to be given. */
import type { ReactNode } from 'react';
import type { Outline } from '../data/resources.ts';
import { Glyph } from '../parts/glyph.tsx';

/** A list; the graph of a run stands in its page. */
export const OutlineList = ({ outline: { graph, inputs } }: { readonly outline: Outline }): ReactNode => {
  if (graph === null) return null;
  const needs = new Map<string, string[]>();
  for (const { from, to } of graph.edges) needs.set(to, [...(needs.get(to) ?? []), from]);
  return (
    <>
      {inputs.length > 0 && (
        <>
          <h2 className="sub sec">Inputs</h2>
          <dl className="pairs">
            {inputs.map(({ name, type, isRequired }) => (
              <div key={name} className="pair">
                <dt>{name}</dt>
                <dd>
                  {type}
                  {isRequired && <span className="dim"> required</span>}
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
      <h2 className="sub sec">Steps</h2>
      <ol className="outline">
        {graph.nodes.map(({ id, parent, tool, kind }) => (
          <li key={id} className={parent === null ? undefined : 'child'}>
            <Glyph state="blocked" quiet />
            <span className="cut">{id}</span>
            <span className="dim">{tool ?? kind}</span>
            <small className="cut dim">{needs.has(id) ? `after ${needs.get(id)?.join(', ') ?? ''}` : ''}</small>
          </li>
        ))}
      </ol>
    </>
  );
};
