/** Before a merge: into what, and what stands in the way if it did. */
import type { ReactNode } from 'react';
import { useAct } from '../../data/act.ts';
import { part } from '../../data/ask.ts';
import { Problem } from '../../data/problem.ts';
import type { Run } from '../../data/resources.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Failed } from '../../parts/pane.tsx';

/** A dialog; what was refused is told in it. */
export const MergeDialog = ({
  run,
  onClose,
}: {
  readonly run: Pick<Run, 'id' | 'title'>;
  readonly onClose: () => void;
}): ReactNode => {
  const act = useAct();
  return (
    <Dialog title={`Merge ${run.title}`} onClose={onClose}>
      <p className="mid">
        The branch of the run is merged into the branch that is checked out in the repository. Nothing is pushed.
      </p>
      {act.error instanceof Problem && <Failed error={act.error} />}
      <div className="dlg-acts">
        <button type="button" className="btn" onClick={onClose}>
          Back
        </button>
        <button
          type="button"
          className="btn primary"
          disabled={act.isPending}
          onClick={() =>
            act.mutate({ path: `/runs/${part(run.id)}/merge`, body: {}, done: 'Merged' }, { onSuccess: onClose })
          }
        >
          Merge
        </button>
      </div>
    </Dialog>
  );
};
