/** `ws run`: starts a run of a workstream file and drives it. */
import { isDeepStrictEqual } from 'node:util';
import { runId, stepId } from '../../../core/id.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import type { Labels } from '../../../core/run.ts';
import type { Plan } from '../../../core/plan.ts';
import type { RunRow } from '../../../core/run-tables.ts';
import { termsOf } from '../../house/definition-of.ts';
import type { StartRequest } from '../../house/driving.ts';
import type { TapeRequest } from '../../house/cassette/tape-request.ts';
import type { Refusal } from '../../house/refusal.ts';
import type { Called } from '../../house/check-scripts.ts';
import type { House } from '../../house/house.ts';
import { namedDefinition } from '../../house/named-definition.ts';
import { NAMED_IN_LINES, shownFiles } from '../../house/named-files.ts';
import { planOnly } from '../../house/only-steps.ts';
import { calledOff } from '../ask.ts';
import { complain, diagnosticLine } from '../complaint.ts';
import { invalid } from '../../house/refusals.ts';
import { driveAndTell } from '../drive.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import { givenInputs } from '../given-inputs.ts';
import { takeSecrets } from '../given-secrets.ts';
import { loadPlan } from '../load-plan.ts';
import { startRun } from '../../house/start-run.ts';
import type { Command, Session } from '../session.ts';
import { settleChanges } from '../with-changes.ts';
import { withHouse } from '../with-house.ts';
import { shellWord } from '../words.ts';

export type RunArgs = {
  /** A line for each. */
  readonly file: string;
  /** `name=value` each. */
  readonly inputs: readonly string[];
  readonly inputsFile: string | null;
  readonly dryRun: boolean;
  readonly concurrency: number | null;
  readonly base: string | null;
  /** The run from whose branch it goes on; null: as the definition says. */
  readonly continues: string | null;
  /** Stay until parked steps go on by themselves. */
  readonly wait: boolean;
  /** Let a process of its own drive it, and come back. */
  readonly detach: boolean;
  /** Whether the run begins with what is not committed; null: as it is configured. */
  readonly withChanges: boolean | null;
  /** Steps that are run with what they need; all where there is none. */
  readonly only: readonly string[];
  readonly labels: Labels;
  /** The id that the run is to have; null for a fresh one. */
  readonly id: string | null;
  /** Which calls are kept in a cassette, as it was typed; null: none. */
  readonly record: string | null;
  /** The cassette whose calls are given in place of making any; null: they are made. */
  readonly replay: string | null;
};

/** Names the scripts that the run calls and does not have, or not with line ends that a shell reads. */
const noteCalled = async (
  { screen }: Session,
  { workstream, source, repository }: Omit<Called, 'file'> & { readonly source: string },
  leftOut: readonly string[],
): Promise<void> => {
  const { warnOfCalled } = await import('../../house/check-scripts.ts');
  for (const diagnostic of await warnOfCalled({ file: source, workstream, repository }, leftOut))
    screen.note(diagnosticLine(diagnostic, screen.notePaint));
};

/** A run that there is already is no second one; refused where it was made of something else. */
const goOnWith = async (
  session: Session,
  house: House,
  run: RunRow,
  { request, detach }: { readonly request: StartRequest; readonly detach: boolean },
): Promise<ExitCode> => {
  const terms = await termsOf(house.store, run.id);
  const isSame = terms?.workstream.id === request.plan.workstream.id && isDeepStrictEqual(terms.inputs, request.inputs);
  if (!isSame) {
    const message = `there is a run ${run.id} already, of another workstream or with other inputs`;
    return complain(session.screen, invalid(message, `See it: ws status ${run.id}`));
  }
  const { resume } = await import('./resume.ts');
  return await resume(session, {
    run: run.id,
    acceptChanges: false,
    restoreBranch: false,
    again: false,
    wait: false,
    detach,
  });
};

/** Refused where both are asked for, or more than tools. */
const tapeOf = async (
  { record, replay }: RunArgs,
  { directory }: Session,
  house: House,
): Promise<Result<TapeRequest | null, Refusal>> => {
  if (record === null && replay === null) return ok(null);
  if (record !== null && replay !== null)
    return err(invalid('a run cannot be recorded while it is replayed', 'Leave one of --record and --replay out.'));
  if (record !== null && record !== 'tools')
    return err(
      invalid(`--record=${record} comes with the metering proxy`, 'Record the calls of tools: --record=tools'),
    );
  if (replay === null) return ok({ kind: 'record' });
  const { findCassette } = await import('../../house/cassette/find-cassette.ts');
  const cassette = findCassette({ named: replay, directory }, house);
  return cassette.ok ? ok({ kind: 'replay', cassette: cassette.value }) : cassette;
};

