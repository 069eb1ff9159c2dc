/** Finds what a project holds: specs, changes, archived changes, and the files of each. */
import { err, ok, type Result } from '../../../core/result.ts';
import { irregular, type Entry, type FileProblem, type Files } from '../../files.ts';

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
  /** What is called `spec.md` and is no file: pipes, sockets, devices, and links that lead to one or nowhere. */
  readonly irregular: readonly PlaceProblem[];
};

/** A `specs/` folder that is not there. */
export const emptyTree: SpecTree = { specs: [], strayMarkdown: [], hasRootSpec: false, hasFiles: false, irregular: [] };

const byCode = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

const isHidden = (entry: Entry): boolean => entry.name.startsWith('.');

type Found = {
  specs: SpecPlace[];
  strayMarkdown: string[];
  hasRootSpec: boolean;
  hasFiles: boolean;
  irregular: PlaceProblem[];
};

/** Something below a `specs/` folder that cannot be used, and its path. */
export type PlaceProblem = FileProblem & { readonly path: string };

const outside = (files: Files, path: string): PlaceProblem => ({
  path,
  code: '',
  message: `Path is outside the allowed directory: ${files.root}/${path}`,
});

const noteFile = (
  { files, folder, segments }: { readonly files: Files; readonly folder: string; readonly segments: readonly string[] },
  entry: Entry,
  found: Found,
): PlaceProblem | null => {
  const here = [folder, ...segments].join('/');
  const path = `${here}/${entry.name}`;
  if (entry.kind !== 'other') found.hasFiles = true;
  const kind = entry.kind === 'link' ? files.kind(path) : entry.kind;
  if (kind !== 'file') {
    if (entry.name === 'spec.md' && kind !== 'directory') found.irregular.push({ ...irregular(path), path });
    return null;
  }
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

/**
 * Walks a `specs/` folder and passes over what cannot be used, which is a problem with its place. Dot folders are
 * skipped, linked folders not entered. A folder that is not there is empty.
 */
export const surveySpecs = (
  files: Files,
  folder: string,
): { readonly tree: SpecTree; readonly problems: readonly PlaceProblem[] } => {
  const found: Found = { specs: [], strayMarkdown: [], hasRootSpec: false, hasFiles: false, irregular: [] };
  const problems: PlaceProblem[] = [];
  const walk = (segments: readonly string[]): void => {
    const path = [folder, ...segments].join('/');
    const listed = files.list(path);
    if (!listed.ok && listed.error.code !== 'ENOENT') problems.push({ ...listed.error, path });
    for (const entry of listed.ok ? listed.value : []) {
      if (isHidden(entry)) continue;
      if (entry.kind === 'directory') {
        walk([...segments, entry.name]);
        continue;
      }
      const problem = noteFile({ files, folder, segments }, entry, found);
      if (problem !== null) problems.push(problem);
    }
  };
  walk([]);
  const tree = {
    ...found,
    specs: found.specs.sort((left, right) => byCode(left.id, right.id)),
    strayMarkdown: found.strayMarkdown.sort(byCode),
  };
  return { tree, problems };
};

/** Walks a `specs/` folder all of which is needed: the first problem is the answer. */
export const walkSpecs = (files: Files, folder: string): Result<SpecTree, FileProblem> => {
  const { tree, problems } = surveySpecs(files, folder);
  const [first] = problems;
  return first === undefined ? ok(tree) : err(first);
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
