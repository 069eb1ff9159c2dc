/** The place that an issue names, with the lines around it as the run has them. */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { queries } from '../../data/queries.ts';
import type { Issue } from '../../data/resources.ts';
import type { PaneProps } from './model.ts';
import { placeOf } from './step-words.ts';

const BEFORE = 2;
const AFTER = 1;

const Lines = ({
  run,
  path,
  line,
}: {
  readonly run: string;
  readonly path: string;
  readonly line: number;
}): ReactNode => {
  const { data } = useQuery(queries.blob(run, path));
  if (data === undefined) return null;
  const first = Math.max(1, line - BEFORE);
  const lines = data.split('\n').slice(first - 1, line + AFTER);
  if (lines.length === 0) return null;
  return (
    <pre>
      {lines.map((text, at) => (
        <span key={at} className={first + at === line ? 'hit' : undefined}>
          <s>{first + at}</s>
          {text}
        </span>
      ))}
    </pre>
  );
};

/** The first issue of a failure. */
export const Snippet = ({ model, issue }: PaneProps & { readonly issue: Issue }): ReactNode => {
  const place = placeOf(issue);
  return (
    <div className="snip">
      <div className="file">
        <span className="mono cut grow">{place === '' ? issue.tool : place}</span>
        <span className="dim">{issue.code ?? issue.category}</span>
      </div>
      {issue.path !== null && issue.line !== null && <Lines run={model.run.id} path={issue.path} line={issue.line} />}
      <dl className="ef">
        <dt>{issue.tool}</dt>
        <dd>{issue.message}</dd>
      </dl>
    </div>
  );
};
