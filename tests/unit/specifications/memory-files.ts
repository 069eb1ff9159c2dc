/** A project's files in memory. */
import { err, ok } from '../../../core/result.ts';
import type { Entry, FileProblem, Files } from '../../../specifications/files.ts';

const problem = (code: string, path: string): { readonly ok: false; readonly error: FileProblem } =>
  err({ code, message: `${code}: '/memory/${path}'` });

/** Files from path → text. Folders are there where a path goes through them. */
export const memoryFiles = (tree: Readonly<Record<string, string>>): Files => {
  const text = new Map(Object.entries(tree));
  const folders = new Map<string, Map<string, Entry>>([['', new Map()]]);
  for (const path of text.keys()) {
    const parts = path.split('/');
    for (const [place, name] of parts.entries()) {
      const above = parts.slice(0, place).join('/');
      const here = parts.slice(0, place + 1).join('/');
      const isFile = place === parts.length - 1;
      folders.get(above)?.set(name, { name, kind: isFile ? 'file' : 'directory' });
      if (!isFile && !folders.has(here)) folders.set(here, new Map());
    }
  }
  const whyNot = (path: string): string => {
    const parts = path.split('/');
    return parts.some((_, place) => text.has(parts.slice(0, place).join('/'))) ? 'ENOTDIR' : 'ENOENT';
  };
  return {
    root: '/memory',
    list: (path) => {
      const found = folders.get(path);
      return found === undefined ? problem(text.has(path) ? 'ENOTDIR' : whyNot(path), path) : ok([...found.values()]);
    },
    read: (path) => {
      const found = text.get(path);
      return found === undefined ? problem(folders.has(path) ? 'EISDIR' : whyNot(path), path) : ok(found);
    },
    kind: (path) => (text.has(path) ? 'file' : folders.has(path) ? 'directory' : null),
    isInside: () => true,
    stamp: (path) => {
      const isFile = text.has(path);
      if (!isFile && !folders.has(path)) return null;
      return {
        kind: isFile ? 'file' : 'directory',
        sizeBytes: text.get(path)?.length ?? 0,
        modifiedMs: 0,
        changedMs: 0,
        inode: 0,
      };
    },
  };
};
