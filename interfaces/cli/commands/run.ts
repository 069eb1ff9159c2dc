/** `ws run`: starts a run of a workstream file and drives it. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { JsonObject } from '../../../core/json.ts';
import { err, type Result } from '../../../core/result.ts';
import type { Plan } from '../../../core/workstream.ts';
import { complain } from '../complaint.ts';
import { invalid } from '../../house/refusals.ts';
import { driveAndTell } from '../drive.ts';
import { exitCode } from '../exit-code.ts';
import type { Refusal } from '../../house/refusal.ts';
import { parseInputsFile, resolveInputs } from '../../house/inputs.ts';
import { loadPlan } from '../load-plan.ts';
import { startRun } from '../../house/start-run.ts';
import type { Command, Session } from '../session.ts';
import { withHouse } from '../with-house.ts';

export type RunArgs = {
  readonly file: string;
  /** `name=value` each. */
  readonly inputs: readonly string[];
  readonly inputsFile: string | null;
  readonly dryRun: boolean;
  readonly concurrency: number | null;
  readonly base: string | null;
  /** Stay until parked steps go on by themselves. */
  readonly wait: boolean;
};

const readInputs = async (session: Session, args: RunArgs, plan: Plan): Promise<Result<JsonObject, Refusal>> => {
  let file: JsonObject = {};
  if (args.inputsFile !== null) {
    const path = resolve(session.directory, args.inputsFile);
    const text = await readFile(path, 'utf8').catch(() => null);
    if (text === null) return err(invalid(`${args.inputsFile} cannot be read`));
    const parsed = parseInputsFile(text);
    if (!parsed.ok) return err(invalid(`${args.inputsFile} ${parsed.error}`));
    file = parsed.value;
  }
  const inputs = resolveInputs(plan.workstream.inputs, args.inputs, file);
  return inputs.ok ? inputs : err(invalid(inputs.error.join('\n    ')));
};

/** Starts and drives a run; with `dryRun` shows the plan and starts nothing. */
export const run: Command<RunArgs> = async (session, args) => {
  const loaded = await loadPlan(session, args.file, args.base);
  if (!loaded.ok) return complain(session.screen, loaded.error);
  const plan = loaded.value;
  const inputs = await readInputs(session, args, plan);
  if (!inputs.ok) return complain(session.screen, inputs.error);
  if (args.dryRun) {
    const { printPlan } = await import('./plan.ts');
    await printPlan(session, plan);
    if (!session.json) session.screen.note('nothing was started (--dry-run)');
    return exitCode.ok;
  }
  return await withHouse(session, async (house) => {
    const source = resolve(session.directory, args.file);
    const { base, concurrency } = args;
    const { directory } = session;
    const request = { plan, inputs: inputs.value, source, directory, base, concurrency };
    const started = await startRun(request, house);
    if (!started.ok) return complain(session.screen, started.error);
    session.screen.note(session.screen.notePaint.dim(`run ${started.value}`));
    return await driveAndTell(session, house, started.value, { isNew: true, isPatient: args.wait });
  });
};
