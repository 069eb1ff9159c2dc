/** Takes the files of a repository inside the worktree in as plain files, without running anything that lies in it. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import { splitNul } from '../command/command.ts';
import { gitAt, type Git, type GitRequest } from '../command/configured.ts';
import { bytesAt } from '../command/glance.ts';

/** Where a name as git tells it lies below `root`. */
export const pathOf = (root: string, name: string): string => join(root, Buffer.from(name, 'latin1').toString('utf8'));

/** The files of a repository inside that nothing tells git to ignore, relative to the worktree; never those of its own git. */
const filesIn = async (
  git: Git,
  gitDir: string,
  name: string,
  request: GitRequest,
): Promise<Result<readonly string[], Failure>> => {
  const folder = pathOf(git.place.cwd, name);
  const inside = gitAt({ cwd: folder, gitDir, workTree: folder }, git.place.commonDir ?? gitDir);
  const env = { GIT_INDEX_FILE: join(gitDir, 'ws-no-index') };
  const listed = await inside(['ls-files', '-z', '-o', '--exclude-standard'], { reads: true, env });
  if (!listed.ok) return listed;
  const files: string[] = [];
  for (const each of splitNul(listed.value.stdout)) {
    if (!each.endsWith('/')) files.push(`${name}/${each}`);
    else {
      const deeper = await filesIn(git, gitDir, `${name}/${each.slice(0, -1)}`, request);
      if (!deeper.ok) return deeper;
      files.push(...deeper.value);
    }
  }
  if (files.length === 0) return ok(files);
  const input = Buffer.from(files.map((file) => `${file}\0`).join(''), 'latin1');
  // 128: below a submodule, of which the worktree's own rules say nothing.
  // The one command that takes no names as they are.
  const asked = await git(['--no-literal-pathspecs', 'check-ignore', '-z', '--stdin'], {
    ...request,
    reads: true,
    input,
    answers: [1, 128],
  });
  if (!asked.ok) return asked;
  const ignored = new Set(splitNul(asked.value.stdout));
  return ok(files.filter((file) => !ignored.has(file)));
};

/** Stages the files of a repository inside as plain files. */
export const stageFilesOf = async (git: Git, name: string, request: GitRequest): Promise<Result<void, Failure>> => {
  const { gitDir } = git.place;
  if (gitDir === null) return ok(undefined);
  const files = await filesIn(git, gitDir, name, request);
  if (!files.ok) return files;
  if (files.value.length === 0) return ok(undefined);
  const input = Buffer.from(files.value.map((file) => `${file}\0`).join(''), 'latin1');
  const updated = await git(['update-index', '-z', '--add', '--replace', '--stdin'], { ...request, input });
  return updated.ok ? ok(undefined) : updated;
};

/** Tells whether a repository inside has a commit that taking its files in would leave behind. */
export const hasCommit = async (root: string, name: string): Promise<boolean> => {
  const at = join(pathOf(root, name), '.git');
  const head = bytesAt(join(at, 'HEAD'))?.toString('latin1') ?? null;
  // A pointer to a git folder elsewhere: whose it is cannot be told without following it.
  if (head === null || !head.startsWith('ref: ')) return true;
  const tables = await readdir(join(at, 'reftable')).catch(() => []);
  const loose = await readdir(join(at, 'refs'), { recursive: true, withFileTypes: true }).catch(() => []);
  const packed = bytesAt(join(at, 'packed-refs'))?.toString('latin1') ?? '';
  return tables.length > 0 || loose.some((entry) => entry.isFile()) || /^[0-9a-f]{40}/m.test(packed);
};
