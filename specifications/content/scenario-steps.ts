/** Reads the steps of a scenario in every form people write them: bullets, plain lines, quotes, tables, one sentence. */
import { lineAt, type Lines } from './lines.ts';

/** One step. `keyword` is in capitals and English; `text` has its continuation lines joined. */
export type ScenarioStep = { readonly keyword: StepKeyword; readonly text: string; readonly line: number };

export type StepKeyword = 'GIVEN' | 'WHEN' | 'THEN' | 'AND' | 'BUT';

/** What steps begin with: a word in lower case → the keyword it stands for. */
export type StepWords = ReadonlyMap<string, StepKeyword>;

/** The words that are always read. */
export const englishSteps: StepWords = new Map([
  ['given', 'GIVEN'],
  ['when', 'WHEN'],
  ['then', 'THEN'],
  ['and', 'AND'],
  ['but', 'BUT'],
]);

export type Steps = {
  readonly steps: readonly ScenarioStep[];
  /** Whether there is nothing in the scenario but its steps. */
  readonly isPlain: boolean;
};

const marker = /^(?:>|[-*+•–](?=\s)|\d{1,3}[.)](?=\s)|\[[ xX]?\](?=\s)|#{5,6}(?=\s))\s*/;
const emphasis = /^(?:\*{1,3}|_{1,3}|`)/;
const fenceOpening = /^\s*(?:`{3,}|~{3,})\s*(\S*)/;

/** What is left of a line without what lists and quotes put before it; `isItem` where they put something there. */
const unmarked = (line: string): { readonly text: string; readonly isItem: boolean } => {
  let text = line.trim();
  let isItem = false;
  for (let found = marker.exec(text); found !== null && found[0] !== ''; found = marker.exec(text)) {
    isItem ||= !found[0].startsWith('>');
    text = text.slice(found[0].length);
  }
  return { text, isItem };
};

/** The keyword at the beginning of a text, and what follows it; null where it begins with none. */
type Opened = { readonly keyword: StepKeyword; readonly rest: string };

