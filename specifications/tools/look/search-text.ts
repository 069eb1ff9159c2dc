/** Finds words in the text of everything there is: requirements, scenarios, tasks, proposals, designs, documents. */
import { cutLines, lineAt, type Lines } from '../../content/lines.ts';
import type { Files } from '../../files.ts';
import { allFiles } from '../project/discover.ts';
import { documentsFolder } from '../project/library.ts';
import type { Hit } from './look-up.ts';

const isText = (path: string): boolean => /\.(?:md|ya?ml)$/.test(path);

/** Where each section of a text begins: its headings, and its first line. */
const sectionsOf = (source: Lines): readonly number[] => {
  const starts = [0];
  for (let index = 1; index < source.count; index++) if ((source.levels[index] ?? 0) > 0) starts.push(index);
  return starts;
};

const wordsIn = (line: string, words: readonly string[]): number => {
  const lower = line.toLowerCase();
  return words.filter((word) => lower.includes(word)).length;
};

/** The line of a section that says most of what is looked for; null where the section does not say all of it. */
const bestLine = (
  source: Lines,
  [from, end]: readonly [number, number],
  words: readonly string[],
): { readonly index: number; readonly count: number } | null => {
  const missing = new Set(words);
  let best = { index: from, count: 0 };
  for (let index = from; index < end; index++) {
    const line = lineAt(source, index);
    const count = wordsIn(line, words);
    if (count === 0) continue;
    for (const word of words) if (line.toLowerCase().includes(word)) missing.delete(word);
    if (count > best.count) best = { index, count };
  }
  return missing.size === 0 ? best : null;
};

const hitsIn = (file: string, text: string, words: readonly string[]): readonly Hit[] => {
  const lower = text.toLowerCase();
  if (!words.every((word) => lower.includes(word))) return [];
  const source = cutLines(text);
  const starts = sectionsOf(source);
  const hits = starts.flatMap((from, at): readonly Hit[] => {
    const best = bestLine(source, [from, starts[at + 1] ?? source.count], words);
    if (best === null) return [];
    const line = lineAt(source, best.index).trim();
    return [{ file, line: best.index + 1, text: line, score: best.count / words.length / 2 }];
  });
  if (hits.length > 0) return hits;
  // All words, but in no section together: the file as a whole is told.
  const best = bestLine(source, [0, source.count], words);
  return best === null ? [] : [{ file, line: best.index + 1, text: lineAt(source, best.index).trim(), score: 0 }];
};

/** Everything that is searched, relative to the root: all Markdown and YAML of the project, its archive included. */
const searched = (files: Files): readonly string[] =>
  ['openspec', documentsFolder].flatMap((folder) =>
    allFiles(files, folder)
      .filter(isText)
      .map((path) => `${folder}/${path}`),
  );

/** Where all words stand, best first; what is archived comes last. A file that cannot be read is passed over. */
export const searchText = (files: Files, words: readonly string[]): readonly Hit[] =>
  searched(files).flatMap((path) => {
    const text = files.read(path);
    if (!text.ok) return [];
    const hits = hitsIn(path, text.value, words);
    return path.includes('/changes/archive/') ? hits.map((hit) => ({ ...hit, score: hit.score - 1 })) : hits;
  });
