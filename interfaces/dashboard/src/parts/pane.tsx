/** A part of a page that stands or fails by itself: waiting shows its shape, failing says why and offers to try again. */
import { Component, useEffect, useState, type ReactNode } from 'react';
import { RotateCw } from 'lucide-react';
import { Problem } from '../data/problem.ts';
import { messageOf } from '../data/message-of.ts';

const QUIET_MS = 150;

/** Grey shapes of rows, only if it takes long enough to be noticed. */
export const Skeleton = ({ rows = 6 }: { readonly rows?: number }): ReactNode => {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), QUIET_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!isLate) return null;
  return (
    <div className="sk" role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, at) => (
        <div key={at}>
          <i style={{ width: 8 }} />
          <i style={{ width: 60 + ((at * 37) % 60) }} />
          <i style={{ width: `${30 + ((at * 29) % 60)}%` }} />
          <i />
        </div>
      ))}
    </div>
  );
};

/** Nothing there: what that means, and what to do. */
export const Empty = ({ title, children }: { readonly title: string; readonly children?: ReactNode }): ReactNode => (
  <div className="mid-c">
    <h2>{title}</h2>
    {children}
  </div>
);

/** Why something could not be shown, in the words of the server. */
export const Failed = ({ error, again }: { readonly error: unknown; readonly again?: () => void }): ReactNode => {
  const problem = error instanceof Problem ? error : null;
  return (
    <div className="er" role="alert">
      <h2>
        {problem?.body.title ?? (problem === null ? 'This part of the page broke' : 'The server cannot be reached')}
      </h2>
      <p>
        {messageOf(error)}
        {problem !== null && problem.status > 0 && (
          <>
            <br />
            <span className="dim">
              {problem.status} <span className="mono">{problem.body.code}</span>
              {problem.body.requestId !== undefined && (
                <>
                  {' · request '}
                  <span className="mono">{problem.body.requestId}</span>
                </>
              )}
            </span>
          </>
        )}
      </p>
      {again !== undefined && (
        <button type="button" className="btn" onClick={again}>
          <RotateCw size={14} aria-hidden />
          Try again
        </button>
      )}
    </div>
  );
};

type BoundaryProps = { readonly children: ReactNode };

/** Keeps what breaks in one pane from taking the page along. React offers this to classes only. */
export class Boundary extends Component<BoundaryProps, { readonly error: unknown }> {
  override readonly state: { readonly error: unknown } = { error: null };
  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error };
  }
  override render(): ReactNode {
    const { error } = this.state;
    return error === null ? this.props.children : <Failed error={error} again={() => this.setState({ error: null })} />;
  }
}

type Asked<T> = {
  readonly data: T | undefined;
  readonly error: unknown;
  readonly isPending: boolean;
  readonly refetch: () => unknown;
};

/** What was asked for once it is there. What is shown stays while it is asked for again. */
export const Answered = <T,>({
  asked,
  children,
  rows,
}: {
  readonly asked: Asked<T>;
  readonly children: (data: T) => ReactNode;
  readonly rows?: number;
}): ReactNode => {
  if (asked.data !== undefined) return <Boundary>{children(asked.data)}</Boundary>;
  if (asked.isPending) return <Skeleton {...(rows === undefined ? {} : { rows })} />;
  return <Failed error={asked.error} again={() => void asked.refetch()} />;
};