const goesOn = (rest: string): boolean => /^(?:[\p{L}\p{N}'’-]|_[\p{L}\p{N}])/u.test(rest);
/** Whether words are written without spaces between them, as in Chinese: then one may follow without a break. */
const isUnspaced = (word: string): boolean =>
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(word);

const startsWithWord = (
  text: string,
  words: StepWords,
): { readonly word: string; readonly keyword: StepKeyword } | null => {
  const lower = text.slice(0, 24).toLowerCase();
  let best: { readonly word: string; readonly keyword: StepKeyword } | null = null;
  for (const [word, keyword] of words) {
    if (!lower.startsWith(word) || word.length <= (best?.word.length ?? 0)) continue;
    if (!isUnspaced(word) && goesOn(lower.slice(word.length))) continue;
    best = { word, keyword };
  }
  return best;
};

const openedBy = (text: string, words: StepWords): Opened | null => {
  const mark = emphasis.exec(text)?.[0] ?? '';
  const found = startsWithWord(text.slice(mark.length), words);
  if (found === null) return null;
  let rest = text.slice(mark.length + found.word.length);
  // The emphasis may end behind a colon, or run on to the end of the step.
  const closed = rest.replace(/^([:,]?)(?:\*{1,3}|_{1,3}|`)/, '$1');
  rest = (closed === rest && mark !== '' ? rest.replace(mark, '') : closed).replace(/^[:,，：、]*\s*/, '');
  if (found.keyword === 'AND' || found.keyword === 'BUT') {
    const inner = openedBy(rest, words);
    if (inner !== null && inner.keyword !== 'AND' && inner.keyword !== 'BUT') return inner;
  }
  return { keyword: found.keyword, rest };
};

const wordPattern = (words: StepWords, keywords: readonly StepKeyword[]): string =>
  [...words]
    .filter(([, keyword]) => keywords.includes(keyword))
    .map(([word]) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .sort((left, right) => right.length - left.length)
    .join('|');

/** Where further steps begin in a line that begins with one. */
const innerStart = (words: StepWords): RegExp => {
  const all = wordPattern(words, ['GIVEN', 'WHEN', 'THEN', 'AND', 'BUT']);
  const main = wordPattern(words, ['GIVEN', 'WHEN', 'THEN']);
  return new RegExp(
    String.raw`(?<=\s|[,;，；。])(?:(?:\*{1,3}|__?)(?:${all})(?:\*{1,3}|__?|[:,](?:\*\*|__))|(?<=[,;，；。]\s?)(?:(?:and|but)\s+)?(?:${main})(?![\p{L}\p{N}_-]))`,
    'giu',
  );
};

const patterns = (words: StepWords): { readonly inner: RegExp; readonly capitals: RegExp } => ({
  inner: innerStart(words),
  capitals: new RegExp(
    String.raw`(?<=\s)(?:${wordPattern(words, ['GIVEN', 'WHEN', 'THEN']).toUpperCase()})(?![\p{L}\p{N}_-])`,
    'gu',
  ),
});

const english = patterns(englishSteps);

/** A line that begins with a keyword, cut where further steps begin in it. */
const cut = (text: string, words: StepWords): readonly string[] => {
  const { inner, capitals } = words === englishSteps ? english : patterns(words);
  const code = [...text.matchAll(/`[^`]*`/g)].map(({ index, 0: { length } }) => [index, index + length] as const);
  const starts = [...text.matchAll(inner), ...text.matchAll(capitals)]
    .map(({ index }) => index)
    .filter((at) => at > 0 && !code.some(([from, end]) => at > from && at < end));
  const places = [0, ...new Set(starts.sort((left, right) => left - right)), text.length];
  return places.slice(0, -1).map((from, at) => text.slice(from, places[at + 1]));
};

const tidy = (text: string): string =>
  text
    .trim()
    .replace(/[,;，；、]$/, '')
    .trim();

const cells = (line: string): readonly string[] =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim());

type Draft = { keyword: StepKeyword; text: string; line: number };

/** How far the reading has come. */
type Reading = {
  readonly words: StepWords;
  readonly steps: Draft[];
  /** Keywords at the heads of a table's columns; null outside such a table. */
  columns: readonly (StepKeyword | null)[] | null;
  isPlain: boolean;
  /** Whether the next line may go on with the last step. */
  isOpen: boolean;
  isInComment: boolean;
  isGherkin: boolean;
};

const add = (reading: Reading, text: string, line: number): boolean => {
  const first = openedBy(text, reading.words);
  if (first === null) return false;
  for (const part of cut(text, reading.words)) {
    const opened = openedBy(part, reading.words);
    if (opened !== null) reading.steps.push({ keyword: opened.keyword, text: tidy(opened.rest), line });
  }
  reading.isOpen = true;
  return true;
};

const readRow = (reading: Reading, text: string, line: number): void => {
  const row = cells(text);
  if (row.every((cell) => /^:?-+:?$/.test(cell))) return;
  const heads = row.map((cell) => openedBy(cell, reading.words));
  const isHead = heads.filter((head) => head !== null && head.rest === '').length > 1;
  if (isHead) {
    reading.columns = heads.map((head) => head?.keyword ?? null);
    return;
  }
  if (reading.columns !== null) {
    for (const [at, cell] of row.entries()) {
      const keyword = reading.columns[at] ?? null;
      if (keyword !== null && cell !== '') reading.steps.push({ keyword, text: cell, line });
    }
    return;
  }
  const [head, ...others] = heads;
  if (head === undefined || head === null) reading.isPlain = false;
  else
    reading.steps.push({
      keyword: head.keyword,
      text: [head.rest, ...row.slice(1, others.length + 1)].join(' ').trim(),
      line,
    });
};

const readLine = (reading: Reading, raw: string, line: number): void => {
  if (raw.trim() === '') {
    reading.isOpen = false;
    reading.columns = null;
    return;
  }
  const { text, isItem } = unmarked(raw);
  if (text.startsWith('|')) {
    readRow(reading, text, line);
    reading.isOpen = false;
    return;
  }
  // Names of features and scenarios, tags and comments in Gherkin are no steps, and say nothing that one could run.
  if (reading.isGherkin && /^(?:@|#|Feature:|Scenario(?: Outline)?:|Background:|Examples:|Rule:)/i.test(text)) return;
  if (add(reading, text, line)) return;
  const last = reading.steps.at(-1);
  if (reading.isOpen && !isItem && last !== undefined) last.text = tidy(`${last.text} ${text}`);
  else reading.isPlain = false;
};

/** A line without its comments. */
const uncommented = (reading: Reading, line: string): string => {
  if (!reading.isInComment && !line.includes('<!--')) return line;
  let rest = line;
  let kept = '';
  while (rest !== '') {
    const mark = rest.indexOf(reading.isInComment ? '-->' : '<!--');
    if (!reading.isInComment) kept += mark === -1 ? rest : rest.slice(0, mark);
    if (mark === -1) break;
    rest = rest.slice(mark + (reading.isInComment ? 3 : 4));
    reading.isInComment = !reading.isInComment;
  }
  return kept;
};

/** The steps in `lines[from, end)`. A fence is read where it says `gherkin`; any other is not. Linear in the text. */
export const readSteps = (source: Lines, from: number, end: number, words: StepWords = englishSteps): Steps => {
  const reading: Reading = {
    words,
    steps: [],
    columns: null,
    isPlain: true,
    isOpen: false,
    isInComment: false,
    isGherkin: false,
  };
  let isInFence = false;
  for (let index = from; index < end; index++) {
    const line = lineAt(source, index);
    const isFenced = source.fenced[index] === 1;
    if (isFenced && !isInFence) {
      reading.isGherkin = /^(?:gherkin|feature|cucumber)$/i.test(fenceOpening.exec(line)?.[1] ?? '');
      if (!reading.isGherkin) reading.isPlain = false;
      isInFence = true;
      continue;
    }
    if (!isFenced) {
      isInFence = false;
      reading.isGherkin = false;
    }
    if (isFenced && (!reading.isGherkin || fenceOpening.test(line))) continue;
    const said = uncommented(reading, line);
    if (said !== line && said.trim() === '') continue;
    readLine(reading, said, index + 1);
  }
  return { steps: reading.steps, isPlain: reading.isPlain };
};