/** Says what it may cost where something is known of that, or should be. */
const noteEstimate = async (session: Session, plan: Plan): Promise<void> => {
  if (session.json) return;
  const { estimateOfPlan, estimateWords } = await import('./cost-estimate.ts');
  await withHouse(session, async (house) => {
    const estimate = await estimateOfPlan(session, house, plan);
    const words = estimate === null ? null : estimateWords(estimate);
    if (words !== null) session.screen.note(words);
    return exitCode.ok;
  });
};

/** Starts and drives a run; with `dryRun` shows the plan and starts nothing. */
export const run: Command<RunArgs> = async (session, args) => {
  const loaded = await loadPlan(session, args.file, args.base);
  if (!loaded.ok) return complain(session.screen, loaded.error);
  const narrowed = planOnly(loaded.value, args.only);
  if (!narrowed.ok)
    return complain(session.screen, invalid(narrowed.error, `See them: ws plan ${shownFiles(args.file)}`));
  const plan = narrowed.value;
  const inputs = await givenInputs(session, plan.workstream.inputs, { pairs: args.inputs, file: args.inputsFile });
  if (inputs === null) return calledOff(session);
  if (!inputs.ok) return complain(session.screen, inputs.error);
  if (args.dryRun) {
    const [{ noteScripts, printPlan }, { refusalOfPlace }] = await Promise.all([
      import('./plan.ts'),
      import('../../house/fit.ts'),
    ]);
    const refusal = await refusalOfPlace(session.directory, plan.workstream, args.base);
    if (refusal !== null) return complain(session.screen, refusal);
    await noteScripts(session, args.file, plan);
    await printPlan(session, plan);
    await noteEstimate(session, plan);
    if (!session.json) session.screen.note('nothing was started (--dry-run)');
    return exitCode.ok;
  }
  return await withHouse(session, async (house) => {
    const source = namedDefinition(args.file, session.directory);
    const { base, continues, concurrency, detach, withChanges: wanted } = args;
    if (base !== null && continues !== null)
      return complain(session.screen, invalid('--base and --continue say two things', 'Leave one of them out.'));
    const isContinuing = continues !== null || (base === null && plan.workstream.continue !== undefined);
    const { directory } = session;
    const taped = await tapeOf(args, session, house);
    if (!taped.ok) return complain(session.screen, taped.error);
    const tape = taped.value;
    // What calls nobody needs no key; what is typed here would not reach another process.
    if (tape?.kind !== 'replay' && !detach && !(await takeSecrets(session, plan.workstream, house)))
      return calledOff(session);
    const settled = await settleChanges(session, house, {
      wanted,
      base: isContinuing ? 'the branch of another run' : (base ?? plan.workstream.base),
      again: `ws run ${args.file.split(NAMED_IN_LINES).map(shellWord).join(' ')}`,
    });
    if (!settled.ok) return complain(session.screen, settled.error);
    const withChanges = settled.value.isTaken;
    const id = args.id === null ? null : runId(args.id);
    const only = args.only.map(stepId);
    const { labels } = args;
    const request: StartRequest = {
      ...{
        plan,
        inputs: inputs.value,
        source,
        directory,
        base,
        continues,
        concurrency,
        withChanges,
        id,
        only,
        labels,
        tape,
      },
    };
    const named = async (): Promise<RunRow | null> => (id === null ? null : await house.store.run(id));
    const before = await named();
    if (before !== null) return await goOnWith(session, house, before, { request, detach });
    const started = await startRun(request, house);
    // Another process may have been first.
    const meanwhile = started.ok ? null : await named();
    if (meanwhile !== null) return await goOnWith(session, house, meanwhile, { request, detach });
    if (!started.ok) return complain(session.screen, started.error);
    for (const line of settled.value.lines) session.screen.note(line);
    const { workstream } = plan;
    await noteCalled(session, { workstream, source, repository: house.repository }, settled.value.leftOut);
    session.screen.note(session.screen.notePaint.dim(`run ${started.value}`));
    return await driveAndTell(session, house, started.value, {
      ...{ isNew: true, isPatient: args.wait, isDetached: args.detach },
    });
  });
};
