/**
 * Files out of an answer: its fenced blocks, or what stands behind lines such as `===== src/a.ts =====`.
 *
 *   B1. Where there are such lines they alone count.
 *   B2. A path is what the opening line of a block says, or the line above it and nothing else. None is made up.
 *   B3. A block that does not end was cut, and is none.
 */

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

const textOf = (lines: readonly string[]): string => lines.map((each) => `${each}\n`).join('');

/** No path is longer: a longer line names none. */
const LONGEST_LINE = 2_000;

/** A line that says a path and nothing else: `**src/a.ts**`, `### src/a.ts:`, `File: src/a.ts`. */
const pathAlone = (line: string): string | null => {
  if (line.length > LONGEST_LINE) return null;
  const bare = line.replace(/^[\s#>*_`-]+/, '').replace(/[\s*_`:]+$/, '');
  const path = bare.replace(/^(?:file|path):[\s*_`]*/i, '');
  return /^\S+\.\w+$/.test(path) && !path.includes('://') ? path : null;
};

type OpenBlock = FencedBlock & { readonly fence: string; readonly from: number };

const inFences = (lines: readonly string[]): readonly FencedBlock[] => {
  const blocks: FencedBlock[] = [];
  let open: OpenBlock | null = null;
  for (const [at, line] of lines.entries()) {
    if (open !== null) {
      const mark = line.trim();
      const isEnd =
        mark.length >= open.fence.length &&
        mark === (open.fence[0] ?? '').repeat(mark.length) &&
        /^ {0,3}\S/.test(line);
      if (!isEnd) continue;
      blocks.push({ path: open.path, line: open.line, content: textOf(lines.slice(open.from, at)) });
      open = null;
      continue;
    }
    const [, fence = '', info = ''] = OPENING.exec(line) ?? [];
    if (fence === '' || (fence.startsWith('`') && info.includes('`'))) continue;
    const above = [lines[at - 1], lines[at - 2]].find((each = '') => each.trim() !== '') ?? '';
    open = { fence, path: pathIn(info) ?? pathAlone(above), line: at + 1, content: '', from: at + 1 }; // B2
  }
  return blocks; // B3
};

const MARKER = /^={3,}\s*(\S.*?)\s*={3,}$/;

/** Of what stands behind a marker: the only block of it, where it is one, else all of it. */
const contentOf = (lines: readonly string[]): string => {
  const text = lines.join('\n').trim();
  const [block, second] = inFences(text.split('\n'));
  const isWhole = block !== undefined && second === undefined && OPENING.test(text.split('\n')[0] ?? '');
  return isWhole ? block.content : `${text}\n`;
};

const behindMarkers = (lines: readonly string[]): readonly FencedBlock[] => {
  const markers = lines.flatMap((line, at) => {
    const path = line.length > LONGEST_LINE ? undefined : MARKER.exec(line)?.[1];
    return path === undefined ? [] : [{ at, path }];
  });
  return markers.map(({ at, path }, place) => {
    const end = markers[place + 1]?.at ?? lines.length;
    return { path, line: at + 1, content: contentOf(lines.slice(at + 1, end)) };
  });
};

/** What it says of files, in its order. */
export const fencedBlocks = (text: string): readonly FencedBlock[] => {
  const lines = text.split(/\r?\n/);
  const marked = behindMarkers(lines);
  return marked.length > 0 ? marked : inFences(lines); // B1
};
