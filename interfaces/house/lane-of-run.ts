/** The branch of a lane of a run, by what a person typed. */
import { lanesOf, newestOf } from '../../adapters/git/lanes/lane-refs.ts';
import { gitOn } from '../../adapters/git/repository.ts';
import { stepId, type RunId } from '../../core/id.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { House } from './house.ts';
import type { Refusal } from './refusal.ts';
import { invalid, refuse } from './refusals.ts';
import { stepMeant } from './unknown-step.ts';

type Asked = { readonly run: RunId; readonly branch: string; readonly lane: string };

/** That of the newest generation; refused where the step has had no lane, or its branch is merged and gone. */
export const branchOfLane = async (
  { run, branch, lane }: Asked,
  { store, repository }: Pick<House, 'store' | 'repository'>,
): Promise<Result<string, Refusal>> => {
  const meant = await stepMeant({ run, step: lane }, { store });
  if (!meant.ok) return meant;
  const git = gitOn(repository);
  const lanes = await lanesOf(git, run);
  if (!lanes.ok) return refuse('environment', lanes.error.message, null);
  const found = newestOf(lanes.value, stepId(meant.value));
  if (found === undefined)
    return err(invalid(`${meant.value} of run ${run} has had no lane`, `See its steps: ws status ${run}`));
  const name = `${branch}.lanes/${found.lane}`;
  const there = await git(['rev-parse', '--verify', '--quiet', `refs/heads/${name}`], { reads: true, answers: [1] });
  if (!there.ok) return refuse('environment', there.error.message, null);
  if (there.value.exitCode === 0) return ok(name);
  return refuse(
    'findings',
    `${meant.value} is merged into ${branch}, and its own branch is gone`,
    `Merge the run: ws merge ${run}`,
  );
};
