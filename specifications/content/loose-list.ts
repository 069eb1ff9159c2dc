/** Finds the first list item that a reader of the rendered page would see: outside fences, comments and front matter. */

const listItem = /^\s*(?:[-*+]|\d{1,9}[.)])\s+\S/;
const fence = /^ {0,3}(`{3,}|~{3,})(.*)/;
const codeBlockColumn = 4;

const indentOf = (line: string): number => {
  let column = 0;
  for (const char of line) {
    if (char === ' ') column += 1;
    else if (char === '\t') column += codeBlockColumn - (column % codeBlockColumn);
    else break;
  }
  return column;
};

const isFrontMatterFence = (line: string): boolean => /^-{3}\s*$/.test(line.trimEnd());

/** Index past the front matter; 0 where the text opens with none or it is never closed. */
const afterFrontMatter = (lines: readonly string[]): number => {
  const first = lines[0] ?? '';
  if (!isFrontMatterFence(first.startsWith('\ufeff') ? first.slice(1) : first)) return 0;
  for (let index = 1; index < lines.length; index++) if (isFrontMatterFence(lines[index] ?? '')) return index + 1;
  return 0;
};

/** Line of the first list item, from 1; null where there is none. */
export const firstListItem = (text: string): number | null => {
  const lines = text.split('\n');
  let open: { readonly char: string; readonly length: number } | null = null;
  let inComment = false;
  for (let index = afterFrontMatter(lines); index < lines.length; index++) {
    const line = lines[index] ?? '';
    if (inComment) {
      inComment = !line.includes('-->');
      continue;
    }
    const marks = fence.exec(line);
    if (marks !== null) {
      const run = marks[1] ?? '';
      const char = run.charAt(0);
      if (open === null) open = { char, length: run.length };
      else if (char === open.char && run.length >= open.length && (marks[2] ?? '').trim() === '') open = null;
      continue;
    }
    if (open !== null) continue;
    if (line.trimStart().startsWith('<!--')) {
      inComment = !line.includes('-->', line.indexOf('<!--') + 4);
      continue;
    }
    if (listItem.test(line) && indentOf(line) < codeBlockColumn) return index + 1;
  }
  return null;
};
