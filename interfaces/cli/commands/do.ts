/** `ws do`: has a coding CLI do one task, in a run of its own. */
import { readFile } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { loadPrices, shippedPrices } from '../../../config/prices/load.ts';
import { counted } from '../../../core/counted.ts';
import { runId, type RunId } from '../../../core/id.ts';
import { err, invariant, ok, type Result } from '../../../core/result.ts';
import type { Labels } from '../../../core/run.ts';
import { messageOf } from '../../../core/thrown.ts';
import { changedIn } from '../../house/diff-run.ts';
import { contestWorkstream, keepTask, refusalOfTask, taskWorkstream, type Task } from '../../house/do-task.ts';
import type { House } from '../../house/house.ts';
import { resolveInputs } from '../../house/inputs.ts';
import { pickAgent, pickAgents } from '../../house/pick-agent.ts';
import type { Progress } from '../../house/progress.ts';
import type { Refusal } from '../../house/refusal.ts';
import { invalid } from '../../house/refusals.ts';
import { toolsAt, type HouseTools } from '../../house/tools/house-tools.ts';
import { startRun } from '../../house/start-run.ts';
import { calledOff } from '../ask.ts';
import { complain } from '../complaint.ts';
import { driveAndTell } from '../drive.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import { plainLine } from '../fit.ts';
import { takeSecrets } from '../given-secrets.ts';
import { loadPlan } from '../load-plan.ts';
import type { Command, Session } from '../session.ts';
import { answerOf } from '../view/agent-words.ts';
import type { Labelled } from '../view/labels.ts';
import { settleChanges } from '../with-changes.ts';
import { withHouse } from '../with-house.ts';

export type DoArgs = Omit<Task, 'text'> & {
  /** `-` for standard input; null where it stands in a file. */
  readonly task: string | null;
  readonly taskFile: string | null;
  /** Profiles; none: the CLI that fits best of those that can be used. Several do it each for themselves. */
  readonly tools: readonly string[];
  /** The name of a workflow that ships; null: one step. */
  readonly workflow: string | null;
  readonly base: string | null;
  readonly withChanges: boolean | null;
  readonly labels: Labels;
  /** Whether its calls are kept in a cassette. */
  readonly record: boolean;
  /** Show the workstream and start nothing. */
  readonly print: boolean;
};

const typedText = async (session: Session): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of session.openInput().chunks) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
};

const textOf = async (session: Session, { task, taskFile }: DoArgs): Promise<Result<string, Refusal>> => {
  if ((task === null) === (taskFile === null))
    return err(invalid('say what is to be done, or name a file that says it: one of the two', 'See: ws do --help'));
  if (task !== null) return ok(task === '-' ? await typedText(session) : task);
  try {
    return ok(await readFile(resolve(session.directory, taskFile ?? ''), 'utf8'));
  } catch (error) {
    return err(invalid(`${taskFile ?? ''} cannot be read: ${messageOf(error)}`));
  }
};

const FILES_NAMED = 5;

/** What was changed, the files by name. */
const changedRows = async (house: House, run: RunId): Promise<readonly Labelled[]> => {
  const changed = await changedIn({ run, step: null }, house);
  if (!changed.ok || changed.value.length === 0) return [];
  const files = changed.value;
  const sum = (of: 'added' | 'removed'): number => files.reduce((all, file) => all + (file[of] ?? 0), 0);
  const left = files.length - FILES_NAMED;
  return [
    ['changed', `${counted(files.length, 'file')}, +${sum('added')} -${sum('removed')}`],
    ...files.slice(0, FILES_NAMED).map(({ path }): Labelled => ['', plainLine(path)]),
    ...(left > 0 ? [['', `and ${left} more`] as const] : []),
  ];
};

const workOf = async (house: House, run: RunId, { accept }: Task, progress: Progress): Promise<readonly Labelled[]> => {
  const changed = await changedRows(house, run);
  const hasHeld = progress.status === 'succeeded';
  const checks = hasHeld
    ? accept.map((command, at): Labelled => [at === 0 ? 'checks' : '', `${plainLine(command)}: passed`])
    : [];
  return [...changed, ...checks];
};

type Doing = { readonly task: Task; readonly text: string; readonly args: DoArgs };

