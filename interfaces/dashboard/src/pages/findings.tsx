/** What is wrong with a document: where, what, and how grave. */
import type { ReactNode } from 'react';
import type { Finding } from '../data/problem.ts';
import { Glyph } from '../parts/glyph.tsx';

type Props = { readonly findings: readonly Finding[]; readonly onGo?: (line: number, column: number) => void };

/** Nothing where nothing is wrong. */
export const Findings = ({ findings, onGo }: Props): ReactNode =>
  findings.length === 0 ? null : (
    <ul className="findings" aria-label="What is wrong">
      {findings.map(({ line, column, message, severity, pointer }, at) => (
        <li key={at}>
          <Glyph state={severity === 'warning' ? 'waiting' : 'failed'} quiet />
          <button
            type="button"
            className="step mono"
            disabled={onGo === undefined || line === null || line === undefined}
            onClick={() => onGo?.(line ?? 1, column ?? 1)}
          >
            {line === null || line === undefined ? pointer : `${line}:${column ?? 1}`}
          </button>
          <span>{message}</span>
        </li>
      ))}
    </ul>
  );
