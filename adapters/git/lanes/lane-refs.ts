/** The lanes that a run has had, as its refs tell. */
import type { Failure } from '../../../core/failure.ts';
import { ok, type Result } from '../../../core/result.ts';
import type { StepId } from '../../../core/id.ts';
import type { Git } from '../command/configured.ts';
import { laneName } from '../worktree/names.ts';

/** One generation of a lane: what it is called, and the commits between which its work lies. */
export type LaneRefs = { readonly lane: string; readonly base: string; readonly head: string };

/** All of a run. One git process. */
export const lanesOf = async (git: Git, run: string): Promise<Result<readonly LaneRefs[], Failure>> => {
  const asked = ['for-each-ref', '--format=%(refname) %(objectname)', `refs/ws/${run}/lanes/`];
  const read = await git(asked, { reads: true });
  if (!read.ok) return read;
  const found = new Map<string, { base?: string; head?: string }>();
  for (const [, lane = '', end = '', sha = ''] of read.value.stdout
    .toString('utf8')
    .matchAll(/^refs\/ws\/[^/\n]+\/lanes\/([^/\n]+)\/(base|head) (\S+)$/gm))
    found.set(lane, { ...found.get(lane), [end]: sha });
  return ok(
    [...found].flatMap(([lane, { base, head }]) =>
      base === undefined || head === undefined ? [] : [{ lane, base, head }],
    ),
  );
};

/** That of the newest generation of a path; undefined where it has had no lane. */
export const newestOf = (lanes: readonly LaneRefs[], path: StepId): LaneRefs | undefined => {
  const first = laneName({ path, generation: 1 });
  const generationOf = ({ lane }: LaneRefs): number =>
    lane === first ? 1 : lane.startsWith(`${first}.`) ? Number(lane.slice(first.length + 1)) : 0;
  return lanes
    .filter((each) => generationOf(each) > 0)
    .toSorted((a, b) => generationOf(a) - generationOf(b))
    .at(-1);
};
