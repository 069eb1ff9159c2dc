/** Looks at what lies in a worktree beyond its last checkpoint, and clears up what nobody goes on with. */
import type { Failure } from '../../../core/failure.ts';
import type { StepId } from '../../../core/id.ts';
import { ok, type Result } from '../../../core/result.ts';
import type { Ended, Tidied } from '../../../core/workspace.ts';
import type { Changed } from '../checkpoint/authors.ts';
import { standsAt, type Desk, type Tip } from '../checkpoint/checkpoint.ts';
import { putInnerBack } from '../checkpoint/inner-heads.ts';
import { indexOf } from '../checkpoint/private-index.ts';
import { mayHoldGitlinks } from '../checkpoint/stage.ts';
import { readable, splitNul } from '../command/command.ts';
import type { Git } from '../command/configured.ts';
import { readHeads } from '../worktree/heads.ts';
import { restoreTip } from './salvage.ts';

/** How many fields stand before the path in a line of `git status --porcelain=v2`, by how the line begins. */
const FIELDS: Readonly<Record<string, number>> = { '1': 8, u: 10, '?': 1 };

/** All that differs from HEAD but ignored files. One git process. */
const changedPaths = async (git: Git): Promise<Result<readonly Changed[], Failure>> => {
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
export const noteLeft = async ({ git, authors }: Desk, step: StepId): Promise<Result<void, Failure>> => {
  const changed = await changedPaths(git);
  if (!changed.ok) return changed;
  authors.leave(step, changed.value);
  return ok(undefined);
};

/** The paths that only `step` can have changed since it began. One git process. */
export const changedBy = async (desk: Desk, step: StepId): Promise<Result<readonly string[], Failure>> => {
  const changed = await changedPaths(desk.git);
  if (!changed.ok) return changed;
  const { own } = desk.authors.claims([step], changed.value);
  return ok(own.filter(({ by }) => by.length === 1).map(({ path }) => readable(path)));
};

/**
 * Puts the worktree back to `tip`, once what that would lose is kept under a ref for each step that may have left it. One git
 * process where there is nothing to clear up, two where somebody has failed.
 */
export const tidyUp = async (desk: Desk, tip: Tip, { left, readers }: Ended): Promise<Result<Tidied, Failure>> => {
  const changed = await changedPaths(desk.git);
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
  const nothing = { salvaged: null, unexplained: [], taken };
  if (isWhole) {
    const inner = left[0] === undefined ? ok(undefined) : await putInnerBack(desk, left[0]);
    return inner.ok ? ok(nothing) : inner;
  }
  const authors = new Set(own.flatMap(({ by }) => by));
  const guilty = [...left, ...readers].filter(({ step }) => authors.has(step));
  const [first, ...others] = guilty.length > 0 ? guilty : [...left, ...readers].slice(0, 1);
  if (first === undefined) return ok(nothing);
  const restored = await restoreTip(desk, tip, first, others);
  return restored.ok
    ? ok({ ...nothing, salvaged: restored.value.salvaged, unexplained: foreign.map(readable) })
    : restored;
};
