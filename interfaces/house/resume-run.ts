/** Makes a run ready to be driven on: which definition it goes by is settled, and its change still allows it. */
import { err, type Result } from '../../core/result.ts';
import type { RunRow } from '../../core/run-tables.ts';
import { refuseGoingOn, type Changing } from './change/carried-change.ts';
import { refusalOfDiscarded } from './discarded.ts';
import type { DefinitionChange } from './driving.ts';
import type { House } from './house.ts';
import { refusalOfScratch } from './scratch.ts';
import type { Refusal } from './refusal.ts';
import { refusalOfSecrets } from './secret-values.ts';
import { termsOf } from './definition-of.ts';
import { settleDefinition, type Unsettled } from './settle-definition.ts';

export type ResumeRequest = {
  readonly run: RunRow;
  /** Whether a change of the file is taken into the run, where no finished step is concerned. */
  readonly isAccepted: boolean;
  /** Where somebody stands: the project of the change that the run carries out is looked for around it. */
  readonly directory: string;
};

const refusalOfRunSecrets = async (
  run: RunRow,
  { store, secrets }: Pick<House, 'store' | 'secrets'>,
): Promise<Refusal | null> => {
  const terms = await termsOf(store, run.id);
  return terms === null ? null : refusalOfSecrets(terms, secrets);
};

/** Gives what has become of the file that the run was made of. */
export const resumeRun = async (
  { run, isAccepted, directory }: ResumeRequest,
  house: Changing & Pick<House, 'locks' | 'configuration' | 'env' | 'secrets' | 'given'>,
): Promise<Result<DefinitionChange, Unsettled>> => {
  const discarded = refusalOfDiscarded(run);
  if (discarded !== null) return err({ refusal: discarded, change: { kind: 'same' } });
  // What a step of it wrote may hold a secret of the definition as it was.
  const untold = await refusalOfRunSecrets(run, house);
  if (untold !== null) return err({ refusal: untold, change: { kind: 'same' } });
  const settled = await settleDefinition({ run, isAccepted }, house);
  if (!settled.ok) return settled;
  const refusal =
    (await refusalOfRunSecrets(run, house)) ??
    (await refusalOfScratch()) ??
    (await refuseGoingOn(run, directory, house));
  return refusal === null ? settled : err({ refusal, change: { kind: 'same' } });
};
