/** A question that stands before everything else: the browser's own dialog, so Escape, focus and the backdrop are its. */
import { useEffect, useRef, type ReactNode } from 'react';

type Props = {
  readonly title: string;
  readonly children: ReactNode;
  readonly onClose: () => void;
  /** Wider, for forms. */
  readonly isWide?: boolean;
};

/** Open as long as it is rendered. */
export const Dialog = ({ title, children, onClose, isWide = false }: Props): ReactNode => {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (element.current?.open === false) element.current.showModal();
  }, []);
  return (
    <dialog
      ref={element}
      className={isWide ? 'dlg wide' : 'dlg'}
      aria-label={title}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === element.current) element.current.close();
      }}
    >
      <div className="dlg-in">
        <h2>{title}</h2>
        {children}
      </div>
    </dialog>
  );
};
