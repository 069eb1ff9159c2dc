/** Writes everything that helps to understand a run into one archive, secrets masked. */
import { join } from 'node:path';
import { ownFile } from '../../adapters/machine/own-folder.ts';
import type { RunId } from '../../core/id.ts';
import { ok, type Result } from '../../core/result.ts';
import type { DiagnosticsEnd } from './upkeep.ts';
import type { Refusal } from './refusal.ts';
import { writeBundle } from './diagnostics/bundle.ts';
import { isNearlyFull } from './diagnostics/system.ts';
import type { House } from './house.ts';
import { isDriven } from './is-driven.ts';
import { refuse } from './refusals.ts';
import { codeOf } from '../../core/thrown.ts';

/** What a bundle is made of. */
export type BundleParts = Pick<
  House,
  | 'repository'
  | 'stateDirectory'
  | 'state'
  | 'store'
  | 'locks'
  | 'clock'
  | 'files'
  | 'env'
  | 'configuration'
  | 'breakers'
>;

/** `file` null: into the folder of the run, and not where the disk is nearly full. */
export const bundleRun = async (
  run: RunId,
  file: string | null,
  house: BundleParts,
): Promise<Result<DiagnosticsEnd, Refusal>> => {
  const row = await house.store.run(run);
  if (row === null) return refuse('invalid', `there is no run ${run}`, 'See them: ws list');
  const path = file ?? join(house.stateDirectory, 'runs', run, 'diagnostics.tar.gz');
  if (file === null && (await isNearlyFull(house.stateDirectory)))
    return refuse('environment', 'the disk is nearly full', `Write it elsewhere: ws diagnostics ${run} -o <file>`);
  try {
    if (file === null) ownFile(house.stateDirectory, path);
    const bundle = await writeBundle(row, path, {
      ...house,
      breakers: async () => (await house.breakers()).list(),
      configuration: await house.configuration(),
      sqlite: await house.state.version(),
      isDriven: await isDriven(run, house),
    });
    return ok({ path, ...bundle });
  } catch (error) {
    const code = codeOf(error);
    if (code === null) throw error;
    return refuse('environment', `${path} cannot be written (${code})`, 'Give another file: ws diagnostics -o <file>');
  }
};
