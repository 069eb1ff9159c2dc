/** A patch, file by file; files that are long are opened by a click. */
import { useMemo, useState, type ReactNode } from 'react';
import { patchOf, type FilePatch } from '../../../house/view/patch.ts';
import { plainText } from '../../../house/view/terminal-text.ts';
import { counted } from '../pages/run/step-words.ts';
import { Empty } from './pane.tsx';

const OPEN_LINES = 300;
/** More would make the page slow and be read by nobody. */
const MOST_LINES = 1200;

const File = ({ file, isOpenAtFirst }: { readonly file: FilePatch; readonly isOpenAtFirst: boolean }): ReactNode => {
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const shown = file.lines.slice(0, MOST_LINES);
  return (
    <section className="dfile" id={`file-${file.path}`}>
      <button type="button" className="fn" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span className="mono cut grow" title={file.path}>
          {plainText(file.path)}
        </span>
        {file.added > 0 && <span className="ok">+{file.added}</span>}
        {file.removed > 0 && <span className="fail">−{file.removed}</span>}
      </button>
      {isOpen && (
        <pre>
          {shown.map(({ kind, text, old, now }, at) => (
            <span
              key={at}
              className={kind === 'add' ? 'a' : kind === 'remove' ? 'm' : kind === 'head' ? 'h' : undefined}
            >
              <s>{old ?? ''}</s>
              <s>{now ?? ''}</s>
              <u>{kind === 'add' ? '+' : kind === 'remove' ? '−' : ' '}</u>
              <b>{plainText(text)}</b>
            </span>
          ))}
          {file.lines.length > MOST_LINES && (
            <span className="h">{counted(file.lines.length - MOST_LINES, 'more line')}</span>
          )}
        </pre>
      )}
    </section>
  );
};

/** The list of its files, then the files. */
export const Diff = ({ text }: { readonly text: string }): ReactNode => {
  const files = useMemo(() => patchOf(text), [text]);
  if (files.length === 0) return <Empty title="No difference" />;
  const sum = (pick: (file: FilePatch) => number): number => files.reduce((all, file) => all + pick(file), 0);
  let lines = 0;
  return (
    <div className="diff">
      <div className="dfh">
        <b>{counted(files.length, 'file')}</b>
        <span>
          <span className="ok">+{sum(({ added }) => added)}</span>{' '}
          <span className="fail">−{sum(({ removed }) => removed)}</span>
        </span>
      </div>
      <div className="df" tabIndex={0} role="region" aria-label="Diff">
        {files.map((file) => {
          lines += file.lines.length;
          return <File key={file.path} file={file} isOpenAtFirst={lines < OPEN_LINES} />;
        })}
      </div>
    </div>
  );
};
