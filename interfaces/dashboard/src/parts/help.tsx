/** All keys. */
import type { ReactNode } from 'react';
import { Dialog } from './dialog.tsx';

const KEYS: readonly (readonly [string, string])[] = [
  ['⌘ K', 'Search, go somewhere, or start something'],
  ['g n', 'Now'],
  ['g i', 'Inbox'],
  ['g r', 'Runs'],
  ['g w', 'Workstreams'],
  ['g s', 'Settings'],
  ['j k', 'Next, previous'],
  ['n', 'Next problem of the run'],
  ['t', 'Timeline, graph, table'],
  ['l d a', 'Log, diff, attempts of the step'],
  ['/', 'Search in the list or log'],
  ['f', 'Follow the log'],
  ['a r', 'Approve, reject'],
  ['?', 'This list'],
];

/** A dialog with the list. */
export const Help = ({ onClose }: { readonly onClose: () => void }): ReactNode => (
  <Dialog title="Keys" onClose={onClose}>
    <dl className="keys">
      {KEYS.map(([keys, what]) => (
        <div key={keys}>
          <dt>
            {keys.split(' ').map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}
          </dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
  </Dialog>
);
