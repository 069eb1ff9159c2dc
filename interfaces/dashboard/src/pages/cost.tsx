/** What models cost, by tool, model, run or day. */
import { useState, type ReactNode } from 'react';
import { Choose } from '../parts/choose.tsx';
import { useTitle } from '../parts/title.ts';
import { SpendTable } from './spend-table.tsx';

const BY = [
  { id: 'tool', label: 'Tool' },
  { id: 'model', label: 'Model' },
  { id: 'run', label: 'Run' },
  { id: 'day', label: 'Day' },
] as const;

/** The page. */
export const CostView = (): ReactNode => {
  useTitle('Cost');
  const [by, setBy] = useState<(typeof BY)[number]['id']>('tool');
  return (
    <main className="listpage">
      <header className="lh">
        <h1>Cost</h1>
        <p>Thirty days</p>
      </header>
      <div className="bar">
        <Choose look="seg" label="By" choices={BY} chosen={by} onChoose={setBy} />
      </div>
      <div className="scroll pad" tabIndex={0} role="region" aria-label="Cost">
        <SpendTable by={by} most={Infinity} />
      </div>
    </main>
  );
};
