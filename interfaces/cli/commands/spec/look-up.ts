/** `ws spec list`, `search` and `graph`: what there is, found in the index. */
import {
  drawGraph,
  graphOf,
  listIndex,
  mergeHits,
  searchIndex,
  wordsOf,
  type Listed,
} from '../../../../specifications/tools/look/look-up.ts';
import { searchText } from '../../../../specifications/tools/look/search-text.ts';
import type { Files } from '../../../../specifications/files.ts';
import type { IndexRun } from '../../../../specifications/tools/look/spec-index.ts';
import { complain } from '../../complaint.ts';
import { exitCode, type ExitCode } from '../../exit-code.ts';
import { plainLine } from '../../fit.ts';
import type { Command, Session } from '../../session.ts';
import { tableLines } from '../../table.ts';
import { counted } from '../../../../core/counted.ts';
import { openIndex } from '../../../house/spec/open-index.ts';
import { findSpecRoot } from '../../../house/spec/spec-root.ts';

const withIndex = async (session: Session, act: (run: IndexRun, files: Files) => ExitCode): Promise<ExitCode> => {
  const files = findSpecRoot(session.directory, true);
  if (!files.ok) return complain(session.screen, files.error);
  return act(await openIndex(files.value, session.env), files.value);
};

const json = (session: Session, value: unknown): ExitCode => {
  session.screen.line(JSON.stringify(value, null, 2));
  return exitCode.ok;
};

export type SpecListArgs = { readonly specs: boolean; readonly changes: boolean };

const sizeOf = ({ requirements, tasks }: Listed): string =>
  tasks !== null
    ? `${tasks.done}/${tasks.total} tasks`
    : requirements === null
      ? ''
      : counted(requirements, 'requirement');

/** Prints specs, documents and open changes. */
export const specList: Command<SpecListArgs> = (session, args) =>
  withIndex(session, ({ index }) => {
    const listed = listIndex(index).filter(({ kind }) => (kind === 'change' ? args.changes : args.specs));
    if (session.json) return json(session, listed);
    const { screen } = session;
    if (session.quiet) for (const { id } of listed) screen.line(id);
    else if (listed.length === 0) screen.note('nothing yet');
    else {
      const rows = listed.map((each) => [each.kind, each.id, sizeOf(each), plainLine(each.title)]);
      for (const line of tableLines(['KIND', 'NAME', 'SIZE', 'TITLE'], rows, { columns: screen.columns, column: null }))
        screen.line(line);
    }
    return exitCode.ok;
  });

export type SpecSearchArgs = { readonly words: readonly string[]; readonly limit: number };

/** Prints where all words are found, the best first; exits with 1 where they are not. */
export const specSearch: Command<SpecSearchArgs> = (session, { words, limit }) =>
  withIndex(session, ({ index }, files) => {
    const query = words.join(' ');
    const all = mergeHits(searchIndex(index, query), searchText(files, wordsOf(query)));
    const hits = all.slice(0, limit);
    const code = hits.length > 0 ? exitCode.ok : exitCode.failed;
    if (session.json) {
      json(session, hits);
      return code;
    }
    for (const { file, line, text } of hits) session.screen.line(`${file}:${line}  ${plainLine(text)}`);
    if (all.length > hits.length)
      session.screen.note(`${all.length - hits.length} more; show them with --limit ${all.length}`);
    if (hits.length === 0)
      session.screen.note(`nothing holds ${words.length === 1 ? `"${query}"` : `all of: ${words.join(', ')}`}`);
    return code;
  });

export type SpecGraphArgs = { readonly format: 'mermaid' | 'dot' | 'json' };

/** Prints what leads where. */
export const specGraph: Command<SpecGraphArgs> = (session, { format }) =>
  withIndex(session, ({ index }) => {
    const edges = graphOf(index);
    if (session.json || format === 'json') return json(session, edges);
    session.screen.write(drawGraph(edges, format));
    return exitCode.ok;
  });
