/** What a run changed, as patches: all of it, each failed step, what no checkpoint holds, what was kept of lost attempts. */
import { diffRun } from '../../../adapters/git/diff.ts';
import { keptPatch, keptRefs, uncommitted } from '../../../adapters/git/salvage/evidence.ts';
import { worktreeOf } from '../../../adapters/git/worktree/place.ts';
import type { Repository } from '../../../adapters/git/repository.ts';
import type { Failure } from '../../../core/failure.ts';
import type { StepId } from '../../../core/id.ts';
import type { Result } from '../../../core/result.ts';
import type { RunRow } from '../../../core/run-tables.ts';
import { entryOf, LONGEST_ENTRY, type Entry } from './entry.ts';

const KEPT_SHOWN = 20;

/** Redacted before it is cut, so that no secret is cut in two; what lies far beyond the end is not looked at. */
const patchEntry = (
  name: string,
  shown: Result<string, Failure>,
  redact: (text: string) => string,
): readonly Entry[] => {
  const text = shown.ok ? shown.value : `[ws: it cannot be shown: ${shown.error.message}]\n`;
  return text === '' ? [] : [entryOf(name, redact(text.slice(0, LONGEST_ENTRY * 3)))];
};

/** Nothing for a run that has not begun. */
export const gitEntries = async (
  repository: Repository,
  { id, base, branch }: RunRow,
  failed: readonly { readonly step: StepId; readonly name: string }[],
  redact: (text: string) => string,
): Promise<readonly Entry[]> => {
  if (base === null || branch === null) return [];
  const entries: Entry[] = [];
  const diff = (step: StepId | null): Promise<Result<string, Failure>> =>
    diffRun({ repository, run: id, base, branch, step, form: 'patch' });
  entries.push(...patchEntry('diffs/run.patch', await diff(null), redact));
  for (const { step, name } of failed)
    entries.push(...patchEntry(`diffs/steps/${name}.patch`, await diff(step), redact));
  const worktree = worktreeOf(repository, id);
  entries.push(...patchEntry('diffs/uncommitted.patch', await uncommitted(repository, { run: id, worktree }), redact));
  const kept = await keptRefs(repository, id);
  if (!kept.ok || kept.value.length === 0) return entries;
  const lines = kept.value.map(({ ref, sha, subject }) => `${sha} ${ref}  ${subject}\n`);
  entries.push(entryOf('diffs/kept/refs.txt', redact(lines.join(''))));
  for (const one of kept.value.slice(0, KEPT_SHOWN)) {
    const name = redact(one.ref.slice(`refs/ws/${id}/`.length)).replaceAll('/', '-');
    entries.push(...patchEntry(`diffs/kept/${name}.patch`, await keptPatch(repository, id, one), redact));
  }
  return entries;
};
