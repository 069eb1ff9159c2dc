/** Starts a run: it is admitted and written down, and nothing of it is done yet. */
import { hasCommit } from '../../adapters/git/repository.ts';
import { createRun } from '../../core/engine/create-run.ts';
import type { RunId } from '../../core/id.ts';
import { err, type Result } from '../../core/result.ts';
import { admitNew, type Changing } from './change/carried-change.ts';
import { noteCheckout } from './checkout-of-run.ts';
import type { StartRequest } from './driving.ts';
import type { House } from './house.ts';
import type { Refusal } from './refusal.ts';
import { refusalOfAppend, refuse } from './refusals.ts';
import { recordedSource } from './run-site.ts';
import { refusalOfLost } from './lost-runs.ts';
import { refusalOfScratch } from './scratch.ts';
import { refusalOfSecrets } from './secret-values.ts';

type StartParts = Changing & Pick<House, 'configuration' | 'secrets' | 'chance' | 'state' | 'tools'>;

/** Refused where its change is missing or not approved, the configuration is not valid, no temporary file can be made, a secret is not set, cannot be masked or stands in an input, or there is nothing to start from. */
export const startRun = async (request: StartRequest, house: StartParts): Promise<Result<RunId, Refusal>> => {
  const { plan, inputs, source, directory } = request;
  const { workstream } = plan;
  const admitted = await admitNew(workstream, { file: source, directory }, house);
  if (!admitted.ok) return admitted;
  const configured = await house.configuration();
  if (!configured.ok) return configured;
  const tools = await house.tools();
  if (!tools.ok) return tools;
  const refusal =
    (await refusalOfLost(house)) ?? (await refusalOfScratch()) ?? refusalOfSecrets(workstream, inputs, house.secrets);
  if (refusal !== null) return err(refusal);
  const base = request.base ?? workstream.base;
  if (base !== 'HEAD' && !(await hasCommit(house.repository, base)))
    return refuse('invalid', `there is no commit "${base}" to start from`, 'See: git branch --all, git tag');
  const concurrency = request.concurrency ?? workstream.concurrency;
  const created = await createRun(
    { plan, options: { inputs, concurrency, source: recordedSource(house.repository, source), base, inherits: null } },
    house,
  );
  if (!created.ok) return refusalOfAppend(created.error);
  noteCheckout(house, created.value);
  await admitted.value({ id: created.value, source });
  return created;
};
