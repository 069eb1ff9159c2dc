/** What a step gives to those behind it. */
import { Copy } from 'lucide-react';
import type { ReactNode } from 'react';
import { Empty } from '../../parts/pane.tsx';
import { toast } from '../../parts/toast.tsx';
import { Prose } from '../../parts/prose.tsx';
import type { PaneProps } from './model.ts';

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 2));

/** The answer of an agent is written to be read; other texts are data. */
const isProse = (name: string, value: unknown): value is string => name === 'result' && typeof value === 'string';

/** Each by its name, to copy. */
export const Outputs = ({ step }: PaneProps): ReactNode => {
  const outputs = Object.entries(step.outputs ?? {});
  if (outputs.length === 0) {
    return (
      <Empty title="No outputs">
        {step.state === 'succeeded' ? (
          <p>It gives nothing to other steps.</p>
        ) : (
          <p>A step has outputs once it has succeeded.</p>
        )}
      </Empty>
    );
  }
  return (
    <div className="scroll pad">
      {outputs.map(([name, value]) => (
        <section key={name} className="out">
          <div className="row">
            <h3 className="grow">{name}</h3>
            <button
              type="button"
              className="btn icon quiet"
              aria-label={`Copy ${name}`}
              onClick={() => void navigator.clipboard.writeText(shown(value)).then(() => toast(`${name} copied`))}
            >
              <Copy size={14} aria-hidden />
            </button>
          </div>
          {isProse(name, value) ? <Prose text={value} /> : <pre className="box">{shown(value)}</pre>}
        </section>
      ))}
    </div>
  );
};
