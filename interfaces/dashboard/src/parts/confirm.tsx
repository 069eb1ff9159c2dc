/** Asks before what cannot be undone, and says what comes of it. */
import type { ReactNode } from 'react';
import { Dialog } from './dialog.tsx';

type Props = {
  readonly title: string;
  readonly verb: string;
  readonly isDanger?: boolean;
  readonly children: ReactNode;
  readonly onClose: () => void;
  readonly onYes: () => void;
};

/** The verb stands on the button: "yes" says nothing. */
export const Confirm = ({ title, verb, isDanger = false, children, onClose, onYes }: Props): ReactNode => (
  <Dialog title={title} onClose={onClose}>
    <p className="mid">{children}</p>
    <div className="dlg-acts">
      <button type="button" className="btn" onClick={onClose}>
        Back
      </button>
      <button
        type="button"
        className={isDanger ? 'btn danger' : 'btn primary'}
        onClick={() => {
          onClose();
          onYes();
        }}
      >
        {verb}
      </button>
    </div>
  </Dialog>
);
