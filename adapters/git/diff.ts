/** Shows what a run changed: all of it, or what one of its steps did. */
import type { Failure } from '../../core/failure.ts';
import { ok, type Result } from '../../core/result.ts';
import { trouble } from './command/command.ts';
import { stepId } from '../../core/id.ts';
import { readHistory, type Checkpoint } from './checkpoint/history.ts';
import type { Git } from './command/configured.ts';
import { lanesOf, newestOf, type LaneRefs } from './lanes/lane-refs.ts';
import { objectsOf } from './worktree/heads.ts';
import { gitOn, type Repository } from './repository.ts';

export type DiffRequest = {
  readonly repository: Repository;
  readonly run: string;
  /** As `RunPlace` has them. */
  readonly base: string;
  readonly branch: string;
  /** null: the whole run. */
  readonly step: string | null;
  readonly form: 'patch' | 'stat' | 'names' | 'numbers';
};

const FORMS = {
  patch: ['--patch'],
  stat: ['--stat=100', '--summary'],
  names: ['--name-only', '-z'],
  numbers: ['--numstat', '--no-renames', '-z'],
} as const;

/**
 * Gives the changes as text (names and numbers end in NUL). Those of a lane are all that it did, merged or not. A step's are those between its checkpoints and the ones before; steps that
 * shared a commit share its changes. Before changes that others may have written as well a line names these. Nothing that the repository configures for showing differences is run.
 */
export const diffRun = async (request: DiffRequest): Promise<Result<string, Failure>> => {
  const { repository, run, base, branch, step } = request;
  const git = gitOn(repository);
  const found = await objectsOf(git, [`refs/heads/${branch}`, `refs/ws/${run}/head`, `${base}^{commit}`]);
  if (!found.ok) return found;
  const [tip = null, head = null, start = null] = found.value;
  if (start === null) return trouble(`the commit ${base} that the run ${run} started from is not here`);
  const end = head ?? tip;
  if (end === null) return trouble(`the branch ${branch} is gone, and with it what the run ${run} did`);
  if (step === null) return between(request, start, end);

  const lanes = await lanesOf(git, run);
  if (!lanes.ok) return lanes;
  const own = newestOf(lanes.value, stepId(step));
  if (own !== undefined) return between(request, own.base, own.head);
  const checkpoints = await checkpointsOf(git, run, { base: start, recorded: end, branch: tip }, lanes.value);
  if (!checkpoints.ok) return checkpoints;
  const texts: string[] = [];
  for (const { before, sha, attempts, sharedWith } of checkpoints.value) {
    if (!attempts.some((attempt) => attempt.step === step)) continue;
    const text = await between(request, before, sha);
    if (!text.ok) return text;
    const others = sharedWith.filter((other) => other !== step);
    // What people read may begin with such a line; what programs read may not.
    const isForPeople = request.form === 'patch' || request.form === 'stat';
    const isShared = others.length > 0 && text.value !== '' && isForPeople;
    texts.push(isShared ? `# Ws-Shared-With: ${others.join(', ')}\n${text.value}` : text.value);
  }
  return ok(texts.join(''));
};

/** Those of the run, and of its lanes, which may never have been merged. */
const checkpointsOf = async (
  git: Git,
  run: string,
  own: Parameters<typeof readHistory>[2],
  lanes: readonly LaneRefs[],
): Promise<Result<readonly Checkpoint[], Failure>> => {
  const history = await readHistory(git, { run, lane: null }, own);
  if (!history.ok) return history;
  const checkpoints = [...history.value.checkpoints];
  for (const { lane, base, head } of lanes) {
    const ofLane = await readHistory(git, { run, lane }, { base, recorded: head, branch: null });
    if (!ofLane.ok) return ofLane;
    checkpoints.push(...ofLane.value.checkpoints);
  }
  return ok(checkpoints);
};

const between = async (request: DiffRequest, from: string, to: string): Promise<Result<string, Failure>> => {
  const safe = ['--no-ext-diff', '--no-textconv', '--no-color', '--submodule=short', '--ignore-submodules=dirty'];
  const shown = await gitOn(request.repository)(['diff', ...safe, ...FORMS[request.form], from, to, '--'], {
    reads: true,
  });
  return shown.ok ? ok(shown.value.stdout.toString('utf8')) : shown;
};
