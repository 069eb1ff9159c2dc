/** Brings a worktree's index up to what the worktree holds, without running anything that lies in it. */
import { dirname, join } from 'node:path';
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import type { NestedRepositories } from '../../../core/workstream.ts';
import { readable, splitNul, trouble } from '../command/command.ts';
import type { Git, GitRequest } from '../command/configured.ts';
import { bytesAt } from '../command/glance.ts';
import { addAll } from './add-all.ts';
import { entriesIn, sharedIndexIn } from './index-entries.ts';
import { hasCommit, stageFilesOf } from './inner-files.ts';
import { isOdd, isUntakeable, othersIn, unopened } from './untakeable.ts';

const GITLINK = 0o160000;
const GITLINK_BYTES = Buffer.from([0, 0, 0xe0, 0]);

/**
 * Tells whether an index may hold a repository within the repository. Never wrongly says no; wrongly says yes at most of a
 * split index that took its last one out, and of one that is damaged.
 */
export const mayHoldGitlinks = async (indexPath: string): Promise<boolean> => {
  const bytes = bytesAt(indexPath);
  // Where not even the letters are there, nothing need be walked.
  if (bytes === null || !(bytes.includes(GITLINK_BYTES) || bytes.includes('link'))) return false;
  const walked = entriesIn(bytes, ({ mode }) => mode === GITLINK);
  if (walked === null) return true;
  if (walked.entries.length > 0) return true;
  const shared = sharedIndexIn(bytes, walked);
  if (shared === null) return false;
  const path = join(dirname(indexPath), `sharedindex.${shared}`);
  return bytesAt(path) === null || mayHoldGitlinks(path);
};

/**
 * Stages all changes: additions, deletions, modes, links. One git process where there are no repositories inside
 * (submodules, clones that a step made): `git add` would record them as links and run `git status` in each under its own
 * configuration. Of submodules the commit is recorded, and nothing in them is run. `inner` says what becomes of a repository
 * that has commits: as a link nobody could fill it.
 */
export const stageAll = async (
  git: Git,
  indexPath: string,
  inner: NestedRepositories,
  request: GitRequest = {},
): Promise<Result<void, Failure>> => {
  if (!(await mayHoldGitlinks(indexPath))) {
    const added = await addAll(git, indexPath, request);
    if (!added.ok && added.error.code === 'disk-full') return added;
    // `git add` stumbles over a repository without a commit, and makes a link of one with; the way below does neither.
    if (added.ok && unopened(added.value.stderr).length === 0 && !(await mayHoldGitlinks(indexPath)))
      return ok(undefined);
    if (added.ok) await unstageLinks(git, request);
  }
  return stageByPath(git, inner, request);
};

/** Takes out of the index every link that is there only since a moment ago: there was none in it before. */
const unstageLinks = async (git: Git, request: GitRequest): Promise<Result<void, Failure>> => {
  const listed = await git(['ls-files', '-s', '-z'], { ...request, reads: true });
  if (!listed.ok) return listed;
  const links = splitNul(listed.value.stdout).filter((line) => line.startsWith('160000 '));
  if (links.length === 0) return ok(undefined);
  return removeLinks(
    git,
    links.map((line) => line.slice(line.indexOf('\t') + 1)),
    request,
  );
};

const removeLinks = async (git: Git, names: readonly string[], request: GitRequest): Promise<Result<void, Failure>> => {
  const input = Buffer.from(names.map((name) => `${name}\0`).join(''), 'latin1');
  const removed = await git(['update-index', '-z', '--force-remove', '--stdin'], { ...request, input });
  return removed.ok ? ok(undefined) : removed;
};

/** Puts the files of repositories inside in the place of the links that a step had staged or committed. */
export const replaceLinks = async (
  git: Git,
  names: readonly string[],
  request: GitRequest,
): Promise<Result<void, Failure>> => {
  const removed = await removeLinks(git, names, request);
  if (!removed.ok) return removed;
  for (const name of names) {
    const taken = await stageFilesOf(git, name, request);
    if (!taken.ok) return taken;
  }
  return ok(undefined);
};

