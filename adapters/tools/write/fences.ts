/** Files out of the fenced blocks of an answer. */

/** `path` is what its opening line says; null where it says none. */
export type FencedBlock = { readonly path: string | null; readonly content: string; readonly line: number };

const OPENING = /^ {0,3}(`{3,}|~{3,})\s*(.*)$/;

/** `ts path=src/a.ts`, `ts title="src/a.ts"`, `ts src/a.ts`, `src/a.ts`, `ts:src/a.ts`. */
const pathIn = (info: string): string | null => {
  const named = /(?:^|\s)(?:path|file|filename|title)=(?:"([^"]*)"|'([^']*)'|(\S+))/.exec(info);
  if (named !== null) return named[1] ?? named[2] ?? named[3] ?? null;
  const words = info
    .trim()
    .split(/\s+/)
    .filter((word) => !word.startsWith('{'));
  const last = (words.length > 1 ? words[1] : words[0]) ?? '';
  const word = words.length === 1 ? last.replace(/^[\w+#-]+:(?!\/\/)/, '') : last;
  return /[/.]/.test(word) && !word.includes('://') ? word : null;
};

/** The blocks in their order. One that does not end goes to the end of the text, as in CommonMark. */
export const fencedBlocks = (text: string): readonly FencedBlock[] => {
  const blocks: FencedBlock[] = [];
  let open: { readonly fence: string; readonly path: string | null; readonly line: number; lines: string[] } | null =
    null;
  const close = (): void => {
    if (open === null) return;
    const { path, line, lines } = open;
    blocks.push({ path, line, content: lines.map((each) => `${each}\n`).join('') });
    open = null;
  };
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (open !== null) {
      const mark = line.trim();
      const isEnd =
        mark.length >= open.fence.length &&
        mark === (open.fence[0] ?? '').repeat(mark.length) &&
        /^ {0,3}\S/.test(line);
      if (isEnd) close();
      else open.lines.push(line);
      continue;
    }
    const [, fence = '', info = ''] = OPENING.exec(line) ?? [];
    if (fence === '' || (fence.startsWith('`') && info.includes('`'))) continue;
    open = { fence, path: pathIn(info), line: at + 1, lines: [] };
  }
  close();
  return blocks;
};
