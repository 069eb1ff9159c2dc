/** A line as a terminal would colour it. What would move a cursor, set a title or hide a name does nothing here. */
import type { ReactNode } from 'react';
import { shownLine } from '../../../house/view/terminal-text.ts';

/** Text nodes, with classes for what was coloured. */
export const LogLine = ({ text }: { readonly text: string }): ReactNode =>
  shownLine(text).map(({ text: part, classes }, at) =>
    classes === '' ? (
      part
    ) : (
      <span key={at} className={classes}>
        {part}
      </span>
    ),
  );
