/** A patch as git writes it, file by file and line by line. */

export type PatchLine = {
  readonly kind: 'add' | 'remove' | 'same' | 'head';
  readonly text: string;
  /** Its number before and after; null where it is not there. */
  readonly old: number | null;
  readonly now: number | null;
};

export type FilePatch = {
  readonly path: string;
  readonly added: number;
  readonly removed: number;
  readonly lines: readonly PatchLine[];
};

type Open = { path: string; added: number; removed: number; lines: PatchLine[] };

const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@ ?(.*)$/;

/** What is said of a file beside its lines; as git says it where there is no shorter way. */
const SAID: readonly (readonly [RegExp, string | null])[] = [
  [/^new file mode/, 'New file'],
  [/^deleted file mode/, 'Deleted'],
  [/^Binary files/, 'Not text'],
  [/^(rename (from|to)|old mode|new mode)/, null],
];

/** Empty for what is none. Lengths of hunks are believed, so that no line of a file is taken for one of the patch. */
export const patchOf = (text: string): readonly FilePatch[] => {
  const files: Open[] = [];
  const left = { old: 0, now: 0 };
  const next = { old: 0, now: 0 };
  for (const line of text.split('\n')) {
    const file = files.at(-1);
    if (file !== undefined && (left.old > 0 || left.now > 0)) {
      const mark = line[0] ?? ' ';
      if (mark === '\\') continue;
      const isAdded = mark === '+';
      const isRemoved = mark === '-';
      if (!isAdded) left.old -= 1;
      if (!isRemoved) left.now -= 1;
      if (isAdded) file.added += 1;
      if (isRemoved) file.removed += 1;
      file.lines.push({
        kind: isAdded ? 'add' : isRemoved ? 'remove' : 'same',
        text: line.slice(1),
        old: isAdded ? null : next.old++,
        now: isRemoved ? null : next.now++,
      });
      continue;
    }
    const begun = /^diff --git (?:"?a\/.+?"?) "?b\/(.+?)"?$/.exec(line);
    if (begun !== null) {
      files.push({ path: begun[1] ?? '', added: 0, removed: 0, lines: [] });
      continue;
    }
    const hunk = HUNK.exec(line);
    if (file === undefined) continue;
    if (hunk !== null) {
      [left.old, left.now] = [Number(hunk[2] ?? 1), Number(hunk[4] ?? 1)];
      [next.old, next.now] = [Number(hunk[1]), Number(hunk[3])];
      const isFirst = file.lines.every(({ kind }) => kind === 'head');
      if (!isFirst || (hunk[5] ?? '') !== '')
        file.lines.push({ kind: 'head', text: hunk[5] ?? '', old: null, now: null });
      continue;
    }
    const said = SAID.find(([pattern]) => pattern.test(line));
    if (said !== undefined) file.lines.push({ kind: 'head', text: said[1] ?? line, old: null, now: null });
  }
  return files;
};
