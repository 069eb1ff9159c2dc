/** Which files a step wants written, and with what: from `with`, every part of which is checked. Pure. */
import { stringify } from 'yaml';
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import { keysOf } from '../../../schema/pointer.ts';
import { csvOf } from './csv-table.ts';
import { fencedBlocks, type FencedBlock } from './fences.ts';
import { objectionToPath, sameFileKey } from './path-rules.ts';

export type WantedFile = {
  readonly path: string;
  readonly content: string;
  /** Only this section is written; null: the whole file. */
  readonly section: string | null;
  /** Sections of the file as it is that stay. */
  readonly keep: readonly string[];
  /** Of `with` that wants it. */
  readonly pointer: string;
};

export type Wrong = { readonly pointer: string; readonly message: string };

const MOST_FILES = 1_000;
const MOST_BYTES = 16 * 1024 * 1024;

const valueAt = (value: Json, pointer: string): Json | undefined => {
  let at: Json | undefined = value;
  for (const key of keysOf(pointer)) {
    if (Array.isArray(at)) at = (at as readonly Json[])[Number(key)];
    else at = isJsonObject(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  }
  return at;
};

/** Fills `{/pointer}` with texts and numbers of an item, each of which is one name of a path. */
const pathOf = (template: string, item: Json): Result<string, string> => {
  let wrong: string | null = null;
  const path = template.replaceAll(/\{(\/[^{}]*)\}/g, (_, pointer: string) => {
    const value = valueAt(item, pointer);
    const text = typeof value === 'number' ? String(value) : value;
    if (typeof text !== 'string' || text === '') wrong ??= `its item has no text at ${pointer}`;
    else if (text.includes('/')) wrong ??= `its item has a "/" at ${pointer}, and each is one name of a path`;
    else return text;
    return '';
  });
  return wrong === null ? ok(path) : err(wrong);
};

const textOf = (value: Json | undefined, path: string): Result<string, string> => {
  if (value === undefined) return err('there is nothing to write');
  if (typeof value === 'string') return ok(value);
  return ok(/\.ya?ml$/i.test(path) ? stringify(value) : `${JSON.stringify(value, null, 2)}\n`);
};

const contentOf = (entry: JsonObject, path: string, item: Json | undefined): Result<string, string> => {
  const { content, from, table } = entry;
  if (isJsonObject(table)) {
    const { rows, columns = null, delimiter = ',' } = table;
    if (!Array.isArray(rows)) return err('"rows" of a table is a list');
    const names = Array.isArray(columns) ? columns.map((name: Json) => String(name as string)) : null;
    return csvOf({ rows, columns: names, delimiter: typeof delimiter === 'string' ? delimiter : ',' });
  }
  if (typeof from !== 'string') return textOf(content, path);
  return item === undefined ? err('"from" is a place in an item of "each"') : textOf(valueAt(item, from), path);
};

const textsIn = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];

const ofEntry = (entry: JsonObject, pointer: string): Result<readonly WantedFile[], Wrong> => {
  const { path: template, each, section = null } = entry;
  if (typeof template !== 'string') return err({ pointer: `${pointer}/path`, message: '"path" is a text' });
  if (each !== undefined && !Array.isArray(each))
    return err({ pointer: `${pointer}/each`, message: '"each" is a list' });
  const items: readonly (Json | undefined)[] = each === undefined ? [undefined] : each;
  const made: WantedFile[] = [];
  for (const [at, item] of items.entries()) {
    const which = item === undefined ? '' : `item ${at + 1}: `;
    const path = item === undefined ? ok(template) : pathOf(template, item);
    if (!path.ok) return err({ pointer: `${pointer}/path`, message: `${which}${path.error}` });
    const content = contentOf(entry, path.value, item);
    if (!content.ok) return err({ pointer, message: `${which}${content.error}` });
    const kept = { section: typeof section === 'string' ? section : null, keep: textsIn(entry['keep']) };
    made.push({ path: path.value, content: content.value, ...kept, pointer: `${pointer}/path` });
  }
  return ok(made);
};

const isSame = (a: FencedBlock, b: FencedBlock): boolean => a.path === b.path && a.content === b.content;

const ofBlocks = (blocks: JsonObject): Result<readonly WantedFile[], Wrong> => {
  const { text, within = '' } = blocks;
  if (typeof text !== 'string') return err({ pointer: '/blocks/text', message: '"text" is a text' });
  const named = fencedBlocks(text).filter(({ path }) => path !== null);
  if (named.length === 0)
    return err({
      pointer: '/blocks/text',
      message: 'no whole block of it says the path of a file, as ```ts path=src/a.ts does',
    });
  const folder = typeof within === 'string' && within !== '' ? `${within.replace(/\/+$/, '')}/` : '';
  const outside = named.find(({ path }) => folder !== '' && !(path ?? '').startsWith(folder));
  if (outside !== undefined)
    return err({
      pointer: '/blocks/text',
      message: `line ${outside.line}: ${JSON.stringify(outside.path)} is not within ${folder}`,
    });
  const plain = { section: null, keep: [], pointer: '/blocks/text' };
  // What is said twice in the same words is said once.
  const said = named.filter((each, at) => !named.slice(0, at).some((other) => isSame(other, each)));
  return ok(said.map(({ path, content }) => ({ ...plain, path: path ?? '', content })));
};

const objectionTo = (files: readonly WantedFile[]): Wrong | null => {
  if (files.length > MOST_FILES) return { pointer: '', message: `${files.length} files are more than ${MOST_FILES}` };
  const known = new Map<string, WantedFile>();
  let bytes = 0;
  for (const file of files) {
    const { path, pointer, content } = file;
    const objection = objectionToPath(path);
    if (objection !== null) return { pointer, message: `${JSON.stringify(path)} ${objection}` };
    const twin = known.get(sameFileKey(path));
    // Several sections of one file are written one after the other.
    if (twin !== undefined && (twin.section === null || file.section === null || twin.section === file.section))
      return { pointer, message: `${JSON.stringify(path)} is to be written twice` };
    if (twin !== undefined && twin.path !== path)
      return {
        pointer,
        message: `${JSON.stringify(path)} and ${JSON.stringify(twin.path)} are one file on many machines`,
      };
    known.set(sameFileKey(path), file);
    bytes += Buffer.byteLength(content);
    if (bytes > MOST_BYTES) return { pointer, message: 'more than 16 MiB are to be written' };
  }
  return null;
};

/** All of them in their order, or the first thing that is wrong; its pointer is below `with`. */
export const wantedFiles = (args: JsonObject): Result<readonly WantedFile[], Wrong> => {
  const { files = [], blocks } = args;
  const all: WantedFile[] = [];
  for (const [at, entry] of (Array.isArray(files) ? (files as readonly Json[]) : []).entries()) {
    const made = isJsonObject(entry)
      ? ofEntry(entry, `/files/${at}`)
      : err({ pointer: `/files/${at}`, message: 'a file is an object' });
    if (!made.ok) return made;
    all.push(...made.value);
  }
  if (isJsonObject(blocks)) {
    const made = ofBlocks(blocks);
    if (!made.ok) return made;
    all.push(...made.value);
  }
  const objection = objectionTo(all);
  return objection === null ? ok(all) : err(objection);
};
