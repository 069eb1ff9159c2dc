/** The workstream of a task that was given in words. */
import { loadPrices, shippedPrices } from '../../config/prices/load.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { refusalOfTask, taskWorkstream, type Task } from '../house/do-task.ts';
import type { House } from '../house/house.ts';
import { pickAgent } from '../house/pick-agent.ts';
import { problemOfRefusal, type Problem } from './problem.ts';

/** As run-request.schema.json has it. */
export type TaskBody = {
  readonly text: string;
  readonly tool?: string;
  readonly model?: string;
  readonly accept?: readonly string[];
  readonly files?: readonly string[];
  readonly costMicroUsd?: number;
  readonly tokens?: number;
  readonly isRead?: boolean;
};

const taskOf = ({ text, model, accept, files, costMicroUsd, tokens, isRead }: TaskBody): Task => ({
  ...{ text: text.trim(), model: model ?? null, accept: accept ?? [], files: files ?? [], isRead: isRead ?? false },
  budget: { costUsd: costMicroUsd === undefined ? null : costMicroUsd / 1e6, tokens: tokens ?? null },
});

/** As a person would write it. */
export const taskText = async (
  body: TaskBody,
  house: Pick<House, 'tools' | 'env'>,
): Promise<Result<string, Problem>> => {
  const tools = await house.tools();
  if (!tools.ok) return err(problemOfRefusal(tools.error));
  const agent = await pickAgent(body.tool ?? null, { tools: tools.value, env: house.env });
  if (!agent.ok) return err(problemOfRefusal(agent.error));
  const prices = await loadPrices(house.env);
  const task = taskOf(body);
  const refused = refusalOfTask(task, agent.value, prices.ok ? prices.value : shippedPrices());
  if (refused !== null) return err(problemOfRefusal(refused));
  return ok(`${JSON.stringify(taskWorkstream(task, agent.value), null, 2)}\n`);
};
