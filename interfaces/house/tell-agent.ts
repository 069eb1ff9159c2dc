/** Says something to the agent that does a step: at once where it works, else at its next attempt. */
import { dirname } from 'node:path';
import { ownFolder } from '../../adapters/machine/own-folder.ts';
import { leaveMessage } from '../../adapters/tools/agent/told.ts';
import { isAgent } from '../../adapters/tools/descriptions.ts';
import { definitionAt } from '../../core/definition-at.ts';
import { stepId, toolId } from '../../core/id.ts';
import type { Step } from '../../core/workstream.ts';
import type { RunRow } from '../../core/run-tables.ts';
import { isStepDone } from '../../core/state/machine.ts';
import { messageOf } from '../../core/thrown.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { definitionOf } from './definition-of.ts';
import type { House } from './house.ts';
import { isDriven } from './is-driven.ts';
import { isFinished } from './pick-run.ts';
import type { Refusal } from './refusal.ts';
import { invalid, refuse } from './refusals.ts';
import { guardOf } from './secret-values.ts';
import { toolsInForce, type HouseTools } from './tools/house-tools.ts';
import { stepMeant } from './unknown-step.ts';

export type TellRequest = {
  readonly run: RunRow;
  readonly step: string;
  readonly text: string;
  /** Who says it. */
  readonly by: string;
};

type TellParts = Pick<
  House,
  'store' | 'files' | 'stateDirectory' | 'clock' | 'locks' | 'secrets' | 'veil' | 'tools' | 'repository'
>;

/** All that may do a step: its tool, and what it falls back to. */
const toolsOf = ({ tool, fallback }: Step): readonly string[] => [tool, ...fallback.map((way) => way.tool)];

/** By its profile, whatever that is called; who requires a tool may have been given any. */
const mayHear = (step: Step, { profiles }: HouseTools): boolean =>
  step.requires !== undefined || toolsOf(step).some((tool) => isAgent(profiles.get(toolId(tool))?.adapter ?? ''));

const isOverAcp = (step: Step, { profiles }: HouseTools): boolean =>
  toolsOf(step).some((tool) => profiles.get(toolId(tool))?.adapter === 'acp');

/** Refused where no agent does the step, where it is over, and where a secret would be said. Gives whether it works at this moment. */
export const tellAgent = async (
  { run, step: typed, text, by }: TellRequest,
  house: TellParts,
): Promise<Result<{ readonly isAtWork: boolean }, Refusal>> => {
  const meant = await stepMeant({ run: run.id, step: typed }, house);
  if (!meant.ok) return meant;
  const step = meant.value;
  if (text.trim() === '') return err(invalid('there is nothing to say', 'ws tell <run> <step> "…"'));
  const workstream = await definitionOf(house.store, run.id);
  const tools = toolsInForce(await house.tools(), house.repository.root);
  const planned = workstream === null ? null : definitionAt(workstream, step);
  if (planned !== null && isOverAcp(planned, tools))
    return err(
      invalid(
        `the agent of step "${step}" is spoken to over ACP, by which it hears nothing before its turn is over`,
        `Say it in its prompt, and begin again: ws cancel ${run.id}; ws retry ${run.id}`,
      ),
    );
  if (workstream === null || planned === null || !mayHear(planned, tools))
    return err(invalid(`no agent does step "${step}" of run ${run.id}`, `See its steps: ws status ${run.id}`));
  const row = (await house.store.steps(run.id)).find((each) => each.step === step);
  if (isFinished(run.status) || (row !== undefined && isStepDone(row.status)))
    return err(invalid(`step "${step}" of run ${run.id} is over`, `Do it again: ws retry ${run.id} --from ${step}`));
  const secret = guardOf(workstream, house).secretIn?.(text) ?? null;
  if (secret !== null) return err(invalid(`what you say holds the value of the secret ${secret}`));
  const { home } = house.files.paths({ run: run.id, step: stepId(step), attempt: 1 });
  try {
    ownFolder(house.stateDirectory, dirname(home));
    leaveMessage(home, { text, by, at: house.clock.now() });
  } catch (error) {
    return refuse('environment', `it cannot be written down: ${messageOf(error)}`, null);
  }
  return ok({ isAtWork: row?.status === 'running' && (await isDriven(run.id, house)) });
};
