/** Reads the files that somebody wants to be run: one, several, or all workstreams of a folder. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SHIPPED, shippedWorkstreams } from '../../adapters/machine/shipped.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { codeOf } from '../../core/thrown.ts';
import type { SourcesRequest } from '../../schema/load-sources.ts';
import type { Source } from '../../schema/load-workstream.ts';
import { NAMED_IN_LINES, namedFile, type NamedFile } from './named-files.ts';

const IS_WORKSTREAM = /^[^.].*\.(?:json|ya?ml)$/i;

/** A name that was meant for one of ours has come to be a path. */
const absent = (file: string): string => {
  const name = basename(file);
  return name.startsWith(SHIPPED)
    ? `ws ships no workstream ${name}. There are ${shippedWorkstreams().join(', ')}`
    : 'there is no such file';
};

const unreadable = (file: string, error: unknown): Diagnostic => {
  const reason = codeOf(error) ?? 'unknown error';
  const message = reason === 'ENOENT' ? absent(file) : `the file cannot be read (${reason})`;
  return { code: 'unreadable', severity: 'error', message, file, line: 1, column: 1, pointer: '' };
};

const filesIn = async ({ file, id }: NamedFile): Promise<readonly NamedFile[] | null> => {
  const found = id === null ? await stat(file).catch(() => null) : null;
  if (found?.isDirectory() !== true) return null;
  const names = await readdir(file);
  return names
    .filter((name) => IS_WORKSTREAM.test(name))
    .sort()
    .map((name) => ({ file: join(file, name), id: null }));
};

const read = async ({ file, id }: NamedFile): Promise<Result<Source, Diagnostic>> => {
  try {
    return ok({ text: await readFile(file, 'utf8'), file, id });
  } catch (error) {
    return err(unreadable(file, error));
  }
};

/** What is named is run as one: what makes a bundle, and all that cannot be read. */
export const readSources = async (named: string): Promise<Result<SourcesRequest, readonly Diagnostic[]>> => {
  const files = named.split(NAMED_IN_LINES).map(namedFile);
  const folders = await Promise.all(files.map(filesIn));
  const all = files.flatMap((file, at) => folders[at] ?? [file]);
  if (all.length === 0) {
    const place = { file: named, line: 1, column: 1, pointer: '' };
    return err([{ code: 'unreadable', severity: 'error', message: 'the folder holds no workstream', ...place }]);
  }
  const texts = await Promise.all(all.map(read));
  const wrong = texts.flatMap((text) => (text.ok ? [] : [text.error]));
  if (wrong.length > 0) return err(wrong);
  const sources = texts.flatMap((text) => (text.ok ? [text.value] : []));
  return ok({ sources, isBundle: all.length > 1 || folders.some((folder) => folder !== null) });
};
