/** What `ws gc` removed and kept, in words. */
import type { Part } from '../../../adapters/git/gc/part.ts';
import { counted } from '../../../core/counted.ts';
import { unreachable } from '../../../core/result.ts';
import { writeDuration } from '../../../schema/duration.ts';
import type { ArchiveEnd } from '../../house/archive-runs.ts';
import type { Collected, CollectPolicy } from '../../house/upkeep.ts';
import { plainLine } from '../fit.ts';

type Words = Pick<CollectPolicy, 'dryRun' | 'olderThanMs'> & {
  /** What lets ignored files go. */
  readonly letGo?: string;
};

type Kept = Extract<Part, { outcome: 'kept' }>;

const with_ = (said: string, detail: string): string => (detail === '' ? said : `${said} (${detail})`);

const whyKept = (
  { reason, detail }: Pick<Kept, 'reason' | 'detail'>,
  { olderThanMs, letGo }: { readonly olderThanMs: number; readonly letGo: string },
): string => {
  switch (reason) {
    case 'unfinished':
      return 'the run is not finished';
    case 'recent':
      return detail !== '' ? detail : `the run ended less than ${writeDuration(olderThanMs)} ago`;
    case 'driven':
      return 'a process is driving the run';
    case 'not-ours':
      return detail === '' ? 'it is not known to be made by ws' : detail;
    case 'dirty':
      return with_('it holds changes that no commit holds', detail);
    case 'ignored-files':
      return `${with_('it holds ignored files', detail)}; to let them go: ${letGo}`;
    case 'inner-repository':
      return with_('a repository inside holds something', detail);
    case 'git-refused':
      return with_('git refused', detail);
    case 'unmerged':
    case 'discarded':
    case 'head-moved':
      return detail;
    case 'nothing-there':
      return 'there is none';
    default:
      return unreachable(reason);
  }
};

const isThere = (part: Part): boolean => part.outcome === 'removed' || part.reason !== 'nothing-there';

const isSame = (one: Kept, other: Kept): boolean => one.reason === other.reason && one.detail === other.detail;

/** One line of what became of a run; null where there was nothing of it. */
export const collectedLine = (
  { run, worktree, branch, isRegistration }: Collected,
  { dryRun, olderThanMs, letGo = 'ws gc --ignored' }: Words,
): string | null => {
  const parts = [
    { noun: isRegistration === true ? 'registration' : 'worktree', part: worktree },
    { noun: 'branch', part: branch },
  ].filter(({ part }) => isThere(part));
  if (parts.length === 0) return null;
  const gone = parts.flatMap(({ noun, part }) => (part.outcome === 'removed' ? [with_(noun, part.detail)] : []));
  const left: { nouns: string; part: Kept }[] = [];
  for (const { noun, part } of parts) {
    if (part.outcome !== 'kept') continue;
    const same = left.find((one) => isSame(one.part, part));
    if (same === undefined) left.push({ nouns: noun, part });
    else same.nouns += ` and ${noun}`;
  }
  const [remove, keep] = dryRun ? ['would remove', 'would keep'] : ['removed', 'kept'];
  const said = [
    ...(gone.length === 0 ? [] : [`${remove} ${gone.join(' and ')}`]),
    ...left.map(({ nouns, part }) => `${keep} ${nouns}: ${whyKept(part, { olderThanMs, letGo })}`),
  ];
  return plainLine(`${run}  ${said.join('; ')}`);
};

/** How much was removed, and of how many runs something was kept. */
export const collectedSummary = (collected: readonly Collected[], dryRun: boolean): string => {
  const count = (of: (one: Collected) => Part): number =>
    collected.filter((one) => of(one).outcome === 'removed').length;
  const isOfCopy = ({ isRegistration, worktree }: Collected): boolean =>
    isRegistration === true && worktree.outcome === 'removed';
  const registrations = collected.filter(isOfCopy).length;
  const worktrees = count(({ worktree }) => worktree) - registrations;
  const branches = count(({ branch }) => branch);
  const would = dryRun ? ' would be' : '';
  const gone = [
    ...(worktrees === 0 ? [] : [counted(worktrees, 'worktree')]),
    ...(registrations === 0 ? [] : [counted(registrations, 'registration')]),
    ...(branches === 0
      ? []
      : [worktrees > 0 && branches === 1 ? '1 branch' : `${branches} ${branches === 1 ? 'branch' : 'branches'}`]),
  ];
  const kept = collected.filter(({ worktree, branch }) =>
    [worktree, branch].some((part) => part.outcome === 'kept' && isThere(part)),
  ).length;
  const removed = gone.length === 0 ? `nothing${would} removed` : `${gone.join(' and ')}${would} removed`;
  return kept === 0 ? removed : `${removed}; something of ${counted(kept, 'run')}${would} kept`;
};

/** One line of what went into an archive, or stayed. */
export const archivedLine = ({ run, what, path, reason }: ArchiveEnd, dryRun: boolean): string => {
  if (path === null) return plainLine(`${run}  ${dryRun ? 'would keep' : 'kept'} ${what}: ${reason}`);
  return plainLine(`${run}  ${dryRun ? 'would archive' : 'archived'} ${what}${path === '' ? '' : ` in ${path}`}`);
};
