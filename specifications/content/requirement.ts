/** Reads `### Requirement:` blocks: name, body, metadata lines and scenarios, each with its place. */
import { requirementHeader, scenarioName } from './names.ts';
import { englishSteps, readSteps, type ScenarioStep, type StepWords } from './scenario-steps.ts';
import { cutLines, isBlank, joinLines, lineAt, opensWith, type Lines } from './lines.ts';

/** A level-4 heading inside a requirement. */
export type Scenario = {
  readonly name: string;
  readonly line: number;
  readonly column: number;
  /** Whether the heading says `Scenario:`; one that does not counts as a scenario all the same. */
  readonly isLabelled: boolean;
  /** False for a bare heading, which counts as no scenario. */
  readonly hasBody: boolean;
  readonly steps: readonly ScenarioStep[];
  /** Whether nothing stands in it but its steps. */
  readonly isPlain: boolean;
  /** Line of its last line. */
  readonly lastLine: number;
};

/** A `**Key**: value` line of a requirement. */
export type MetadataLine = { readonly key: string; readonly value: string; readonly line: number };

export type Requirement = {
  readonly name: string;
  /** Line of the header, from 1. */
  readonly line: number;
  /** Where the name starts, from 1. */
  readonly column: number;
  /** Index one past the last line of the block. */
  readonly end: number;
  /** The header line and all below it, without trailing white space. */
  readonly raw: string;
  /** What the requirement says: the lines up to the first heading, without fences, blanks and metadata. */
  readonly body: string;
  readonly metadata: readonly MetadataLine[];
  readonly scenarios: readonly Scenario[];
};

/** A level-3 heading that is no requirement. `title` is empty where only white space follows the `#`. */
export type StrayHeading = { readonly title: string; readonly line: number };

/** What a stretch of lines holds: blocks, and where the first one starts. */
export type Blocks = {
  readonly requirements: readonly Requirement[];
  readonly strays: readonly StrayHeading[];
  /** Index of the first requirement header; the end of the stretch where there is none. */
  readonly start: number;
};

const metadataLine = /^\*\*([^*]+)\*\*:/;

/** Whether a text holds the words that bind. */
export const isNormative = (text: string): boolean => /\b(SHALL|MUST)\b/.test(text);

/** The body of a requirement in `lines[from, end)`. Metadata lines are the body where nothing else is. */
export const readBody = (
  source: Lines,
  from: number,
  end: number,
): { readonly body: string; readonly metadata: readonly MetadataLine[] } => {
  const body: string[] = [];
  const metadata: MetadataLine[] = [];
  const metadataText: string[] = [];
  for (let index = from; index < end; index++) {
    if (source.fenced[index] === 1) continue;
    if (source.levels[index] !== 0) break;
    const line = lineAt(source, index).trim();
    if (line === '') continue;
    const found = line.startsWith('**') ? metadataLine.exec(line) : null;
    if (found === null) {
      body.push(line);
      continue;
    }
    metadata.push({ key: found[1] ?? '', value: line.slice(found[0].length).trim(), line: index + 1 });
    metadataText.push(line);
  }
  return { body: (body.length > 0 ? body : metadataText).join('\n'), metadata };
};

/** Whether any line of `lines[from, end)` holds more than white space. */
export const isFilled = (source: Lines, from: number, end: number): boolean => {
  for (let index = from; index < end; index++) if (!isBlank(source, index)) return true;
  return false;
};

/** Every level-4 heading in `lines[from, end)`; a scenario ends at the next heading of level 4 or above. */
export const readScenarios = (
  source: Lines,
  from: number,
  end: number,
  words: StepWords = englishSteps,
): readonly Scenario[] => {
  const scenarios: Scenario[] = [];
  for (let index = from; index < end; index++) {
    if (source.levels[index] !== 4) continue;
    let stop = index + 1;
    while (stop < end && (source.levels[stop] === 0 || (source.levels[stop] ?? 0) > 4)) stop++;
    const { name, column, isLabelled } = scenarioName(lineAt(source, index));
    const [first, last] = [index + 1, stop];
    scenarios.push({
      name,
      line: index + 1,
      column,
      isLabelled,
      hasBody: isFilled(source, first, last),
      // Not a getter: an object literal with one gets a hidden class of its own, in old memory, which keeps the whole
      // text from being collected with the young.
      ...readSteps(source, first, last, words),
      lastLine: stop,
    });
    index = stop - 1;
  }
  return scenarios;
};

type Parts = Pick<Requirement, 'body' | 'metadata' | 'scenarios'>;

const down = <T extends { readonly line: number }>(all: readonly T[], by: number): readonly T[] =>
  all.map((each) => ({ ...each, line: each.line + by }));

/** Reads a block from its trimmed text: a last line of `#` and white space loses the space and is no heading then. */
const readTrimmed = (raw: string, index: number, words: StepWords): Parts => {
  const part = cutLines(raw);
  const { body, metadata } = readBody(part, 1, part.count);
  const scenarios = readScenarios(part, 1, part.count, words);
  return {
    body,
    metadata: down(metadata, index),
    scenarios: down(scenarios, index).map((each) => ({
      ...each,
      steps: down(each.steps, index),
      lastLine: each.lastLine + index,
    })),
  };
};

const endsInBareHashes = (raw: string): boolean => raw.endsWith('#') && /(?:^|\n)#{1,6}$/.test(raw.slice(-8));

/** Reads one block: its header at a line index, and all up to `end`. */
export const readRequirement = (
  source: Lines,
  index: number,
  end: number,
  at: { readonly name: string; readonly column: number; readonly words: StepWords },
): Requirement => {
  const raw = joinLines(source, index, end).trimEnd();
  const parts: Parts = endsInBareHashes(raw)
    ? readTrimmed(raw, index, at.words)
    : { ...readBody(source, index + 1, end), scenarios: readScenarios(source, index + 1, end, at.words) };
  return { name: at.name, line: index + 1, column: at.column, end, raw, ...parts };
};

/** The requirement blocks of `lines[from, end)`. A block ends at the next requirement or `## ` line. */
export const readRequirements = (source: Lines, from: number, end: number, words: StepWords = englishSteps): Blocks => {
  const requirements: Requirement[] = [];
  const strays: StrayHeading[] = [];
  let start = end;
  let open: { readonly index: number; readonly at: { readonly name: string; readonly column: number } } | null = null;
  const close = (index: number): void => {
    if (open !== null) requirements.push(readRequirement(source, open.index, index, { ...open.at, words }));
    open = null;
  };
  for (let index = from; index < end; index++) {
    if (source.fenced[index] === 1) continue;
    if (source.levels[index] === 2) close(index);
    if (!opensWith(source, index, '###')) continue;
    const line = lineAt(source, index);
    const at = requirementHeader(line);
    if (at !== null) {
      close(index);
      open = { index, at };
      start = Math.min(start, index);
    } else if (source.levels[index] === 3 && line.length > 4) {
      strays.push({ title: line.slice(3).trim(), line: index + 1 });
    }
  }
  close(end);
  return { requirements, strays, start };
};
