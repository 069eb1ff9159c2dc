/** All tools. */
import type { ReactNode } from 'react';
import { useTitle } from '../parts/title.ts';
import { ToolTable } from './tool-table.tsx';

/** The page. */
export const Tools = (): ReactNode => {
  useTitle('Tools');
  return (
    <main className="listpage">
      <header className="lh">
        <h1>Tools</h1>
        <p>What steps may name on this machine</p>
      </header>
      <div className="scroll pad" tabIndex={0} role="region" aria-label="Tools">
        <ToolTable most={Infinity} />
      </div>
    </main>
  );
};