const stageByPath = async (
  git: Git,
  inner: NestedRepositories,
  request: GitRequest,
): Promise<Result<void, Failure>> => {
  const listed = await git(['ls-files', '-z', '-m', '-d', '-o', '--exclude-standard'], request);
  if (!listed.ok) return listed;
  const paths = [...new Set(splitNul(listed.value.stdout))];
  const files = paths.filter((path) => !path.endsWith('/'));
  const refused = [...unopened(listed.value.stderr), ...files.filter((path) => isOdd(git.place.cwd, path))];
  if (refused.length > 0) return isUntakeable(refused);
  if (files.length > 0) {
    const input = Buffer.from(files.map((path) => `${path}\0`).join(''), 'latin1');
    const updated = await git(['update-index', '-z', '--add', '--remove', '--replace', '--stdin'], {
      ...request,
      input,
    });
    if (!updated.ok) return updated;
    // Names that git takes for its own are passed over in silence.
    const left = await othersIn(git, request);
    if (!left.ok) return left;
    if (left.value.length > 0) return isUntakeable(left.value);
  }
  for (const path of paths.filter((each) => each.endsWith('/'))) {
    const name = path.slice(0, -1);
    if (inner === 'fail' && (await hasCommit(git.place.cwd, name))) return isNested(name);
    const taken = await stageFilesOf(git, name, request);
    if (!taken.ok) return taken;
  }
  return ok(undefined);
};

/** What is said of a repository inside that cannot be carried. */
export const isNested = (name: string): { readonly ok: false; readonly error: Failure } => {
  const path = readable(name);
  return trouble(
    `${path} is a repository of its own, whose files no commit of the run can hold: remove ${path}/.git or set \`nestedRepositories: files\` to have them taken in, let git ignore ${path}, or add it as a submodule`,
  );
};

/** Gives the links that `to` has and `from` has not, and that no `.gitmodules` tells how to fill. */
export const bareLinks = async (git: Git, from: string, to: string): Promise<Result<readonly string[], Failure>> => {
  const links = await newLinks(git, from, to);
  if (!links.ok || links.value.length === 0) return links.ok ? ok([]) : links;
  const modules = await git(['cat-file', 'blob', `${to}:.gitmodules`], { reads: true, answers: [128] });
  if (!modules.ok) return modules;
  const told = modules.value.stdout.toString('latin1').matchAll(/^[ \t]*path[ \t]*=[ \t]*"?(.*?)"?[ \t]*$/gm);
  const paths = new Set([...told].map(([, path]) => path));
  return ok(links.value.map(({ name }) => name).filter((name) => !paths.has(name)));
};

/** Gives the commits of submodules that `to` names otherwise than `from`. */
export const newLinks = async (
  git: Git,
  from: string,
  to: string,
): Promise<Result<readonly { readonly name: string; readonly sha: string }[], Failure>> => {
  const listed = await git(['diff-tree', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', from, to], {
    reads: true,
  });
  if (!listed.ok) return listed;
  const parts = splitNul(listed.value.stdout);
  const links: { readonly name: string; readonly sha: string }[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [, mode, , sha = ''] = (parts[at] ?? '').split(' ');
    if (mode === '160000') links.push({ name: parts[at + 1] ?? '', sha });
  }
  return ok(links);
};

/** Writes the index as a tree and gives the tree's sha. */
export const writeTree = async (git: Git, request: GitRequest = {}): Promise<Result<string, Failure>> => {
  const written = await git(['write-tree'], request);
  return written.ok ? ok(written.value.stdout.toString('utf8').trim()) : written;
};

/** Takes paths, and all below them, out of an index that a step has put them into. No git process where there are none to look for. */
export const leaveOut = async (
  git: Git,
  paths: readonly string[],
  request: GitRequest,
): Promise<Result<void, Failure>> => {
  if (paths.length === 0) return ok(undefined);
  const listed = await git(['ls-files', '-z', '--', ...paths], request);
  if (!listed.ok || listed.value.stdout.length === 0) return listed.ok ? ok(undefined) : listed;
  const removed = await git(['update-index', '--force-remove', '-z', '--stdin'], {
    ...request,
    input: listed.value.stdout,
  });
  return removed.ok ? ok(undefined) : removed;
};
