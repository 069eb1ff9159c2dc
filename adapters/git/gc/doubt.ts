/** Looks for whatever a worktree holds that nothing else holds. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readable, splitNul } from '../command/command.ts';
import { gitAt } from '../command/configured.ts';
import { gitlinksOf } from '../worktree/gitlinks.ts';
import { doubtAboutInner } from './inner.ts';
import { doubtAboutNested } from './nested.ts';
import { linksOf } from '../worktree/bring-in.ts';
import { objectsOf } from '../worktree/heads.ts';
import type { RunNames } from '../worktree/names.ts';
import { kept, refused, type Part } from './part.ts';

/** A worktree to be judged, and whether ignored files may go with it. */
export type Judged = {
  readonly commonDir: string;
  readonly gitDir: string;
  readonly names: RunNames;
  readonly ignoredToo: boolean;
};

/** The names of what lies there and git ignores, for people; at most three. */
export const listed = (names: readonly string[]): string =>
  names.slice(0, 3).map(readable).join(', ') + (names.length > 3 ? `, and ${names.length - 3} more` : '');

const holdsFiles = async (folder: string): Promise<boolean> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.some((entry) => !entry.isDirectory());
};

/** Why a worktree must stay, or the ignored files that go with it. */
export const judge = async ({
  commonDir,
  gitDir,
  names,
  ignoredToo,
}: Judged): Promise<
  { readonly doubt: Part } | { readonly doubt: null; readonly ignored: readonly string[]; readonly hasInner: boolean }
> => {
  const git = gitAt({ cwd: names.worktree, gitDir, workTree: names.worktree }, commonDir);
  const links = await gitlinksOf(git);
  if (!links.ok) return { doubt: refused(links.error) };
  // Submodules are looked at one by one: git would run what their configuration says.
  const arguments_ = ['status', '--porcelain=v2', '-z', '--untracked-files=all', '--ignore-submodules=dirty'];
  const status = await git([...arguments_, '--ignored=matching'], { reads: true });
  if (!status.ok) return { doubt: refused(status.error) };
  // What ws linked to the checkout is nothing of the worktree's own.
  const brought = new Set(linksOf(gitDir).map((path) => `! ${path}`));
  const lines = splitNul(status.value.stdout).filter((line) => !brought.has(readable(line)));
  const dirty = lines.find((line) => !line.startsWith('! '));
  if (dirty !== undefined) return { doubt: kept('dirty', readable(dirty.slice(2))) };
  const inner = await doubtAboutInner({ commonDir, gitDir, worktree: names.worktree }, links.value);
  if ('doubt' in inner) return inner;
  const ignored = [...lines.map((line) => line.slice(2)), ...inner.ignored];
  if (ignored.length > 0 && !ignoredToo) return { doubt: kept('ignored-files', listed(ignored)) };
  if (await holdsFiles(join(gitDir, 'refs'))) return { doubt: kept('dirty', 'it has refs of its own') };
  if ((await readdir(gitDir)).some((name) => /^(rebase-merge|rebase-apply|sequencer|.*\.lock)$/.test(name)))
    return { doubt: kept('dirty', 'an operation of git is under way in it') };
  const found = await objectsOf(git, ['HEAD', names.branchRef]);
  if (!found.ok) return { doubt: refused(found.error) };
  const [head, branch] = found.value;
  if (head === null || head !== branch) return { doubt: kept('head-moved', 'HEAD is not where the branch is') };
  const nested = await doubtAboutNested(names.worktree, ignored);
  if (nested !== null) return { doubt: nested };
  return { doubt: null, ignored, hasInner: links.value.length > 0 || inner.hasFolders };
};
