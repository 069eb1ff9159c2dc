/** Writes the diagnostics of a run where they were asked for. */
import { join } from 'node:path';
import type { RunId } from '../../core/id.ts';
import { ok, type Result } from '../../core/result.ts';
import type { DiagnosticsEnd, Refusal } from './house.ts';
import { writeBundle } from './diagnostics/bundle.ts';
import { isNearlyFull } from './diagnostics/system.ts';
import type { OpenParts } from './open-parts.ts';
import { refuse } from './refusals.ts';
import { codeOf } from '../../core/thrown.ts';

/** `file` null: into the folder of the run, and not where the disk is nearly full. */
export const bundleRun = async (
  run: RunId,
  file: string | null,
  parts: OpenParts,
  isDriven: boolean,
): Promise<Result<DiagnosticsEnd, Refusal>> => {
  const row = await parts.store.run(run);
  if (row === null) return refuse('invalid', `there is no run ${run}`, 'See them: ws list');
  const path = file ?? join(parts.stateDirectory, 'runs', run, 'diagnostics.tar.gz');
  if (file === null && (await isNearlyFull(parts.stateDirectory)))
    return refuse('environment', 'the disk is nearly full', `Write it elsewhere: ws diagnostics ${run} -o <file>`);
  try {
    const bundle = await writeBundle(row, path, {
      ...parts,
      breakers: async () => (await parts.breakers()).list(),
      configuration: await parts.configuration(),
      sqlite: await parts.sqliteVersion(),
      isDriven,
      env: process.env,
    });
    return ok({ path, ...bundle });
  } catch (error) {
    const code = codeOf(error);
    if (code === null) throw error;
    return refuse('environment', `${path} cannot be written (${code})`, 'Give another file: ws diagnostics -o <file>');
  }
};
