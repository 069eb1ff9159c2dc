/** Reads a delta as versions of the official tool before 1.7 did. */
import { operations, type Operation } from '../../../content/delta.ts';
import type { EarlyReading } from '../rules/history.ts';
import { headerName, readBlocks, type EarlyBlock } from './early-blocks.ts';
import { readPlainText } from './outline.ts';

/** A name and the line that it stands in, from 1. */
export type NamedLine = { readonly name: string; readonly line: number };

export type EarlyRename = { readonly from: NamedLine; readonly to: NamedLine };

export type EarlyDelta = {
  readonly present: readonly Operation[];
  readonly added: readonly EarlyBlock[];
  readonly modified: readonly EarlyBlock[];
  readonly removed: readonly NamedLine[];
  readonly renamed: readonly EarlyRename[];
};

type Body = { readonly lines: readonly string[]; readonly from: number };

/** Sections by title: of two with the same title the last counts, at the place of the first. */
const readSections = (text: string): ReadonlyMap<string, Body> => {
  const { lines } = readPlainText(text, false);
  const found = lines.flatMap((line, index) => {
    const title = /^##\s+(.+)$/.exec(line)?.[1]?.trim();
    return title === undefined ? [] : [{ title, index }];
  });
  return new Map(
    found.map(({ title, index }, place) => [
      title,
      { lines: lines.slice(index + 1, found[place + 1]?.index ?? lines.length), from: index + 2 },
    ]),
  );
};

const bulletName = (line: string): string | null =>
  /^\s*-\s*`?###\s*Requirement:\s*(.+?)`?\s*$/.exec(line)?.[1]?.trim() ?? null;

const readRemovals = ({ lines, from }: Body, reading: EarlyReading): readonly NamedLine[] =>
  lines.flatMap((line, index) => {
    const name = headerName(line, reading) ?? bulletName(line);
    return name === null ? [] : [{ name, line: from + index }];
  });

const half = /^\s*-?\s*(FROM|TO):\s*`?###\s*Requirement:\s*(.+?)`?\s*$/;

const readRenames = ({ lines, from: start }: Body): readonly EarlyRename[] => {
  const renames: EarlyRename[] = [];
  let from: NamedLine | null = null;
  for (const [index, line] of lines.entries()) {
    const [, side, text = ''] = half.exec(line) ?? [];
    const named = { name: text.trim(), line: start + index };
    if (side === 'FROM') from = named;
    if (side !== 'TO' || from === null) continue;
    renames.push({ from, to: named });
    from = null;
  }
  return renames;
};

/** Reads a delta. Never fails. */
export const parseEarlyDelta = (text: string, reading: EarlyReading): EarlyDelta => {
  const sections = readSections(text);
  const bodyOf = (operation: Operation): Body | null => {
    const wanted = `${operation.toLowerCase()} requirements`;
    for (const [title, body] of sections) if (title.toLowerCase() === wanted) return body;
    return null;
  };
  const of = <T>(operation: Operation, read: (body: Body) => readonly T[]): readonly T[] => {
    const body = bodyOf(operation);
    return body === null ? [] : read(body);
  };
  const blocks = (body: Body): readonly EarlyBlock[] => readBlocks(body.lines, body.from, reading);
  return {
    present: operations.filter((operation) => bodyOf(operation) !== null),
    added: of('ADDED', blocks),
    modified: of('MODIFIED', blocks),
    removed: of('REMOVED', (body) => readRemovals(body, reading)),
    renamed: of('RENAMED', readRenames),
  };
};
