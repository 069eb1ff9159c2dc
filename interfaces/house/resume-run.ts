/** Makes a run ready to be driven on: which definition it goes by is settled, and its change still allows it. */
import { err, type Result } from '../../core/result.ts';
import type { RunRow } from '../../core/run-tables.ts';
import { refuseGoingOn, type Changing } from './change/carried-change.ts';
import { refusalOfDiscarded } from './discarded.ts';
import type { DefinitionChange } from './driving.ts';
import type { House } from './house.ts';
import { refusalOfScratch } from './scratch.ts';
import { settleDefinition, type Unsettled } from './settle-definition.ts';

export type ResumeRequest = {
  readonly run: RunRow;
  /** Whether a change of the file is taken into the run, where no finished step is concerned. */
  readonly isAccepted: boolean;
  /** Where somebody stands: the project of the change that the run carries out is looked for around it. */
  readonly directory: string;
};

/** Gives what has become of the file that the run was made of. */
export const resumeRun = async (
  { run, isAccepted, directory }: ResumeRequest,
  house: Changing & Pick<House, 'locks' | 'configuration' | 'env'>,
): Promise<Result<DefinitionChange, Unsettled>> => {
  const discarded = refusalOfDiscarded(run);
  if (discarded !== null) return err({ refusal: discarded, change: { kind: 'same' } });
  const settled = await settleDefinition({ run, isAccepted }, house);
  if (!settled.ok) return settled;
  const refusal = (await refusalOfScratch()) ?? (await refuseGoingOn(run, directory, house));
  return refusal === null ? settled : err({ refusal, change: { kind: 'same' } });
};
