/** Opens the account of a run for who drives it: what was spent before is read from its log, where anything may be spent at all. */
import { NO_DAY } from '../../day-ledger.ts';
import type { Run } from '../../run.ts';
import type { EngineParts } from '../parts.ts';
import { budgetOf, createAccount, type Account } from './account.ts';
import { NO_PAST, pastOf } from './past.ts';

/** Costs a reading of the log where the workstream or a step of it has a budget, else nothing. */
export const openAccount = async (
  { id, plan, options }: Pick<Run, 'id' | 'plan' | 'options'>,
  { store, clock, day }: Pick<EngineParts, 'store' | 'clock' | 'day'>,
): Promise<Account> => {
  const { workstream } = plan;
  const isHeld = workstream.budget !== undefined || workstream.steps.some((step) => budgetOf(step) !== null);
  const past = isHeld ? await pastOf(store.events(id, 0)) : NO_PAST;
  return createAccount({ workstream, past, clock, day: options.tape?.kind === 'replay' ? NO_DAY : day });
};
