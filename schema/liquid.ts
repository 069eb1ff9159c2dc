/**
 * Templates of texts in the language Liquid, strict: what is not known is an error.
 *
 *   T1. What a value holds is never read as a template, nor as an expression of one.
 *   T2. A template reaches its values and the files that were read with it, and nothing else.
 *   T3. Neither its size nor its time is without a bound.
 */
import { Liquid, LiquidError, Tag, toValueSync, type Template } from 'liquidjs';
import { CONTEXTS } from '../core/planning/expressions/expression-language.ts';
import type { Json } from '../core/json.ts';
import { didYouMean } from '../core/planning/nearest.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { TextTemplate } from '../core/text-template.ts';
import { messageOf } from '../core/thrown.ts';

/** What is wrong with a template, and where. Lines and columns count from 1. */
export type TemplateProblem = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
};

/** Gives the text of a file that a template names; the error says why there is none. */
export type ReadPart = (name: string) => Promise<Result<string, string>>;

type Files = Record<string, string>;

const MOST_CHARACTERS = 1_000_000;
const MOST_FILES = 64;
const MOST_MEMORY = 50_000_000;
const LONGEST_MS = 5_000;

/** T1: their argument is an expression of the language, which a value could be. */
const EVALUATING = ['where_exp', 'reject_exp', 'group_by_exp', 'has_exp', 'find_exp', 'find_index_exp'];

/** As expressions give values: objects and lists as JSON, null as nothing. */
const shown = (value: Json | undefined): string => {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

const engineOver = (files: Files): Liquid => {
  const liquid = new Liquid({
    templates: files, // T2
    relativeReference: false,
    ownPropertyOnly: true, // T2
    strictFilters: true,
    strictVariables: true,
    // What a value may lack is asked for by `if` and `default`.
    lenientIf: true,
    outputEscape: shown,
    timezoneOffset: 0,
    locale: 'en-US',
    ...{ parseLimit: MOST_CHARACTERS, memoryLimit: MOST_MEMORY, renderLimit: LONGEST_MS }, // T3
  });
  for (const name of EVALUATING) delete liquid.filters[name];
  return liquid;
};

const problemOf = (error: unknown, file: string): TemplateProblem => {
  if (!LiquidError.is(error)) return { file, line: 1, column: 1, message: messageOf(error) };
  const [line = 1, column = 1] = error.token.getPosition();
  const message = (error.originalError?.message ?? error.message).replace(/(?:, file:.*)?, line:\d+, col:\d+$/, '');
  return { file: error.token.file ?? file, line, column, message };
};

const atTag = ({ token }: Tag, file: string, message: string): TemplateProblem => {
  const [line = 1, column = 1] = token.getPosition();
  return { file, line, column, message };
};

/** All tags of a template, however deep, that name another file. */
const renderingTags = (templates: readonly Template[]): readonly (Tag & Record<'file', unknown>)[] =>
  templates.flatMap((template) => {
    const inside = template.children === undefined ? [] : toValueSync(template.children(false, true));
    const own = template instanceof Tag && 'file' in template ? [template] : [];
    return [...own, ...renderingTags(inside)];
  });

type Gathering = { readonly files: Files; readonly read: ReadPart };

/** Reads into `files` what the last of the files in `chain` renders, and what that does; gives what is wrong with them. */
const gather = async (chain: readonly string[], { files, read }: Gathering): Promise<readonly TemplateProblem[]> => {
  const name = chain.at(-1) ?? '';
  try {
    const parsed = engineOver(files).parse(files[name] ?? '', name);
    const problems: TemplateProblem[] = [];
    for (const tag of renderingTags(parsed)) {
      const { file } = tag;
      if (typeof file !== 'string') problems.push(atTag(tag, name, `${tag.name} takes the name of a file, in quotes`));
      else if (chain.includes(file))
        problems.push(atTag(tag, name, `templates render each other in a circle: ${[...chain, file].join(' → ')}`));
      else if (!Object.hasOwn(files, file)) {
        const text = Object.keys(files).length < MOST_FILES ? await read(file) : err(`more than ${MOST_FILES} files`);
        if (!text.ok) problems.push(atTag(tag, name, `${tag.name} "${file}": ${text.error}`));
        else {
          files[file] = text.value;
          problems.push(...(await gather([...chain, file], { files, read })));
        }
      }
    }
    return problems;
  } catch (error) {
    return [problemOf(error, name)];
  }
};

const unknown = (root: string, given: readonly string[]): string => {
  const has = given.length === 0 ? 'nothing' : given.join(', ');
  const isContext = CONTEXTS.includes(root);
  const advice = isContext ? ` Expressions stand there, as in with: { x: \${{ ${root}… }} }.` : didYouMean(root, given);
  return `"${root}" is not known: its "with" gives ${has}.${advice}`;
};

const unknownNames = (name: string, files: Files, given: readonly string[]): readonly TemplateProblem[] => {
  const liquid = engineOver(files);
  const { globals } = liquid.analyzeSync(liquid.parse(files[name] ?? '', name));
  return Object.entries(globals).flatMap(([root, places]) => {
    if (given.includes(root)) return [];
    const message = unknown(root, given);
    return places.map(({ location: { row, col, file = name } }) => ({ file, line: row, column: col, message }));
  });
};

/** Parses a template and all that it renders, and holds what they name against what is given. */
export const examineTemplate = async (
  { name, text, given }: { readonly name: string; readonly text: string; readonly given: readonly string[] },
  read: ReadPart,
): Promise<{ readonly files: Readonly<Files>; readonly problems: readonly TemplateProblem[] }> => {
  const files: Files = { [name]: text };
  const problems = await gather([name], { files, read });
  if (problems.length > 0) return { files, problems };
  try {
    return { files, problems: unknownNames(name, files, given) };
  } catch (error) {
    return { files, problems: [problemOf(error, name)] };
  }
};

/** Makes the text; the error names file, line and column. */
export const renderTemplate = ({ file, files, with: values }: TextTemplate): Result<string, string> => {
  try {
    const liquid = engineOver({ ...files });
    // It gives a text: only with `keepOutputType` it could give anything else.
    const text = String(liquid.renderSync(liquid.parse(files[file] ?? '', file), values));
    if (text.length <= MOST_CHARACTERS) return ok(text);
    return err(`${file}: the text has ${text.length} characters, more than ${MOST_CHARACTERS}`);
  } catch (error) {
    const { file: at, line, column, message } = problemOf(error, file);
    return err(`${at}:${line}:${column}: ${message}`);
  }
};
