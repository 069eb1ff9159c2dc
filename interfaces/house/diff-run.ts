/** Shows what a run, or one of its steps, changed. */
import { diffRun as diff, type DiffRequest } from '../../adapters/git/diff.ts';
import type { RunId } from '../../core/id.ts';
import { ok, type Result } from '../../core/result.ts';
import type { House } from './house.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refusals.ts';
import { stepMeant } from './unknown-step.ts';

/** `step`: null for the whole run. */
export type DiffOf = { readonly run: RunId; readonly step: string | null };

type DiffParts = Pick<House, 'store' | 'repository'>;

/** The run that another tries again; null where it tries none, or its log is archived. */
const triedAgain = async (run: RunId, { store }: Pick<DiffParts, 'store'>): Promise<RunId | null> => {
  for await (const event of store.events(run, 0))
    return event.type === 'run.created' ? (event.options.inherits?.run ?? null) : null;
  return null;
};

/** Where the branch of a run began: a retry stands on what the runs before it did, and a merge brings all of that. */
const beginningOf = async (run: RunId, base: string, parts: Pick<DiffParts, 'store'>): Promise<string> => {
  const before = await triedAgain(run, parts);
  if (before === null) return base;
  const start = (await parts.store.run(before))?.base ?? null;
  return start === null ? base : beginningOf(before, start, parts);
};

/** A unified diff, the names and sizes of the changes, or these for programs (git's `--numstat -z`). */
export const diffRun = async (
  { run, step: typed, form }: DiffOf & Pick<DiffRequest, 'form'>,
  { store, repository }: DiffParts,
): Promise<Result<string, Refusal>> => {
  const meant = typed === null ? ok(null) : await stepMeant({ run, step: typed }, { store });
  if (!meant.ok) return meant;
  const step = meant.value;
  const { base = null, branch = null } = (await store.run(run)) ?? {};
  if (base === null || branch === null) return refuse('findings', `run ${run} has no branch yet`, null);
  const from = step === null ? await beginningOf(run, base, { store }) : base;
  const shown = await diff({ repository, run, base: from, branch, step, form });
  return shown.ok ? shown : refuse('environment', shown.error.message, null);
};

/** Lines that came and went; null in what is no text. */
type ChangedFile = { readonly path: string; readonly added: number | null; readonly removed: number | null };

const countOf = (text: string): number | null => (/^\d+$/.test(text) ? Number(text) : null);

const sum = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? null : one + other;

/** A step with several checkpoints may have changed a file in each. */
const filesIn = (numbers: string): readonly ChangedFile[] => {
  const files = new Map<string, ChangedFile>();
  for (const entry of numbers.split('\0')) {
    const [, added = '', removed = '', path = ''] = /^(\d+|-)\t(\d+|-)\t([^]+)$/.exec(entry) ?? [];
    if (path === '') continue;
    const now = { path, added: countOf(added), removed: countOf(removed) };
    const before = files.get(path);
    files.set(
      path,
      before === undefined
        ? now
        : { path, added: sum(before.added, now.added), removed: sum(before.removed, now.removed) },
    );
  }
  return [...files.values()];
};

/** The files that were changed. */
export const changedIn = async (of: DiffOf, parts: DiffParts): Promise<Result<readonly ChangedFile[], Refusal>> => {
  const numbers = await diffRun({ ...of, form: 'numbers' }, parts);
  return numbers.ok ? ok(filesIn(numbers.value)) : numbers;
};

/** What `ws diff --json` prints; `withPatch`: the unified diff, too, which is null else. */
export const diffDocument = async (
  { run, step, withPatch }: DiffOf & { readonly withPatch: boolean },
  parts: DiffParts,
): Promise<Result<object, Refusal>> => {
  const files = await changedIn({ run, step }, parts);
  if (!files.ok) return files;
  const patch = withPatch ? await diffRun({ run, step, form: 'patch' }, parts) : ok(null);
  return patch.ok ? ok({ run, step, files: files.value, patch: patch.value }) : patch;
};
