/** What steps leave that git ignores: whether it is there, and whether a refresh of it came to its end. */
import { existsSync, lstatSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Failure } from '../../../core/failure.ts';
import type { StepId } from '../../../core/id.ts';
import { isJsonObject, type JsonObject } from '../../../core/json.ts';
import { ok, type Result } from '../../../core/result.ts';
import { stepName } from '../../../core/step-name.ts';
import { sha256 } from '../../machine/digest.ts';
import { splitNul } from '../command/command.ts';
import type { Git } from '../command/configured.ts';
import { writeAnew } from '../../../core/state/sqlite/own-file.ts';
import { ownFolder } from '../../machine/own-folder.ts';
import { textAt } from '../command/glance.ts';

const REFRESHING = 'ws-refreshing';

const markOf = (gitDir: string, step: StepId): string => join(gitDir, REFRESHING, stepName(step, sha256));

/** Remembers in the git folder of the worktree, with which it goes, that a refresh is under way, or no longer. */
export const noteRefresh = (gitDir: string, step: StepId, isUnderWay: boolean): void => {
  const mark = markOf(gitDir, step);
  if (!isUnderWay) return rmSync(mark, { force: true });
  ownFolder(gitDir, join(gitDir, REFRESHING));
  writeAnew(mark, '');
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
  return found.filter((path) => statSync(join(worktree, path), { throwIfNoEntry: false }) !== undefined);
};

/** Whose paths are looked at, and where. */
type Place = { readonly git: Git; readonly gitDir: string; readonly worktree: string; readonly step: StepId };

/** The paths there are at each of the patterns; `ignored` those that git ignores, or that hold what it does. One git process. */
type Found = { readonly pattern: string; readonly paths: readonly string[]; readonly ignored: readonly string[] };

const findAt = async ({ git, worktree }: Place, patterns: readonly string[]): Promise<Result<Found[], Failure>> => {
  const paths = patterns.map((pattern) => pathsLike(worktree, pattern));
  const asked = [...new Set(paths.flat())];
  const listed =
    asked.length === 0
      ? null
      : await git(['ls-files', '-z', '-o', '-i', '--exclude-standard', '--directory', '--', ...asked], { reads: true });
  if (listed?.ok === false) return listed;
  const entries = splitNul(listed?.value.stdout ?? Buffer.alloc(0)).map((path) =>
    Buffer.from(path, 'latin1').toString('utf8'),
  );
  const isLeft = (path: string): boolean =>
    entries.some((entry) => entry === path || entry.startsWith(`${path}/`) || `${path}/`.startsWith(entry));
  return ok(
    patterns.map((pattern, at) => ({ pattern, paths: paths[at] ?? [], ignored: (paths[at] ?? []).filter(isLeft) })),
  );
};

const LEFT = 'ws-left';

const leftOf = ({ gitDir, step }: Place): string => join(gitDir, LEFT, stepName(step, sha256));

/** What was there at each pattern when the step ended; empty where nobody noted it. */
const notedAt = (place: Place): JsonObject => {
  try {
    const value: unknown = JSON.parse(textAt(leftOf(place)));
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
};

/** Those of the patterns at which git ignores nothing that is there, or less than when the step ended. One git process. */
export const lacksOf = async (
  place: Place,
  patterns: readonly string[],
): Promise<Result<readonly string[], Failure>> => {
  const found = await findAt(place, patterns);
  if (!found.ok) return found;
  const noted = notedAt(place);
  const isLess = ({ pattern, ignored }: Found): boolean => {
    const before = noted[pattern];
    return Array.isArray(before) && before.some((path) => typeof path === 'string' && !ignored.includes(path));
  };
  return ok(found.value.filter((each) => each.ignored.length === 0 || isLess(each)).map(({ pattern }) => pattern));
};

/** Remembers, with the worktree, what a step that has ended left, and tells what it did not. One git process. */
export const noteLeft = async (
  place: Place,
  patterns: readonly string[],
  tell: (line: string) => void,
): Promise<Result<void, Failure>> => {
  const found = await findAt(place, patterns);
  if (!found.ok) return found;
  ownFolder(place.gitDir, join(place.gitDir, LEFT));
  const file = leftOf(place);
  writeAnew(`${file}.new`, JSON.stringify(Object.fromEntries(found.value.map((one) => [one.pattern, one.ignored]))));
  renameSync(`${file}.new`, file);
  for (const { pattern, paths, ignored } of found.value)
    if (ignored.length === 0)
      tell(`${place.step}: leaves ${pattern}, which ${paths.length === 0 ? 'is not there' : 'git does not ignore'}`);
  return ok(undefined);
};
