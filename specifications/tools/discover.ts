/** Finds what a project holds: specs, changes, archived changes, and the files of each. */
import { err, ok, type Result } from '../../core/result.ts';
import type { Entry, FileProblem, Files } from '../files.ts';

/** A `spec.md` and the capability it belongs to. */
export type SpecPlace = { readonly id: string; readonly path: string };

/** What stands below a `specs/` folder. */
export type SpecTree = {
  /** By id, in code-unit order. */
  readonly specs: readonly SpecPlace[];
  /** Markdown files that are no `spec.md` of a capability, relative to the folder, in order. */
  readonly strayMarkdown: readonly string[];
  /** Whether `spec.md` stands directly in the folder. */
  readonly hasRootSpec: boolean;
  /** Whether there is any file or link at all, dot files aside. */
  readonly hasFiles: boolean;
};

/** A `specs/` folder that is not there. */
export const emptyTree: SpecTree = { specs: [], strayMarkdown: [], hasRootSpec: false, hasFiles: false };

const byCode = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

const isHidden = (entry: Entry): boolean => entry.name.startsWith('.');

type Found = { specs: SpecPlace[]; strayMarkdown: string[]; hasRootSpec: boolean; hasFiles: boolean };

const outside = (files: Files, path: string): FileProblem => ({
  code: '',
  message: `Path is outside the allowed directory: ${files.root}/${path}`,
});

const noteFile = (
  files: Files,
  folder: string,
  segments: readonly string[],
  entry: Entry,
  found: Found,
): FileProblem | null => {
  const here = [folder, ...segments].join('/');
  const path = `${here}/${entry.name}`;
  if (entry.kind !== 'other') found.hasFiles = true;
  if (entry.kind === 'link' && files.kind(path) !== 'file') return null;
  if (entry.kind === 'other') return null;
  if (entry.name !== 'spec.md') {
    if (entry.name.toLowerCase().endsWith('.md')) found.strayMarkdown.push([...segments, entry.name].join('/'));
    return null;
  }
  if (segments.length === 0) {
    found.hasRootSpec = true;
    return null;
  }
  if (entry.kind === 'link' && !files.isInside(folder, path) && !files.isInside(here, path))
    return outside(files, path);
  found.specs.push({ id: segments.join('/'), path });
  return null;
};

/** Walks a `specs/` folder. Dot folders are skipped, linked folders not entered. A folder that is not there is empty. */
export const walkSpecs = (files: Files, folder: string): Result<SpecTree, FileProblem> => {
  const found: Found = { specs: [], strayMarkdown: [], hasRootSpec: false, hasFiles: false };
  const walk = (segments: readonly string[]): FileProblem | null => {
    const listed = files.list([folder, ...segments].join('/'));
    if (!listed.ok) return listed.error.code === 'ENOENT' ? null : listed.error;
    for (const entry of listed.value) {
      if (isHidden(entry)) continue;
      const problem =
        entry.kind === 'directory' ? walk([...segments, entry.name]) : noteFile(files, folder, segments, entry, found);
      if (problem !== null) return problem;
    }
    return null;
  };
  const problem = walk([]);
  if (problem !== null) return err(problem);
  return ok({
    ...found,
    specs: found.specs.sort((left, right) => byCode(left.id, right.id)),
    strayMarkdown: found.strayMarkdown.sort(byCode),
  });
};

/** Names of the folders in a folder, sorted; none where it cannot be listed. Dot folders are skipped. */
export const folderNames = (files: Files, folder: string): readonly string[] => {
  const listed = files.list(folder);
  if (!listed.ok) return [];
  return listed.value
    .filter((entry) => entry.kind === 'directory' && !isHidden(entry))
    .map((entry) => entry.name)
    .sort(byCode);
};

/** Every file below a folder, relative to it, links to files included; dot files and dot folders are skipped. */
export const allFiles = (files: Files, folder: string): readonly string[] => {
  const found: string[] = [];
  const walk = (path: string): void => {
    const listed = files.list(path === '' ? folder : `${folder}/${path}`);
    if (!listed.ok) return;
    for (const entry of listed.value) {
      if (isHidden(entry)) continue;
      const below = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.kind === 'directory') walk(below);
      else if (entry.kind === 'file' || files.kind(`${folder}/${below}`) === 'file') found.push(below);
    }
  };
  walk('');
  return found.sort(byCode);
};
