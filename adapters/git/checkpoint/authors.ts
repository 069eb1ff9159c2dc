/**
 * Tells who may have written what lies in a worktree: by the time of change that the kernel keeps of each file, which no program can
 * set, held against the moments in which steps began. Costs no git process.
 *
 * W1: a step begins later than the last change of everybody who had ended before.
 * W2: where the times cannot be compared (two file systems, a clock that was set back), anybody may have written anything.
 * W3: a step is forgotten once a checkpoint holds its work, or the worktree has been put back.
 * W4: what a checkpoint of another step may hold of a step is known until that has a checkpoint of its own, or its end is looked at.
 */
import { type BigIntStats, closeSync, lstatSync, lutimesSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { StepId } from '../../../core/id.ts';
import { openToAppend } from '../../../core/state/sqlite/own-file.ts';

/** When a step began: `at` by the kernel's clock for files, null where that says nothing; and the folders that stood in the root. */
type Mark = {
  readonly at: bigint | null;
  readonly wallMs: number;
  readonly steadyMs: number;
  readonly folders: ReadonlyMap<string, bigint>;
};

/** A step: since when it is at work, and, once it has ended, the paths that it may have left changed; null while that is not known. */
type Author = { readonly mark: Mark; readonly left: ReadonlySet<string> | null };

/** So much may a clock lose that is only being slowed down. */
const SLOWED = 0.001;
const SLACK_MS = 10;
/** A clock for files that does not move for so long is too coarse. */
const PATIENCE_MS = 50;

const lstat = (path: Buffer): BigIntStats | null => {
  try {
    return lstatSync(path, { bigint: true });
  } catch {
    return null;
  }
};

/** A clock that was set back makes what is new look old. */
const isSetBack = ({ wallMs, steadyMs }: Mark): boolean => {
  const elapsed = performance.now() - steadyMs;
  return Date.now() - wallMs < elapsed * (1 - SLOWED) - SLACK_MS;
};

const laterOf = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** When a path last changed at the latest. `top`: the folder of the root that it is in, and when that was last moved at the latest. */
type Change = {
  readonly at: bigint;
  readonly top: { readonly name: string; readonly ino: bigint; readonly at: bigint } | null;
};

/**
 * Gives the changes of paths (their bytes, each a character). What lies in a folder that was moved keeps its own time: such a folder
 * changed, and so did the one that it is in now. What went away changed the folder that it was in; `gone` tells of what had gone
 * at some time before.
 */
const changesIn = (worktree: string, gone: ReadonlyMap<string, bigint>): ((path: string) => Change) => {
  const seen = new Map<string, BigIntStats | null>();
  const look = (path: string): BigIntStats | null => {
    const known = seen.get(path);
    if (known !== undefined) return known;
    const found = lstat(Buffer.concat([Buffer.from(`${worktree}/`), Buffer.from(path, 'latin1')]));
    seen.set(path, found);
    return found;
  };
  return (path) => {
    let latest = 0n;
    let top: Change['top'] = null;
    let above = look('.')?.ctimeNs ?? 0n;
    for (let end = path.indexOf('/'); ; end = path.indexOf('/', end + 1)) {
      const name = end === -1 ? path : path.slice(0, end);
      const found = look(name);
      const wentAt = found === null ? gone.get(path) : undefined;
      if (wentAt !== undefined) return { at: wentAt, top: null };
      if (found === null) return { at: laterOf(latest, above), top };
      if (end === -1 || !found.isDirectory()) return { at: laterOf(latest, found.ctimeNs), top };
      const movedAt = found.ctimeNs < above ? found.ctimeNs : above;
      if (top === null) top = { name, ino: found.ino, at: movedAt };
      else latest = laterOf(latest, movedAt);
      above = found.ctimeNs;
    }
  };
};

const isMissing = (worktree: string, path: string): boolean =>
  lstat(Buffer.concat([Buffer.from(`${worktree}/`), Buffer.from(path, 'latin1')])) === null;

/** More folders than this in the root of a worktree are not told apart. */
const MOST_FOLDERS = 1_000;

/** The folders in the root of a worktree, and which they are. */
const foldersIn = (worktree: string): ReadonlyMap<string, bigint> => {
  try {
    const found = readdirSync(worktree, { withFileTypes: true, encoding: 'latin1' }).filter((entry) =>
      entry.isDirectory(),
    );
    return new Map(
      found
        .slice(0, MOST_FOLDERS)
        .map(({ name }) => [
          name,
          lstat(Buffer.concat([Buffer.from(`${worktree}/`), Buffer.from(name, 'latin1')]))?.ino ?? 0n,
        ]),
    );
  } catch {
    return new Map();
  }
};

/** A path that one of the steps asked for may have written, and everybody who may have. */
type Claim = { readonly path: string; readonly by: readonly StepId[] };

/** What of the changed paths is whose. `foreign`: those that none of the steps asked for can have written. */
export type Claims = { readonly own: readonly Claim[]; readonly foreign: readonly string[] };

/** A path that differs from the last checkpoint; `isNew`: it was not in that. */
export type Changed = { readonly path: string; readonly isNew: boolean };

/** Who is at work in one worktree, or has been and left what no checkpoint holds. */
export type Authors = {
  /** From now on what changes may be the work of `step`, or whatever has changed so far as well. One that is at it already stays so. */
  begin(step: StepId, from: 'now' | 'ever'): Promise<void>;
  /** What was changed up to now is not the work of whoever begins from now on. */
  pause(): void;
  /** A step is not at work any more, for now, and these paths differ from the last checkpoint. */
  leave(step: StepId, changed: readonly Changed[]): void;
  /** W3 */
  forget(steps: readonly StepId[] | 'all'): void;
  /** All that are at work, or have been and left something. */
  all(): readonly StepId[];
  /** Whether nobody but these steps can have changed anything since the last checkpoint. */
  isAlone(steps: readonly StepId[]): boolean;
  /** Nothing lies in the worktree any more that is nobody's work. */
  settle(): void;
  /** A checkpoint of `steps` holds what may be the work of `others` as well (W4). */
  took(steps: readonly StepId[], others: readonly StepId[]): void;
  /** The steps in whose checkpoints there may be work of `step`, which has none of its own. */
  takenFrom(step: StepId): readonly StepId[];
  /** Sorts paths that differ from the last checkpoint. A step that was never said to begin may have written any. */
  claims(steps: readonly StepId[], changed: readonly Changed[]): Claims;
};

/** In a file of the git folder the kernel's clock is read. */
export const makeAuthors = (gitDir: () => string, worktree: string): Authors => {
  const authors = new Map<StepId, Author>();
  let paused: bigint | null = null;
  let isLoose = false;
  /** W4 */
  const takers = new Map<StepId, Set<StepId>>();
  /** What was found deleted, and when. */
  const gone = new Map<string, bigint>();

  const now = (): bigint | null => {
    const path = join(gitDir(), 'ws-mark');
    try {
      closeSync(openToAppend(path));
      lutimesSync(path, 0, 0);
      const mark = lstatSync(path, { bigint: true });
      return mark.dev === lstatSync(worktree, { bigint: true }).dev ? mark.ctimeNs : null; // W2
    } catch {
      return null;
    }
  };

  /** W1 */
  const fresh = async (): Promise<bigint | null> => {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const at = now();
      if (at === null || paused === null || at > paused) return at;
      if (performance.now() > deadline) return null;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  };

  /** From when on changes may be those of a step; null where that cannot be told. */
  const since = (step: StepId): bigint | null => {
    const mark = authors.get(step)?.mark;
    return mark === undefined || mark.at === null || isSetBack(mark) ? null : mark.at; // W2
  };

  /** Whether a step may have brought about a change. */
  const coverOf = (step: StepId): ((path: string, change: Change) => boolean) => {
    const { left = null, mark } = authors.get(step) ?? {};
    if (left !== null) return (path) => left.has(path);
    const from = since(step);
    return (_, { at, top }) => {
      if (from === null || from <= at) return true;
      return top !== null && from <= top.at && mark?.folders.get(top.name) !== top.ino;
    };
  };

  return {
    begin: async (step, from) => {
      const known = authors.get(step);
      const at = known !== undefined || from === 'ever' ? null : await fresh();
      // Where nothing lies that is another's, nothing can be taken for one's own.
      const folders = isLoose || authors.size > 0 ? foldersIn(worktree) : new Map<string, bigint>();
      const mark = known?.mark ?? { at, wallMs: Date.now(), steadyMs: performance.now(), folders };
      authors.set(step, { mark, left: null });
    },
    pause: () => {
      isLoose = true;
      paused = now();
    },
    leave: (step, changed) => {
      const author = authors.get(step);
      if (author === undefined) return;
      const changeOf = changesIn(worktree, gone);
      const isIts = coverOf(step);
      const left = changed.filter(({ path }) => isIts(path, changeOf(path))).map(({ path }) => path);
      authors.set(step, { ...author, left: new Set(left) });
      if (paused !== null) for (const { path } of changed) if (isMissing(worktree, path)) gone.set(path, paused);
    },
    forget: (steps) => {
      for (const step of steps === 'all' ? authors.keys() : steps) {
        authors.delete(step);
        takers.delete(step);
      }
    },
    all: () => [...authors.keys()],
    isAlone: (steps) => !isLoose && [...authors.keys()].every((step) => steps.includes(step)),
    settle: () => {
      isLoose = false;
      gone.clear();
    },
    took: (steps, others) => {
      for (const other of others.filter((each) => !steps.includes(each)))
        takers.set(other, new Set([...(takers.get(other) ?? []), ...steps]));
    },
    takenFrom: (step) => [...(takers.get(step) ?? [])],
    claims: (steps, changed) => {
      const changeOf = changesIn(worktree, gone);
      const known = [...new Set([...steps, ...authors.keys()])].map((step) => ({ step, isIts: coverOf(step) }));
      const asked = new Set(steps);
      const sorted = changed.map(({ path, isNew }) => {
        const change = changeOf(path);
        const by = known.filter(({ isIts }) => isIts(path, change)).map(({ step }) => step);
        return { path, isNew, by, isOwn: by.some((step) => asked.has(step)) };
      });
      const isOwn = boundTo(sorted.filter((each) => each.isOwn).map(({ path }) => path));
      return {
        own: sorted.filter(isOwn).map(({ path, by }) => ({ path, by })),
        foreign: sorted.filter((each) => !isOwn(each)).map(({ path }) => path),
      };
    },
  };
};

/** Tells what a checkpoint must take that takes these paths: themselves, and what cannot be told from their work. */
const boundTo = (paths: readonly string[]): ((changed: Changed) => boolean) => {
  const own = new Set(paths);
  const folders = new Set(paths.flatMap(foldersOf));
  // What a step no longer lets git ignore is its work, however old it is.
  const isShown = paths.some((path) => /(^|\/)\.gitignore$/.test(path));
  // A file, and what lies below a folder of its name, cannot be in one tree.
  return ({ path, isNew }) =>
    own.has(path) || folders.has(path) || (isNew && isShown) || foldersOf(path).some((folder) => own.has(folder));
};

const foldersOf = (path: string): readonly string[] => {
  const folders: string[] = [];
  for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1)) folders.push(path.slice(0, end));
  return folders;
};
