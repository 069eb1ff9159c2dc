/** Makes a run: its definition, inputs and options are written down; nothing is done yet. */
import type { RunId } from '../id.ts';
import { runId } from '../id.ts';
import { err, ok, type Result } from '../result.ts';
import type { RunOptions } from '../run.ts';
import type { AppendError } from '../event-log.ts';
import type { Plan } from '../plan.ts';
import type { EngineParts } from './parts.ts';

/** Appends `run.created` under the given id, or a fresh one where there is none; `conflict` where the given one is taken. */
export const createRun = async (
  request: { readonly plan: Plan; readonly options: RunOptions; readonly id: RunId | null },
  parts: Pick<EngineParts, 'store' | 'clock' | 'chance'>,
): Promise<Result<RunId, AppendError>> => {
  for (;;) {
    const run = request.id ?? runId(parts.chance.id());
    const appended = await parts.store.append(run, [
      {
        type: 'run.created',
        workstream: request.plan.workstream,
        planHash: request.plan.hash,
        options: request.options,
        run,
        seq: 1,
        at: parts.clock.now(),
        correlationId: run,
        causationId: null,
      },
    ]);
    if (appended.ok) return ok(run);
    if (appended.error.code !== 'conflict' || request.id !== null) return err(appended.error); // a conflict is an id that is taken
  }
};
