/** Starts a run: it is admitted and written down, and nothing of it is done yet. */
import { keepBase } from '../../adapters/git/commit-at.ts';
import { hasCommit } from '../../adapters/git/repository.ts';
import { createRun } from '../../core/engine/create-run.ts';
import type { RunId } from '../../core/id.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { admitTape } from './cassette/admit-tape.ts';
import { admitNew, type Changing } from './change/carried-change.ts';
import { continuedRun, namedToContinue } from './continued-run.ts';
import { refusalOfFit } from './fit.ts';
import { noteCheckout } from './checkout-of-run.ts';
import type { StartRequest } from './driving.ts';
import type { House } from './house.ts';
import type { Refusal } from './refusal.ts';
import { refusalOfAppend, refuse } from './refusals.ts';
import { recordedSource } from './run-site.ts';
import { refusalOfBudgets } from './refusal-of-budgets.ts';
import { refusalOfLost } from './lost-runs.ts';
import { refusalOfWorktrees } from './room-for-worktrees.ts';
import { refusalOfScratch } from './scratch.ts';
import { refusalOfSecrets } from './secret-values.ts';
import { takeChanges } from './take-changes.ts';

type StartParts = Changing &
  Pick<House, 'veil' | 'configuration' | 'secrets' | 'chance' | 'state' | 'failpoint' | 'tools'>;

const basedOn = (changes: string | null): { readonly base: string; readonly changes: string } | null =>
  changes === null ? null : { base: changes, changes };

/** Where this fails the log names the commit all the same, and the driver of the run makes the ref. */
const keepChanges = async (workstream: string, run: RunId, sha: string, house: StartParts): Promise<void> => {
  house.failpoint('start.created');
  await keepBase(house.repository, { workstream, run, sha });
  house.failpoint('start.kept');
};

/** Refused where its change is missing or not approved, the configuration is not valid, no temporary file can be made, git has no room for its branch or the system for its files, a secret is not set, cannot be masked or stands in an input, or there is nothing to start from. */
export const startRun = async (request: StartRequest, house: StartParts): Promise<Result<RunId, Refusal>> => {
  const { plan, inputs, source, directory, id, only, labels } = request;
  const { workstream } = plan;
  const named = namedToContinue(request.continues ?? null, workstream, inputs);
  if (!named.ok) return named;
  const continued = named.value === null || request.base !== null ? ok(null) : await continuedRun(named.value, house);
  if (!continued.ok) return continued;
  const base = continued.value?.base ?? request.base ?? workstream.base;
  // Beside all that is asked before it is waited for.
  const fit = refusalOfFit(house.repository, { workstream: workstream.id, base, run: id });
  const admitted = await admitNew(workstream, { file: source, directory }, house);
  if (!admitted.ok) return admitted;
  const configured = await house.configuration();
  if (!configured.ok) return configured;
  const tools = await house.tools();
  if (!tools.ok) return tools;
  const isReplay = request.tape?.kind === 'replay';
  const refusal =
    (isReplay ? null : refusalOfBudgets(workstream, configured.value.configuration.dayBudget, tools.value)) ??
    (await refusalOfLost(house)) ??
    (await refusalOfScratch()) ??
    (await refusalOfWorktrees(house)) ??
    refusalOfSecrets({ workstream, inputs, isReplay }, house.secrets) ??
    (await fit);
  if (refusal !== null) return err(refusal);
  if (base !== 'HEAD' && !(await hasCommit(house.repository, base)))
    return refuse('invalid', `there is no commit "${base}" to start from`, 'See: git branch --all, git tag');
  if (request.withChanges && base !== 'HEAD')
    return refuse(
      'invalid',
      `a run that starts from "${base}" cannot be given what is not committed on top of HEAD`,
      'Leave one of the two out.',
    );
  const changes = request.withChanges ? await takeChanges(workstream, directory, house) : ok(null);
  if (!changes.ok) return changes;
  const tape = request.tape === null ? ok(null) : admitTape(request.tape, house);
  if (!tape.ok) return tape;
  const concurrency = request.concurrency ?? workstream.concurrency;
  const options = {
    ...{ inputs, concurrency, source: recordedSource(house.repository, source), base, inherits: null },
    ...(only.length === 0 ? {} : { only }),
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
    ...basedOn(changes.value),
    ...(continued.value === null ? {} : { previous: continued.value.previous }),
    ...(tape.value === null ? {} : { tape: tape.value }),
  };
  const created = await createRun({ plan, options, id }, house);
  if (!created.ok) return refusalOfAppend(created.error);
  if (changes.value !== null) await keepChanges(workstream.id, created.value, changes.value, house);
  noteCheckout(house, created.value);
  await admitted.value({ id: created.value, source });
  return created;
};
