/** From what was required to what shows that it is done: requirement, step, commit, test. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { queries } from '../../data/queries.ts';
import { Glyph } from '../../parts/glyph.tsx';
import { stateOf } from '../../parts/looks.ts';
import { Answered, Empty } from '../../parts/pane.tsx';
import type { PaneProps } from './model.ts';

/** Of the whole run; what the step has to do with stands first. */
export const Trace = ({ model, step }: PaneProps): ReactNode => {
  const trace = useQuery(queries.trace(model.run.id));
  return (
    <Answered asked={trace}>
      {({ items }) => {
        const ours = [...items].sort(
          (one, other) => Number(other.steps.includes(step.id)) - Number(one.steps.includes(step.id)),
        );
        return ours.length === 0 ? (
          <Empty title="No requirements">
            <p>The run carries out no change of a specification.</p>
          </Empty>
        ) : (
          <div className="scroll pad">
            {ours.map(({ requirement, steps, commits, state }) => (
              <section key={requirement} className="out">
                <div className="row">
                  <Glyph state={stateOf(state)} />
                  <h3 className="grow">{requirement}</h3>
                </div>
                <p className="dim">
                  {steps.map((id) => (
                    <Link
                      key={id}
                      className="link"
                      to="/runs/$run"
                      params={{ run: model.run.id }}
                      search={{ step: id }}
                    >
                      {id}{' '}
                    </Link>
                  ))}
                  {commits.map((commit) => (
                    <code key={commit}>{commit.slice(0, 7)} </code>
                  ))}
                </p>
              </section>
            ))}
          </div>
        );
      }}
    </Answered>
  );
};
