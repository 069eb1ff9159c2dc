/** Files as they will be: what is written, moved or removed here stays in memory and leaves the disk alone. */
import { err, ok, type Result } from '../core/result.ts';
import type { Entry, FileProblem, Files, WritableFiles } from './files.ts';

const missing = (path: string): { readonly ok: false; readonly error: FileProblem } =>
  err({ code: 'ENOENT', message: `ENOENT: no such file or directory, '${path}'` });

const isBelow = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

/** Puts a layer in memory over files. */
export const planFiles = (files: Files): WritableFiles => {
  const written = new Map<string, string>();
  const gone = new Set<string>();
  const isGone = (path: string): boolean => [...gone].some((each) => isBelow(path, each));
  const writtenBelow = (folder: string): readonly string[] =>
    [...written.keys()].filter((path) => path.startsWith(`${folder}/`));

  const list = (path: string): Result<readonly Entry[], FileProblem> => {
    const own = new Map<string, Entry>();
    for (const each of writtenBelow(path)) {
      const [name = '', ...rest] = each.slice(path.length + 1).split('/');
      own.set(name, { name, kind: rest.length === 0 ? 'file' : 'directory' });
    }
    const base = isGone(path) ? missing(path) : files.list(path);
    if (!base.ok && own.size === 0) return base;
    const kept = (base.ok ? base.value : []).filter(({ name }) => !isGone(`${path}/${name}`) && !own.has(name));
    return ok([...kept, ...own.values()]);
  };
  const read = (path: string): Result<string, FileProblem> => {
    const text = written.get(path);
    if (text !== undefined) return ok(text);
    return isGone(path) ? missing(path) : files.read(path);
  };
  const remove = (path: string): Result<null, FileProblem> => {
    written.delete(path);
    gone.add(path);
    return ok(null);
  };
  const moveBelow = (from: string, to: string): void => {
    const listed = list(from);
    if (!listed.ok) return;
    for (const { name, kind } of listed.value) {
      if (kind === 'directory') moveBelow(`${from}/${name}`, `${to}/${name}`);
      const text = kind === 'directory' ? null : read(`${from}/${name}`);
      if (text?.ok === true) written.set(`${to}/${name}`, text.value);
    }
  };
  return {
    root: files.root,
    list,
    read,
    kind: (path) => {
      if (written.has(path)) return 'file';
      if (writtenBelow(path).length > 0) return 'directory';
      return isGone(path) ? null : files.kind(path);
    },
    isInside: (folder, path) =>
      written.has(path) ? folder === '' || isBelow(path, folder) : files.isInside(folder, path),
    stamp: (path) => (written.has(path) || isGone(path) ? null : files.stamp(path)),
    write: (path, text) => {
      written.set(path, text);
      return ok(null);
    },
    remove,
    removeEmpty: (path) => {
      const listed = list(path);
      if (!listed.ok || listed.value.length > 0) return false;
      gone.add(path);
      return true;
    },
    move: (from, to) => {
      const text = read(from);
      if (text.ok) written.set(to, text.value);
      else moveBelow(from, to);
      written.delete(from);
      for (const path of writtenBelow(from)) written.delete(path);
      gone.add(from);
      return ok(null);
    },
  };
};
