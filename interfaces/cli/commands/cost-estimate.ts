/** `ws cost --estimate`: what a workstream may cost, by what earlier runs of its steps have used. */
import type { Plan } from '../../../core/plan.ts';
import { counted } from '../../../core/counted.ts';
import { dollars } from '../../../core/dollars.ts';
import { estimateCost, type Estimate, type Range } from '../../house/estimate-cost.ts';
import type { House } from '../../house/house.ts';
import { toolsAt } from '../../house/tools/house-tools.ts';
import { complain } from '../complaint.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import { plainLine } from '../fit.ts';
import { loadPlan } from '../load-plan.ts';
import type { Session } from '../session.ts';
import { tableLines } from '../table.ts';
import { withHouse } from '../with-house.ts';

const span = (range: Range | null, text: (value: number) => string): string => {
  if (range === null) return 'unknown';
  const [least, most] = [text(range.least), text(range.most)];
  return least === most ? least : `${least} to ${most}`;
};

const wholeText = (value: number): string => value.toLocaleString('en-US');

/** A sentence, such as `it may cost $0.10 to $0.50; unknown: review`; null where nobody is asked who costs anything. */
export const estimateWords = ({ steps, costMicroUsd, unknown }: Estimate): string | null => {
  if (steps.length === 0) return null;
  const rest = unknown.length === 0 ? '' : `; what no earlier run tells of: ${unknown.join(', ')}`;
  return plainLine(
    `${costMicroUsd === null ? 'nobody knows what it costs' : `it may cost ${span(costMicroUsd, dollars)}`}${rest}`,
  );
};

/** What a plan may cost; null where its tools cannot be read, which is told elsewhere. */
export const estimateOfPlan = async (
  session: Session,
  house: House,
  { workstream }: Plan,
): Promise<Estimate | null> => {
  const tools = await toolsAt(session.directory, session.env);
  return tools.ok ? await estimateCost(workstream, tools.value.profiles, house) : null;
};

const print = ({ screen, json }: Session, workstream: string, estimate: Estimate): void => {
  if (json) {
    screen.line(JSON.stringify({ workstream, ...estimate }));
    return;
  }
  const words = estimateWords(estimate);
  if (words === null) {
    screen.note('it asks no model');
    return;
  }
  const rows = estimate.steps.map(({ step, runs, tokens, costMicroUsd }) => [
    ...[plainLine(step), counted(runs, 'run'), span(tokens, wholeText), span(costMicroUsd, dollars)],
  ]);
  for (const line of tableLines(['STEP', 'DONE IN', 'TOKENS', 'COST'], rows, { columns: screen.columns, column: null }))
    screen.line(line);
  screen.line(`\n${words}`);
};

/** Prints a range for each step that asks models, and for all of them; starts nothing. */
export const costEstimate = async (session: Session, file: string): Promise<ExitCode> => {
  const plan = await loadPlan(session, file);
  if (!plan.ok) return complain(session.screen, plan.error);
  return await withHouse(session, async (house) => {
    const estimate = await estimateOfPlan(session, house, plan.value);
    if (estimate !== null) print(session, plan.value.workstream.id, estimate);
    return exitCode.ok;
  });
};
