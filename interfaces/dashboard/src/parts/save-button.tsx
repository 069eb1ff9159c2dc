/** Saves what a page lists as a file, one JSON document a line. */
import { Download } from 'lucide-react';
import type { ReactNode } from 'react';
import { saveAs } from '../data/download.ts';

/** A button. */
export const SaveButton = ({ rows, name }: { readonly rows: readonly object[]; readonly name: string }): ReactNode => (
  <button
    type="button"
    className="btn"
    disabled={rows.length === 0}
    onClick={() =>
      saveAs(new Blob([rows.map((row) => `${JSON.stringify(row)}\n`).join('')], { type: 'application/x-ndjson' }), name)
    }
  >
    <Download size={14} aria-hidden />
    Download
  </button>
);
