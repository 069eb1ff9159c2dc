/** The tool `read`: a file of the worktree as data. Sizes, rows, depth and aliases are bounded: `bounds.ts`. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Failure } from '../../../core/failure.ts';
import type { Json, JsonObject } from '../../../core/json.ts';
import { err, ok, unreachable, type Result } from '../../../core/result.ts';
import type { WorktreeFiles } from '../../../core/system.ts';
import type { Gives, ToolAdapter, WrongArgument } from '../../../core/tool.ts';
import { codeOf } from '../../../core/thrown.ts';
import { hasHole } from '../../../core/planning/expressions/template.ts';
import { describeRead, READ } from '../descriptions.ts';
import { BOUNDS, mebibytes } from './bounds.ts';
import { frontMatterOf, jsonOf, valueAt, yamlOf } from './parse-text.ts';
import { tableOf, type RowsWanted } from './rows.ts';

const FORMATS = ['csv', 'xlsx', 'json', 'yaml', 'text', 'frontMatter'] as const;
type Format = (typeof FORMATS)[number];

const COUNT = { type: ['integer', 'string'], minimum: 0 };

const INPUT_SCHEMA: JsonObject = {
  type: 'object',
  required: ['path'],
  additionalProperties: false,
  properties: {
    path: { type: 'string', minLength: 1, description: 'Relative to the top of the worktree.' },
    format: { enum: [...FORMATS], description: 'Left out, it follows from the ending.' },
    pointer: { type: 'string', description: 'Of json and yaml: the JSON pointer of what is wanted of it.' },
    delimiter: {
      type: 'string',
      minLength: 1,
      maxLength: 1,
      description: 'Of csv. Left out: comma, semicolon and tab.',
    },
    header: {
      type: ['boolean', 'string'],
      default: true,
      description: 'Of tables: whether the first row names the columns.',
    },
    sheet: { type: ['string', 'integer'], description: 'Of xlsx: its name, or its number from 1.' },
    columns: { type: ['array', 'string'], description: 'Of tables: only these.' },
    offset: COUNT,
    limit: { ...COUNT, description: `Of tables: how many rows, at most ${BOUNDS.rows}.` },
  },
};

const ENDINGS: readonly (readonly [RegExp, Format])[] = [
  [/\.(?:csv|tsv)$/i, 'csv'],
  [/\.xlsx$/i, 'xlsx'],
  [/\.json$/i, 'json'],
  [/\.ya?ml$/i, 'yaml'],
  [/\.(?:md|markdown|mdx)$/i, 'frontMatter'],
];

const formatOf = ({ format, path }: JsonObject): Format =>
  FORMATS.find((known) => known === format) ??
  ENDINGS.find(([ending]) => typeof path === 'string' && ending.test(path))?.[1] ??
  'text';

const OF_TABLES = ['header', 'columns', 'offset', 'limit'];
const OF: Readonly<Record<Format, readonly string[]>> = {
  ...{ csv: [...OF_TABLES, 'delimiter'], xlsx: [...OF_TABLES, 'sheet'], json: ['pointer'], yaml: ['pointer'] },
  ...{ text: [], frontMatter: [] },
};

/** Nothing is said that nobody reads. */
const examine = (args: JsonObject): readonly WrongArgument[] => {
  const { path, format } = args;
  if (format === undefined && (typeof path !== 'string' || hasHole(path))) return [];
  const is = formatOf(args);
  return Object.keys(args)
    .filter(
      (key) =>
        key !== 'path' &&
        key !== 'format' &&
        !OF[is].includes(key) &&
        Object.hasOwn(INPUT_SCHEMA['properties'] as object, key),
    )
    .map((key) => ({ pointer: `/${key}`, message: `"${key}" says nothing of the format ${is}` }));
};

/** In what it gives, of each format. */
const TABLE: Gives['types'] = { rows: 'array', columns: 'array', count: 'integer' };
const GIVES: Readonly<Record<Format, Gives['types']>> = {
  ...{ csv: TABLE, xlsx: TABLE, json: { data: 'any' }, yaml: { data: 'any' }, text: { text: 'string' } },
  frontMatter: { attributes: 'object', body: 'string' },
};

const gives = (args: JsonObject): Gives => {
  const { path, format } = args;
  const isKnown = format !== undefined || (typeof path === 'string' && !hasHole(path));
  return isKnown ? { types: GIVES[formatOf(args)], isAll: true } : { types: {}, isAll: false };
};

