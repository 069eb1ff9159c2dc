/** What a repository brings that can run, as a person looks at it before saying that it may. */
import { createTwoFilesPatch } from 'diff';
import type { BroughtFile } from '../../../core/brought.ts';
import { counted } from '../../../core/counted.ts';
import type { Json } from '../../../core/json.ts';
import type { TrustEntry } from '../../house/trust.ts';
import { cut, plainLine } from '../fit.ts';
import type { Paint } from '../screen.ts';

/** `whole`: the command that shows all where not all is to be shown; null where it is. */
type Settings = { readonly paint: Paint; readonly whole: string | null };

const firstLines = 8;
const diffLines = 60;

/** Not the width of the terminal: what lies beyond its edge would be trusted unseen. */
const shownColumns = 400;

/** Not more than `most` lines, and which are left out; all of them where `whole` is null. */
const shortened = (lines: readonly string[], most: number, whole: string | null): readonly string[] => {
  const shown = (line: string): string => {
    const text = plainLine(line);
    const left = text.length - shownColumns;
    if (whole === null || left <= 0) return text;
    return `${cut(text, shownColumns)} (${counted(left, 'more character')}: ${whole})`;
  };
  const left = lines.length - most;
  if (whole === null || left <= 0) return lines.map(shown);
  return [...lines.slice(0, most).map(shown), `… lines ${most + 1} to ${lines.length} are not shown here: ${whole}`];
};

/** Null where it is no text that could be shown. */
const textOf = ({ bytes }: Pick<BroughtFile, 'bytes'>): string | null => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
};

/** A size in bytes for a person. */
const sizeText = (bytes: number): string => (bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} KiB`);

const wordsIn = (value: Json): readonly string[] =>
  (Array.isArray(value) ? value : [value]).filter((word): word is string => typeof word === 'string');

/** Members by which configuration files name programs. */
const OF_PROGRAMS = new Set(['command', 'commands', 'program', 'programs', 'argv', 'run']);

const commandsBelow = (value: Json): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(commandsBelow);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, member]) => {
    if (!OF_PROGRAMS.has(key)) return commandsBelow(member);
    const named = wordsIn(member);
    if (named.length === 0) return commandsBelow(member);
    const args = 'args' in value ? wordsIn(value['args'] ?? null) : [];
    return key === 'programs' ? named : [[...named, ...args].join(' ')];
  });
};

/** The commands that the JSON files of an item name, each once, in their order. */
export const commandsOf = ({ files }: Pick<TrustEntry, 'files'>): readonly string[] => {
  const found = files.flatMap((file) => {
    if (!file.path.endsWith('.json')) return [];
    try {
      // JSON.parse gives nothing but JSON values.
      return commandsBelow(JSON.parse(textOf(file) ?? 'null') as Json);
    } catch {
      return [];
    }
  });
  return [...new Set(found)];
};

const differenceLines = (
  before: BroughtFile | undefined,
  after: BroughtFile | undefined,
  whole: string | null,
): readonly string[] => {
  const [was, is] = [before, after].map((file) => (file === undefined ? '' : textOf(file)));
  if (was === null || is === null || was === undefined || is === undefined) return ['(no text)'];
  const lines = createTwoFilesPatch('trusted', 'now', was, is, '', '', { context: 2 })
    .split('\n')
    .slice(3)
    .filter((line) => line !== '');
  return shortened(lines, diffLines, whole);
};

const beginningLines = (file: BroughtFile, whole: string | null): readonly string[] => {
  const text = textOf(file);
  if (text === null) return ['(no text)'];
  return shortened(text.replace(/\n$/, '').split('\n'), firstLines, whole);
};

const isSame = (a: BroughtFile, b: BroughtFile | undefined): boolean =>
  b !== undefined && a.isExecutable === b.isExecutable && Buffer.compare(a.bytes, b.bytes) === 0;

const fileLines = (entry: TrustEntry, { paint, whole }: Settings): readonly string[] => {
  const { files, before, state } = entry;
  const paths = new Set([...files, ...(before ?? [])].map(({ path }) => path));
  return [...paths].flatMap((path) => {
    const [is, was] = [files, before ?? []].map((all) => all.find((file) => file.path === path));
    if (is !== undefined && (state === 'trusted' || isSame(is, was))) return [];
    const size = is === undefined ? 'removed' : sizeText(is.bytes.length);
    const right = is?.isExecutable === true ? ', executable' : '';
    const shown = is === undefined || before !== null ? differenceLines(was, is, whole) : beginningLines(is, whole);
    return [
      `    ${plainLine(path)}  ${paint.dim(`${size}${right}`)}`,
      ...shown.map((line) => paint.dim(`      │ ${line}`)),
    ];
  });
};

/** One item: how it stands, its files with sizes, and what is in them, or what differs from what was trusted before. */
export const trustEntryLines = (entry: TrustEntry, settings: Settings): readonly string[] => {
  const { item, state, files, problem } = entry;
  const { paint } = settings;
  const signs = { new: paint.yellow, changed: paint.yellow, unusable: paint.red, trusted: paint.green };
  const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
  const commands = commandsOf(entry);
  return [
    `${signs[state](state.padEnd(8))}  ${paint.bold(plainLine(item))}  ${paint.dim(`${counted(files.length, 'file')}, ${sizeText(bytes)}`)}`,
    ...(problem === null ? [] : [`    ${paint.red(plainLine(`cannot be trusted: ${problem}`))}`]),
    ...fileLines(entry, settings),
    ...(state === 'trusted' || commands.length === 0 ? [] : [`    names   ${plainLine(commands.join('; '))}`]),
  ];
};

/** The same as a JSON document. */
export const trustEntryDocument = (entry: TrustEntry): object => ({
  item: entry.item,
  state: entry.state,
  hash: entry.hash,
  problem: entry.problem,
  commands: commandsOf(entry),
  files: entry.files.map(({ path, isExecutable, bytes }) => ({ path, bytes: bytes.length, executable: isExecutable })),
});
