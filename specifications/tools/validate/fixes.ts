/** Applies the safe fixes of findings. */
import type { Result } from '../../../core/result.ts';
import type { FileProblem, WritableFiles } from '../../files.ts';
import type { Edit } from './finding.ts';
import type { Validation } from './validate.ts';

const startsBefore = (one: Edit, other: Edit): number => one.line - other.line || one.column - other.column;

/** A text with edits carried out; of two that overlap, the later one is left out. Line ends and BOM stay as they are. */
export const applyEdits = (text: string, edits: readonly Edit[]): string => {
  const bom = text.startsWith('\ufeff') ? '\ufeff' : '';
  const parts = text.slice(bom.length).split(/(\r\n|\r|\n)/);
  let last: Edit | null = null;
  const chosen: Edit[] = [];
  for (const edit of [...edits].sort(startsBefore)) {
    if (last !== null && last.line === edit.line && edit.column < last.endColumn) continue;
    chosen.push(edit);
    last = edit;
  }
  for (const { line, column, endColumn, text: inserted } of chosen.reverse()) {
    const at = (line - 1) * 2;
    const old = parts[at];
    if (old !== undefined) parts[at] = old.slice(0, column - 1) + inserted + old.slice(endColumn - 1);
  }
  return bom + parts.join('');
};

export type FixedFile = { readonly file: string; readonly titles: readonly string[]; readonly text: string };

/** What the files with fixable findings would be; nothing is written. A file that cannot be read is left out. */
export const planFixes = (
  { items }: Validation,
  read: (path: string) => Result<string, FileProblem>,
): readonly FixedFile[] => {
  const byFile = new Map<string, { titles: string[]; edits: Edit[] }>();
  for (const { file, fix } of items.flatMap((item) => item.findings)) {
    if (fix === null) continue;
    const own = byFile.get(file) ?? { titles: [], edits: [] };
    own.titles.push(fix.title);
    own.edits.push(...fix.edits);
    byFile.set(file, own);
  }
  return [...byFile].flatMap(([file, { titles, edits }]) => {
    const text = read(file);
    return text.ok ? [{ file, titles, text: applyEdits(text.value, edits) }] : [];
  });
};

/** Writes what {@link planFixes} planned; stops at the first file that cannot be written. */
export const writeFixes = (files: WritableFiles, fixed: readonly FixedFile[]): Result<null, FileProblem> => {
  for (const { file, text } of fixed) {
    const written = files.write(file, text);
    if (!written.ok) return written;
  }
  return { ok: true, value: null };
};