const wrong = (key: string, message: string): { readonly ok: false; readonly error: Failure } =>
  err({ code: 'bad-input', pointer: `/with/${key}`, message });

const bytesOf = async (file: string, path: string): Promise<Result<Buffer, Failure>> => {
  try {
    // A link that was put there since it was looked at is not followed, and nobody waits for the other end of a pipe.
    await using handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const { size } = await handle.stat();
    if (size > BOUNDS.fileBytes) return wrong('path', `${path} is larger than ${mebibytes(BOUNDS.fileBytes)}`);
    return ok(await handle.readFile());
  } catch (error) {
    return wrong('path', `${path} cannot be read (${codeOf(error) ?? 'unknown error'})`);
  }
};

const countOf = (value: Json | undefined, otherwise: number): number => {
  const count = typeof value === 'string' ? Number(value) : value;
  return typeof count === 'number' && Number.isInteger(count) && count >= 0 ? count : otherwise;
};

const wantedOf = ({ header = true, columns, offset, limit }: JsonObject): RowsWanted => ({
  hasHeader: header === true || header === 'true',
  columns: Array.isArray(columns) ? columns.filter((each): each is string => typeof each === 'string') : null,
  offset: countOf(offset, 0),
  limit: Math.min(countOf(limit, BOUNDS.rows), BOUNDS.rows),
});

const textIn = (bytes: Buffer): Result<string, string> => {
  try {
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return err('it is no text in UTF-8');
  }
};

const documentOf = (value: Result<Json, string>, { pointer }: JsonObject): Result<JsonObject, string> => {
  const found = value.ok && typeof pointer === 'string' ? valueAt(value.value, pointer) : value;
  return found.ok ? ok({ data: found.value }) : found;
};

/** The outputs; the error is a sentence about what the file holds. */
const contentOf = async (bytes: Buffer, args: JsonObject): Promise<Result<JsonObject, string>> => {
  const format = formatOf(args);
  if (format === 'xlsx') {
    const { sheet = 1 } = args;
    const { sheetRows } = await import('./parse-workbook.ts');
    const rows = await sheetRows(bytes, typeof sheet === 'string' || typeof sheet === 'number' ? sheet : 1);
    return rows.ok ? tableOf(rows.value, wantedOf(args)) : rows;
  }
  const text = textIn(bytes);
  if (!text.ok) return text;
  switch (format) {
    case 'csv': {
      const { csvRows } = await import('./parse-csv.ts');
      const { delimiter = null } = args;
      const rows = csvRows(text.value, typeof delimiter === 'string' ? delimiter : null);
      return rows.ok ? tableOf(rows.value, wantedOf(args)) : rows;
    }
    case 'json':
      return documentOf(jsonOf(text.value), args);
    case 'yaml':
      return documentOf(yamlOf(text.value), args);
    case 'frontMatter':
      return frontMatterOf(text.value);
    case 'text':
      return ok({ text: text.value });
    default:
      return unreachable(format);
  }
};

/** Makes the tool. What is wrong with the file is `bad-input`, with its place where there is one. */
export const createRead = (files: WorktreeFiles): ToolAdapter => {
  const outputsOf = async (args: JsonObject, worktree: string): Promise<Result<JsonObject, Failure>> => {
    const { path } = args;
    if (typeof path !== 'string') return wrong('path', '"path" is the path of a file');
    const file = await files.file(worktree, path);
    if (file === null) return wrong('path', `there is no file ${path} in the worktree`);
    const bytes = await bytesOf(file, path);
    if (!bytes.ok) return bytes;
    const outputs = await contentOf(bytes.value, args);
    if (!outputs.ok) return wrong('path', `${path}: ${outputs.error}`);
    if (Buffer.byteLength(JSON.stringify(outputs.value)) > BOUNDS.outputBytes)
      return err({
        code: 'bad-output',
        pointer: '',
        message: `${path} makes outputs of more than ${mebibytes(BOUNDS.outputBytes)}: read a part of it`,
      });
    return outputs;
  };
  return {
    id: READ,
    title: 'File read',
    inputSchema: INPUT_SCHEMA,
    describe: describeRead,
    examine,
    gives,
    check: () => Promise.resolve({ available: true, version: null, hint: '' }),
    execute: async ({ with: args, worktree }) => {
      const outputs = await outputsOf(args, worktree);
      return outputs.ok ? ok({ outputs: outputs.value, exitCode: 0 }) : err({ failure: outputs.error, evidence: null });
    },
  };
};
