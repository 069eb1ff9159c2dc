/** A button that opens a list of acts below itself; arrows move in it, Escape closes it. */
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';

export type MenuItem = {
  readonly label: string;
  readonly icon?: ReactNode;
  readonly hint?: ReactNode;
  readonly isDanger?: boolean;
  /** Why it cannot be done now; shown in place of the hint. */
  readonly whyNot?: string | null;
  readonly act: () => void;
};

type Props = {
  readonly label: string;
  readonly children: ReactNode;
  /** Groups, divided by lines. */
  readonly groups: readonly (readonly MenuItem[])[];
  readonly className?: string;
};

/** The button, and its list while it is open. */
export const Menu = ({ label, children, groups, className = 'btn icon' }: Props): ReactNode => {
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOpen) return undefined;
    box.current?.querySelector<HTMLButtonElement>('[role="menuitem"]:not([disabled])')?.focus();
    const outside = (event: PointerEvent): void => {
      if (event.target instanceof Node && box.current?.contains(event.target) === false) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [isOpen]);
  const move = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      setOpen(false);
      box.current?.querySelector('button')?.focus();
      return;
    }
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const items = [...(box.current?.querySelectorAll<HTMLButtonElement>('[role="menuitem"]:not([disabled])') ?? [])];
    const at = items.findIndex((item) => item === document.activeElement);
    items[(at + step + items.length) % items.length]?.focus();
  };
  return (
    <div className="menu-at" ref={box} onKeyDown={move}>
      <button
        type="button"
        className={className}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {children}
      </button>
      {isOpen && (
        <div className="menu" role="menu" aria-label={label}>
          {groups.map((group, at) => (
            <div key={at} role="group" className="menu-group">
              {group.map(({ label: name, icon, hint, isDanger = false, whyNot = null, act }) => (
                <button
                  key={name}
                  type="button"
                  role="menuitem"
                  disabled={whyNot !== null}
                  className={isDanger ? 'fail' : undefined}
                  onClick={() => {
                    setOpen(false);
                    act();
                  }}
                >
                  {icon}
                  <span className="cut">{name}</span>
                  <small>{whyNot ?? hint}</small>
                </button>
              ))}
            </div>
          ))}
        </div>
      )}
    </div>
  );
};
