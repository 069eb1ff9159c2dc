/** Settles which definition a run goes on with: its own, or that of its file, which has changed since. */
import { err, ok, unreachable, type Result } from '../../core/result.ts';
import type { RunRow } from '../../core/run-tables.ts';
import { amendRun } from './amend-run.ts';
import { definitionChange } from './definition-change.ts';
import type { DefinitionChange } from './driving.ts';
import type { House } from './house.ts';
import { isDriven } from './is-driven.ts';
import type { Refusal } from './refusal.ts';
import { invalid, refuse } from './refusals.ts';
import { sourceAt } from './run-site.ts';

/** Why the run cannot go on; `change` is to be shown where it is what must be looked at. */
export type Unsettled = { readonly refusal: Refusal; readonly change: DefinitionChange };

const refusalOf = (run: RunRow, file: string | null, change: DefinitionChange, isAccepted: boolean): Refusal | null => {
  const source = file ?? 'the definition';
  switch (change.kind) {
    case 'same':
    case 'gone':
      return null;
    case 'invalid': {
      const hint = 'Mend the file, or move it away to go on with the definition the run keeps.';
      const message = `${source} has changed since the run started and is not valid now`;
      return { kind: 'invalid', message, hint, diagnostics: change.diagnostics };
    }
    case 'changed': {
      if (change.objections.length > 0) {
        const reasons = change.objections.map((objection) => `\n    ${objection}`).join('');
        return invalid(
          `${source} has changed since the run started, and finished steps are concerned:${reasons}`,
          'Put the file back, or start anew: ws run, or ws retry after ws cancel.',
        );
      }
      if (isAccepted) return null;
      const hint = `Put the file back, or take the change into the run: ws resume ${run.id} --accept-changes`;
      return invalid(`${source} has changed since the run started`, hint);
    }
    default:
      return unreachable(change);
  }
};

/** Takes the change into the run where that is wanted and possible; gives what has become of the file. */
export const settleDefinition = async (
  { run, isAccepted }: { readonly run: RunRow; readonly isAccepted: boolean },
  house: Pick<House, 'repository' | 'store' | 'clock' | 'locks' | 'configuration' | 'env' | 'given'>,
): Promise<Result<DefinitionChange, Unsettled>> => {
  const change = await definitionChange(run.id, house);
  if (change.kind === 'same' || change.kind === 'gone') return ok(change);
  // Asked only where it changes the answer: asking takes the run's lock for a moment, and another resume might miss it.
  if (await isDriven(run.id, house)) {
    const held = refuse('held', `run ${run.id} is driven by another process. Watch it: ws logs ${run.id} -f`, null);
    return err({ refusal: held.error, change: { kind: 'same' } });
  }
  const refusal = refusalOf(run, sourceAt(house.repository, run), change, isAccepted);
  if (refusal !== null) return err({ refusal, change });
  const amended = await amendRun(run.id, house);
  return amended.ok ? ok(change) : err({ refusal: amended.error, change: { kind: 'same' } });
};
