/** Finds the specification project that a command acts in. */
import { dirname } from 'node:path';
import { err, ok, type Result } from '../../../core/result.ts';
import { diskFiles, type WritableFiles } from '../../../specifications/files.ts';
import { invalid } from '../refusals.ts';
import type { Refusal } from '../refusal.ts';

const marks = ['openspec', 'specifications/content'] as const;

/**
 * The files of the nearest folder, from `directory` upwards, that has an `openspec` folder; with `documents`, one with
 * `specifications/content` will do as well. Refused where there is none.
 */
export const findSpecRoot = (directory: string, documents: boolean): Result<WritableFiles, Refusal> => {
  const wanted = documents ? marks : marks.slice(0, 1);
  for (let folder = directory; ; folder = dirname(folder)) {
    const files = diskFiles(folder);
    if (wanted.some((mark) => files.kind(mark) === 'directory')) return ok(files);
    if (dirname(folder) === folder) break;
  }
  const hint = 'Go to a project that has one, name its folder (ws -C <dir> …), or begin one: mkdir openspec';
  return err(invalid(`there is no openspec/ folder in ${directory} or above it`, hint));
};
