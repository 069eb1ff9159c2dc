/** Looks at what lies in a worktree beyond its last checkpoint, and clears up what nobody goes on with. */
import type { Failure } from '../../../core/failure.ts';
import type { StepId } from '../../../core/id.ts';
import { ok, type Result } from '../../../core/result.ts';
import type { Ended, Tidied } from '../../../core/workspace.ts';
import type { Changed } from '../checkpoint/authors.ts';
import { standsAt, type Desk, type Tip } from '../checkpoint/checkpoint.ts';
import { putInnerBack } from '../checkpoint/inner-heads.ts';
import { indexOf, uncoverIndex } from '../checkpoint/private-index.ts';
import { mayHoldGitlinks } from '../checkpoint/stage.ts';
import { readable, splitNul } from '../command/command.ts';
import { readHeads, type Heads } from '../worktree/heads.ts';
import { restoreTip } from './salvage.ts';

/** How many fields stand before the path in a line of `git status --porcelain=v2`, by how the line begins. */
const FIELDS: Readonly<Record<string, number>> = { '1': 8, u: 10, '?': 1 };

/** All that differs from HEAD but ignored files, whatever bits a step set in the index to hide it. One git process. */
const changedPaths = async ({
  git,
  gitDir,
}: Pick<Desk, 'git' | 'gitDir'>): Promise<Result<readonly Changed[], Failure>> => {
  await uncoverIndex(git, gitDir);
  const ask = ['status', '--porcelain=v2', '-z', '--untracked-files=all', '--no-renames', '--ignore-submodules=dirty'];
  const asked = await git(ask, { reads: true });
  if (!asked.ok) return asked;
  return ok(
    splitNul(asked.value.stdout).flatMap((line) => {
      const fields = line.split(' ');
      const [kind = '', , , before] = fields;
      const path = fields
        .slice(FIELDS[kind] ?? fields.length)
        .join(' ')
        .replace(/\/$/, '');
      return path === '' ? [] : [{ path, isNew: kind === '?' || before === '000000' }];
    }),
  );
};

/** Notes what a step has left that ended without a checkpoint, where others are at work beside it. One git process. */
export const noteLeft = async (desk: Desk, step: StepId): Promise<Result<void, Failure>> => {
  const changed = await changedPaths(desk);
  if (!changed.ok) return changed;
  desk.authors.leave(step, changed.value);
  return ok(undefined);
};

/** What somebody committed, took off the branch or went to, by its paths; `HEAD` where it holds the same files. None where all stands at `tip`. */
const movedFrom = async ({ git, names }: Desk, tip: Tip, heads: Heads): Promise<Result<readonly string[], Failure>> => {
  if (standsAt(heads, names, tip.sha)) return ok([]);
  const ends = [...new Set([heads.head, heads.branch].filter((sha) => sha !== null && sha !== tip.sha))];
  const paths = new Set<string>();
  for (const end of ends) {
    const compared = await git(['diff-tree', '-r', '-z', '--name-only', '--no-renames', tip.sha, end ?? tip.sha], {
      reads: true,
    });
    if (!compared.ok) return compared;
    for (const path of splitNul(compared.value.stdout)) paths.add(path);
  }
  return ok(paths.size === 0 ? ['HEAD'] : [...paths]);
};

/** The paths that only `step` can have changed or committed since it began. One git process where it committed nothing. */
export const changedBy = async (
  desk: Desk,
  tip: Tip,
  step: StepId,
  how: 'surely' | 'perhaps',
): Promise<Result<readonly string[], Failure>> => {
  const changed = await changedPaths(desk);
  if (!changed.ok) return changed;
  const { own } = desk.authors.claims([step], changed.value);
  const paths = own.filter(({ by }) => how === 'perhaps' || by.length === 1).map(({ path }) => path);
  if (!desk.authors.isAlone([step])) return ok(paths.map(readable));
  const heads = await readHeads(desk.git, desk.commonDir, desk.names.branchRef);
  if (!heads.ok) return heads;
  const moved = await movedFrom(desk, tip, heads.value);
  return moved.ok ? ok([...new Set([...paths, ...moved.value])].map(readable)) : moved;
};

/**
 * Puts the worktree back to `tip`, once what that would lose is kept under a ref for each step that may have left it. One git
 * process where there is nothing to clear up, two where somebody has failed. `hasWithdrawn`: commits of who only reads were taken off the branch before.
 */
export const tidyUp = async (
  desk: Desk,
  tip: Tip,
  { left, readers }: Ended,
  hasWithdrawn = false,
): Promise<Result<Tidied, Failure>> => {
  const changed = await changedPaths(desk);
  // An index that cannot be read says nothing; what puts the worktree back makes it again.
  const { own, foreign } = desk.authors.claims(desk.authors.all(), changed.ok ? changed.value : []);
  const heads = await readHeads(desk.git, desk.commonDir, desk.names.branchRef);
  if (!heads.ok) return heads;
  const isClean = changed.ok && changed.value.length === 0 && standsAt(heads.value, desk.names, tip.sha);
  const isWhole = isClean && !(await mayHoldGitlinks(indexOf(desk.gitDir)));
  const taken = left.flatMap(({ step }) => {
    const by = desk.authors.takenFrom(step);
    return by.length === 0 ? [] : [{ step, by }];
  });
  // Commits that were taken off the branch have moved HEAD, whatever else is left of them.
  const nothing = { salvaged: null, unexplained: hasWithdrawn && left.length === 0 ? ['HEAD'] : [], taken };
  if (isWhole) {
    const inner = left[0] === undefined ? ok(undefined) : await putInnerBack(desk, left[0]);
    return inner.ok ? ok(nothing) : inner;
  }
  const authors = new Set(own.flatMap(({ by }) => by));
  const guilty = [...left, ...readers].filter(({ step }) => authors.has(step));
  const [first, ...others] = guilty.length > 0 ? guilty : [...left, ...readers].slice(0, 1);
  if (first === undefined) return ok(nothing);
  // Whoever may write and has failed may have committed it; who has succeeded has a checkpoint that holds it.
  const moved = left.length > 0 ? ok([]) : await movedFrom(desk, tip, heads.value);
  if (!moved.ok) return moved;
  const restored = await restoreTip(desk, tip, first, others);
  const found = [...new Set([...foreign, ...moved.value])].map(readable);
  const unexplained = found.length === 0 ? nothing.unexplained : found;
  return restored.ok ? ok({ ...nothing, salvaged: restored.value.salvaged, unexplained }) : restored;
};
