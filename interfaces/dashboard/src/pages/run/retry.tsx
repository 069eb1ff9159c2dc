/** Before a retry: what is kept, what is run again, and what comes behind it. */
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { onceOnly, useAct } from '../../data/act.ts';
import { part } from '../../data/ask.ts';
import { queries } from '../../data/queries.ts';
import type { Run } from '../../data/resources.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Glyph } from '../../parts/glyph.tsx';
import { Answered } from '../../parts/pane.tsx';
import { counted } from './step-words.ts';

type Props = { readonly run: Run; readonly from: string | null; readonly onClose: () => void };

/** A dialog with the preview; goes to the new run. */
export const RetryDialog = ({ run, from, onClose }: Props): ReactNode => {
  const preview = useQuery(queries.retryPreview(run.id, from));
  const act = useAct<{ readonly id: string }>();
  const navigate = useNavigate();
  const retry = (): void =>
    act.mutate(
      {
        path: `/runs/${part(run.id)}/retry`,
        body: from === null ? {} : { from },
        headers: onceOnly(),
        done: 'It is tried again',
      },
      {
        onSuccess: ({ id }) => {
          onClose();
          void navigate({ to: '/runs/$run', params: { run: id } });
        },
      },
    );
  return (
    <Dialog title={from === null ? `Retry ${run.title}` : `Retry from ${from}`} onClose={onClose}>
      <p className="mid">In a new run, on a branch of its own. This one stays as it is.</p>
      <Answered asked={preview} rows={3}>
        {({ inherited, again }) => (
          <ul>
            <li>
              <Glyph state="succeeded" quiet />
              <span>Kept as they are</span>
              <span className="mid">{counted(inherited.length, 'step')}</span>
            </li>
            <li>
              <Glyph state="ready" quiet />
              <span>Run again</span>
              <span className="mid">{counted(again.length, 'step')}</span>
            </li>
          </ul>
        )}
      </Answered>
      <div className="dlg-acts">
        <button type="button" className="btn" onClick={onClose}>
          Back
        </button>
        <button
          type="button"
          className="btn primary"
          disabled={preview.data === undefined || act.isPending}
          onClick={retry}
        >
          Retry {preview.data === undefined ? '' : counted(preview.data.again.length, 'step')}
        </button>
      </div>
    </Dialog>
  );
};
