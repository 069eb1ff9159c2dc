/** Which steps of a run wait for what others hold, and who these are. */
import { isRival, type Claimant, type ShownClaim, type Want } from '../../core/claim.ts';
import { stepId } from '../../core/id.ts';
import { wantsInRun } from '../../core/planning/wants.ts';
import type { RunRow, StepRow } from '../../core/run-tables.ts';
import { everyStep } from '../../core/steps-within.ts';
import type { Step, Workstream } from '../../core/workstream.ts';
import type { House } from './house.ts';

export type WaitsFor = { readonly step: string; readonly wants: readonly Want[]; readonly heldBy: readonly Claimant[] };

/** `test` of `test[linux]`: an item wants what its step says. */
const nameOf = (path: string): string => path.split('/').at(-1)?.split(/[[#]/, 1)[0] ?? path;

const AT_WORK: readonly StepRow['status'][] = ['running', 'validating'];

type Asked = { readonly run: RunRow; readonly workstream: Workstream; readonly rows: readonly StepRow[] };

/** Within the run: what is ready, and finds what it wants taken. */
const waitsInRun = ({ run, workstream, rows }: Asked, repository: string): readonly WaitsFor[] => {
  const steps = new Map<string, Step>(everyStep(workstream).map((step) => [step.id, step]));
  const wantsOf = ({ step }: StepRow): readonly Want[] => {
    const found = steps.get(step) ?? steps.get(stepId(nameOf(step)));
    return found === undefined ? [] : wantsInRun(found, workstream);
  };
  const holding = rows.filter(({ status }) => AT_WORK.includes(status));
  return rows.flatMap((row): readonly WaitsFor[] => {
    const wants = row.status === 'ready' ? wantsOf(row) : [];
    const holders = holding.filter((other) => isRival(wants, wantsOf(other)));
    if (holders.length === 0) return [];
    return [{ step: row.step, wants, heldBy: holders.map(({ step }) => ({ repository, run: run.id, step })) }];
  });
};

const waitsOfMachine = ({ run }: Asked, repository: string, claims: readonly ShownClaim[]): readonly WaitsFor[] =>
  claims
    .filter((claim) => !claim.isHeld && claim.run === run.id && claim.repository === repository)
    .map(({ step, wants }) => {
      const held = claims.filter((other) => other.isHeld && isRival(other.wants, wants));
      return {
        step,
        wants,
        heldBy: held.map((other) => ({ repository: other.repository, run: other.run, step: other.step })),
      };
    });

/** Asks the machine only where a step wants of it. */
export const waitsFor = async (
  asked: Asked,
  house: Pick<House, 'repository' | 'holdings'>,
): Promise<readonly WaitsFor[]> => {
  const { root } = house.repository;
  const wanting = everyStep(asked.workstream).filter(
    ({ resources, mutex }) => resources !== undefined || mutex !== undefined,
  );
  if (wanting.length === 0) return [];
  const holdings = await house.holdings();
  const claims = holdings.ok ? await holdings.value.list() : holdings;
  return [...waitsInRun(asked, root), ...waitsOfMachine(asked, root, claims.ok ? claims.value : [])];
};
