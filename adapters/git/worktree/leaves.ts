/** What steps leave that git ignores: whether it is there, and whether a refresh of it came to its end. */
import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Failure } from '../../../core/failure.ts';
import type { StepId } from '../../../core/id.ts';
import { ok, type Result } from '../../../core/result.ts';
import { stepName } from '../../../core/step-name.ts';
import { sha256 } from '../../machine/digest.ts';
import { splitNul } from '../command/command.ts';
import type { Git } from '../command/configured.ts';

const REFRESHING = 'ws-refreshing';

const markOf = (gitDir: string, step: StepId): string => join(gitDir, REFRESHING, stepName(step, sha256));

/** Remembers in the git folder of the worktree, with which it goes, that a refresh is under way, or no longer. */
export const noteRefresh = (gitDir: string, step: StepId, isUnderWay: boolean): void => {
  const mark = markOf(gitDir, step);
  if (!isUnderWay) return rmSync(mark, { force: true });
  mkdirSync(join(gitDir, REFRESHING), { recursive: true });
  writeFileSync(mark, '');
};

/** Whether a refresh began and did not come to its end. */
export const isRefreshing = (gitDir: string, step: StepId): boolean => existsSync(markOf(gitDir, step));

const isFolder = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

const namesLike = (folder: string, pattern: string): readonly string[] => {
  const escaped = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const wanted = new RegExp(`^${escaped}$`, 's');
  return readdirSync(folder).filter((name) => wanted.test(name));
};

/** The paths there are of a pattern, none behind a link; a plain one is itself. */
const pathsLike = (worktree: string, pattern: string): readonly string[] => {
  let found: readonly string[] = [''];
  for (const part of pattern.split('/')) {
    found = found.flatMap((folder) => {
      const at = join(worktree, folder);
      if (!isFolder(at)) return [];
      const names = /[*?]/.test(part) ? namesLike(at, part) : [part];
      return names.map((name) => (folder === '' ? name : `${folder}/${name}`));
    });
  }
  return found.filter((path) => lstatSync(join(worktree, path), { throwIfNoEntry: false }) !== undefined);
};

/** Those of the patterns at which git ignores nothing that is there. One git process. */
export const lacksOf = async (
  git: Git,
  worktree: string,
  patterns: readonly string[],
): Promise<Result<readonly string[], Failure>> => {
  const paths = new Map(patterns.map((pattern) => [pattern, pathsLike(worktree, pattern)]));
  const asked = [...new Set([...paths.values()].flat())];
  if (asked.length === 0) return ok(patterns);
  const listed = await git(['ls-files', '-z', '-o', '-i', '--exclude-standard', '--directory', '--', ...asked], {
    reads: true,
  });
  if (!listed.ok) return listed;
  const ignored = splitNul(listed.value.stdout).map((path) => Buffer.from(path, 'latin1').toString('utf8'));
  const isLeft = (path: string): boolean =>
    ignored.some((entry) => entry === path || entry.startsWith(`${path}/`) || `${path}/`.startsWith(entry));
  return ok(patterns.filter((pattern) => !(paths.get(pattern) ?? []).some(isLeft)));
};
