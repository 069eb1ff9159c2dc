/** Files of the worktree that go with a question, as a model takes them. */
import { open, type FileHandle } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { ModelFile, ModelMessage } from '../../../core/model.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import { codeOf } from '../../../core/thrown.ts';
import { insideWorktree } from '../../machine/worktree-files.ts';

/** What models read by themselves, by the ending of the name (IANA media types); all else is text. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ...{ '.pdf': 'application/pdf', '.png': 'image/png', '.jpg': 'image/jpeg', '.jpeg': 'image/jpeg' },
  ...{ '.gif': 'image/gif', '.webp': 'image/webp' },
};

/** What providers take at most, all together. */
const MOST_BYTES = 20 * 1024 * 1024;

/** How each begins, so that a page of HTML called `plan.pdf` is told here and not by a provider. */
const BEGINNINGS: Readonly<Record<string, readonly string[]>> = {
  'application/pdf': ['%PDF-'],
  'image/png': ['\x89PNG\r\n'],
  'image/jpeg': ['\xff\xd8\xff'],
  'image/gif': ['GIF87a', 'GIF89a'],
  'image/webp': ['RIFF'],
};

export type Attached = { readonly files: readonly ModelFile[]; readonly text: string };

const readWithin = async (file: FileHandle, most: number): Promise<Result<Buffer, string>> => {
  const stats = await file.stat();
  if (!stats.isFile()) return err('it is no file');
  return stats.size > most ? err('it is larger than 20 MiB, with those before it') : ok(await file.readFile());
};

const readFileIn = async (worktree: string, path: string, most: number): Promise<Result<Buffer, string>> => {
  const real = await insideWorktree(worktree, path);
  if (real === null) return err('there is no such file in the worktree');
  try {
    await using file = await open(real, 'r');
    return await readWithin(file, most);
  } catch (error) {
    return err(`it cannot be read (${codeOf(error) ?? 'unknown error'})`);
  }
};

const textOf = (bytes: Buffer): string | null => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
};

const isWhatItSays = (bytes: Buffer, mediaType: string): boolean => {
  const beginnings = BEGINNINGS[mediaType] ?? [];
  return beginnings.some((text) => bytes.subarray(0, text.length).toString('latin1') === text);
};

/** What a model is asked: what it is to be, if anything is said of that, then the files and the question. */
export const messagesOf = (
  prompt: string,
  system: string | null,
  { files, text }: Attached,
): readonly ModelMessage[] => [
  ...(system === null ? [] : [{ role: 'system' as const, text: system, files: [] }]),
  { role: 'user', text: text === '' ? prompt : `${text}\n\n${prompt}`, files },
];

/** Reads the files of these paths, relative to the worktree; no link leads out of it. The error says which, and why not. */
export const attachedFrom = async (worktree: string, paths: readonly string[]): Promise<Result<Attached, string>> => {
  const files: ModelFile[] = [];
  const texts: string[] = [];
  let left = MOST_BYTES;
  for (const path of paths) {
    const read = await readFileIn(worktree, path, left);
    if (!read.ok) return err(`${path}: ${read.error}`);
    left -= read.value.length;
    const mediaType = MEDIA_TYPES[extname(path).toLowerCase()] ?? null;
    if (mediaType === null) {
      const text = textOf(read.value);
      if (text === null) return err(`${path}: it is neither text, a PDF nor a picture that models read`);
      texts.push(`<file path=${JSON.stringify(path)}>\n${text}\n</file>`);
    } else {
      if (!isWhatItSays(read.value, mediaType)) return err(`${path}: it does not hold ${mediaType}`);
      files.push({ name: basename(path), mediaType, bytes: read.value });
    }
  }
  return ok({ files, text: texts.join('\n') });
};
