/** What a step changed, or the whole run. */
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { queries } from '../../data/queries.ts';
import { Choose } from '../../parts/choose.tsx';
import { Diff } from '../../parts/diff.tsx';
import { Answered, Empty } from '../../parts/pane.tsx';
import type { PaneProps } from './model.ts';

const OF = [
  { id: 'step', label: 'This step' },
  { id: 'run', label: 'Whole run' },
] as const;

/** The pane. */
export const DiffPane = ({ model, step }: PaneProps): ReactNode => {
  const [of, setOf] = useState<(typeof OF)[number]['id']>(step.checkpoint === null ? 'run' : 'step');
  const diff = useQuery(queries.diff(model.run.id, of === 'step' ? step.id : null));
  return (
    <>
      <div className="lpick">
        <Choose look="seg" label="Of what" choices={OF} chosen={of} onChoose={setOf} />
      </div>
      {of === 'step' && step.checkpoint === null ? (
        <Empty title="It changed nothing">
          <p>It has no checkpoint.</p>
        </Empty>
      ) : (
        <Answered asked={diff}>{({ patch }) => <Diff text={patch ?? ''} />}</Answered>
      )}
    </>
  );
};
