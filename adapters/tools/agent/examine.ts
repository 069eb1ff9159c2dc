/** What is wrong with a task for an agent that can be told before anything starts. */
import type { JsonObject } from '../../../core/json.ts';
import { holdsHole } from '../../../core/planning/expressions/holds-hole.ts';
import { priceOf, type Prices } from '../../../core/price.ts';
import type { WrongArgument } from '../../../core/tool.ts';
import { unkeepable } from './budget.ts';
import type { Dialect } from './dialect.ts';
import { readTask } from './task.ts';

/** As {@link readTask} finds it; what an expression will give nobody knows. */
export const examineTask = (args: JsonObject): readonly WrongArgument[] => {
  const known = Object.entries(args).filter(([, value]) => !holdsHole(value));
  const read = readTask({ prompt: '-', ...Object.fromEntries(known) });
  return read.ok ? [] : [{ pointer: read.error.pointer.replace('/with', ''), message: read.error.message }];
};

/** As {@link examineTask}, and what this CLI cannot do: a name that is none of its models, a budget that it cannot keep. */
export const examineAgent = (
  args: JsonObject,
  { title, tells, models }: Pick<Dialect, 'title' | 'tells' | 'models'>,
  prices: Prices,
): readonly WrongArgument[] => {
  const wrong = examineTask(args);
  const { model = null, budget = null } = args;
  if (wrong.length > 0 || holdsHole([model, budget])) return wrong;
  const read = readTask({ prompt: '-', ...(model === null ? {} : { model }), ...(budget === null ? {} : { budget }) });
  if (!read.ok) return wrong;
  const { task } = read.value;
  if (task.model !== null && models !== undefined && !models.form.test(task.model))
    return [{ pointer: '/model', message: `${title} calls its models ${models.like}, and none ${task.model}` }];
  const objection = unkeepable(task.budget, { title, tells }, priceOf(prices, task.model) !== null);
  return objection === null ? [] : [{ pointer: '/budget', message: objection }];
};
