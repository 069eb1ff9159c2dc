/** Where the error plugins of a user lie, found without starting git, and which programs their fixes can use. */
import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { basename, delimiter, dirname, isAbsolute, join, resolve } from 'node:path';

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/** The main worktree of the worktree at `folder`; `folder` itself where it is no linked one. */
const mainOf = (folder: string): string => {
  try {
    const link = /^gitdir: (.+)$/m.exec(readFileSync(join(folder, '.git'), 'utf8'))?.[1];
    if (link === undefined) return folder;
    const gitDir = resolve(folder, link);
    const common = resolve(gitDir, readFileSync(join(gitDir, 'commondir'), 'utf8').trim());
    return basename(common) === '.git' ? dirname(common) : common;
  } catch {
    // `.git` is a folder, or the worktree belongs to a submodule.
    return folder;
  }
};

/** The folder that `.ws` belongs in: the main worktree around `directory`, or `directory` outside of a repository. */
export const homeOf = (directory: string): string => {
  let folder = directory;
  while (!existsSync(join(folder, '.git'))) {
    const above = dirname(folder);
    if (above === folder) return directory;
    folder = above;
  }
  return mainOf(folder);
};

/** `.ws/plugins` of the repository around `directory`, whether it is there or not. Absolute. */
export const pluginsFolderOf = (directory: string): string => join(homeOf(directory), '.ws', 'plugins');

/** Tells whether a program is on the search path of `env`; entries of it that are not absolute are passed over. */
export const programsIn = (env: Readonly<Record<string, string | undefined>>): ((name: string) => boolean) => {
  const folders = (env['PATH'] ?? '').split(delimiter).filter(isAbsolute);
  return (name) =>
    folders.some((folder) => {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return isFile(path);
      } catch {
        return false;
      }
    });
};

/** Tells whether a path, relative to `directory`, is a file. */
export const filesIn =
  (directory: string): ((path: string) => boolean) =>
  (path) =>
    !path.includes('\0') && isFile(join(directory, path));