/** Makes the run of the file; gives what is to be said of it, or why there is none. */
const start = async (
  session: Session,
  house: House,
  { args, id, file }: { readonly args: DoArgs; readonly id: RunId; readonly file: string },
): Promise<Result<readonly string[] | 'called off', Refusal>> => {
  const plan = await loadPlan(session, file, args.base);
  if (!plan.ok) return plan;
  if (!(await takeSecrets(session, plan.value.workstream, house))) return ok('called off');
  const inputs = resolveInputs(plan.value.workstream.inputs, [], {});
  if (!inputs.ok) return err(invalid(inputs.error.join('\n    ')));
  const { base, withChanges: wanted, labels } = args;
  const settled = await settleChanges(session, house, {
    wanted,
    base: base ?? plan.value.workstream.base,
    again: 'ws do',
  });
  if (!settled.ok) return settled;
  const started = await startRun(
    {
      ...{ plan: plan.value, inputs: inputs.value, source: file, directory: session.directory, base },
      ...{
        concurrency: null,
        withChanges: settled.value.isTaken,
        id,
        only: [],
        labels,
        tape: args.record ? { kind: 'record' } : null,
      },
    },
    house,
  );
  return started.ok ? ok(settled.value.lines) : started;
};

const startAndTell = async (session: Session, house: House, { task, text, args }: Doing): Promise<ExitCode> => {
  const id = runId(house.chance.id());
  const kept = keepTask(text, id, house);
  if (!kept.ok) return complain(session.screen, kept.error);
  const started = await start(session, house, { args, id, file: kept.value });
  if (!started.ok || started.value === 'called off') {
    // Nothing of a run that there is not stays behind.
    rmSync(dirname(kept.value), { recursive: true, force: true });
    return started.ok ? calledOff(session) : complain(session.screen, started.error);
  }
  for (const line of started.value) session.screen.note(line);
  session.screen.note(session.screen.notePaint.dim(`run ${id}`));
  const answer = (progress: Progress): string => [...progress.steps.values()].map(answerOf).join('\n').trim();
  return await driveAndTell(session, house, id, {
    isPatient: false,
    isNew: true,
    work: (progress) => workOf(house, id, task, progress),
    ...(task.isRead ? { answer } : {}),
  });
};

const ONE_ALONE = invalid(
  'a question (--read), a model (--model) and a workflow (--workflow) are for one coding CLI alone',
  'Name one: --tool <name>',
);

/** The definition, and sentences about who does it. */
type Written = { readonly definition: object; readonly why: readonly string[] };

const ofTask = async (
  session: Session,
  task: Task,
  { tools: names }: DoArgs,
  tools: HouseTools,
): Promise<Result<Written, Refusal>> => {
  const agents = await pickAgents(names, { tools, env: session.env });
  if (!agents.ok) return agents;
  const prices = await loadPrices(session.env);
  // What is wrong with them is told where the file is read to be run.
  const known = prices.ok ? prices.value : shippedPrices();
  const [refused] = agents.value.flatMap((agent) => refusalOfTask(task, agent, known) ?? []);
  if (refused !== undefined) return err(refused);
  const why = agents.value.map((agent) => agent.why);
  const [only, second] = agents.value;
  invariant(only !== undefined, 'somebody does it');
  if (second === undefined) return ok({ definition: taskWorkstream(task, only), why });
  return ok({ definition: await contestWorkstream(task, agents.value), why });
};

const ofWorkflow = async (
  session: Session,
  task: Task,
  { tools: [tool], workflow }: DoArgs,
  tools: HouseTools,
): Promise<Result<Written, Refusal>> => {
  const { keysOfAgents, workflowWorkstream } = await import('../../house/do-workflow.ts');
  const agent = tool === undefined ? ok(null) : await pickAgent(tool, { tools, env: session.env });
  if (!agent.ok) return agent;
  const secrets = agent.value?.secrets ?? keysOfAgents(tools, session.env);
  const definition = await workflowWorkstream(workflow ?? '', task, { agent: agent.value, secrets });
  if (!definition.ok) return definition;
  return ok({
    definition: definition.value,
    why: [agent.value?.why ?? 'each part is done by the tool that fits best'],
  });
};

/** Writes a workstream of the task, or of a workflow, and runs it; with `print` shows it and starts nothing. */
export const doTask: Command<DoArgs> = async (session, args) => {
  const { screen } = session;
  const said = await textOf(session, args);
  if (!said.ok) return complain(screen, said.error);
  const { model, accept, files, budget, isRead } = args;
  const task: Task = { text: said.value.trim(), model, accept, files, budget, isRead };
  const tools = await toolsAt(session.directory, session.env);
  if (!tools.ok) return complain(screen, tools.error);
  const isSingular = isRead || model !== null || args.workflow !== null;
  if (isSingular && args.tools.length > 1) return complain(screen, ONE_ALONE);
  const written = await (args.workflow === null ? ofTask : ofWorkflow)(session, task, args, tools.value);
  if (!written.ok) return complain(screen, written.error);
  const { definition, why } = written.value;
  const text = `${JSON.stringify(definition, null, 2)}\n`;
  if (args.print) {
    screen.write(text);
    return exitCode.ok;
  }
  for (const sentence of why) screen.note(screen.notePaint.dim(sentence));
  return await withHouse(session, (house) => startAndTell(session, house, { task, text, args }));
};
