/** Reads requirement blocks as versions of the official tool before 1.7 did: fences hide no header. */
import { cutLines } from '../../../content/lines.ts';
import { readBody } from '../../../content/requirement.ts';
import type { EarlyReading } from '../rules/history.ts';

export type EarlyBlock = {
  readonly name: string;
  /** Line of the header, from 1. */
  readonly line: number;
  /** Its lines, the header first, without blank ones at the end. */
  readonly lines: readonly string[];
};

/** The name that a requirement header gives; null for any other line. */
export const headerName = (line: string, { ignoresCase }: EarlyReading): string | null =>
  (ignoresCase ? /^###\s*Requirement:\s*(.+)\s*$/i : /^###\s*Requirement:\s*(.+)\s*$/).exec(line)?.[1]?.trim() ?? null;

const opensBlock = (line: string, reading: EarlyReading): boolean =>
  reading.ignoresCase ? headerName(line, reading) !== null : /^###\s+Requirement:/.test(line);

/** The blocks in lines of which the first has the number `from`. */
export const readBlocks = (lines: readonly string[], from: number, reading: EarlyReading): readonly EarlyBlock[] => {
  const blocks: EarlyBlock[] = [];
  for (let index = 0; index < lines.length; index++) {
    const header = lines[index] ?? '';
    const name = opensBlock(header, reading) ? headerName(header, reading) : null;
    if (name === null) continue;
    let end = index + 1;
    while (end < lines.length && !opensBlock(lines[end] ?? '', reading) && !/^##\s+/.test(lines[end] ?? '')) end++;
    const raw = lines.slice(index, end).join('\n').trimEnd();
    blocks.push({ name, line: from + index, lines: raw.split('\n') });
    index = end - 1;
  }
  return blocks;
};

const isMetadata = (line: string): boolean => /^\*\*[^*]+\*\*:/.test(line);

/** What a block says: its first line that is no metadata, or in later versions its body; null where that is nothing. */
export const textOf = ({ lines }: EarlyBlock, { readsWholeBody }: EarlyReading): string | null => {
  const own = lines.slice(1);
  if (readsWholeBody) {
    const source = cutLines(own.join('\n'));
    const { body } = readBody(source, 0, source.count);
    return body === '' ? null : body;
  }
  for (const line of own) {
    if (/^####\s+/.test(line)) return null;
    const text = line.trim();
    if (text !== '' && !isMetadata(text)) return text;
  }
  return null;
};

/** Whether a block has a heading of a scenario; what stands below that is not looked at. */
export const hasScenario = ({ lines }: EarlyBlock, { readsWholeBody }: EarlyReading): boolean => {
  const own = lines.slice(1);
  if (!readsWholeBody) return /^####\s+/m.test(lines.join('\n'));
  const { fenced } = cutLines(own.join('\n'));
  return own.some((line, index) => fenced[index] !== 1 && /^####\s+/.test(line));
};
