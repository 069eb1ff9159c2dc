/** `ws status`: how a run stands, from the tables alone. */
import type { RunRow, StepRow } from '../../../core/run-tables.ts';
import type { Workstream } from '../../../core/workstream.ts';
import { accountOf, type RunAccount } from '../../house/run-account.ts';
import { changesRow, labelledLines, valueRows, type Labelled } from '../view/labels.ts';
import type { StepId } from '../../../core/id.ts';
import { definitionAt } from '../../../core/definition-at.ts';
import { stepsOf } from '../../house/definition-of.ts';
import { allSteps, statusDocument, withoutWaits } from '../../house/status-document.ts';
import { readTold } from '../../house/told-notes.ts';
import { exitCode } from '../exit-code.ts';
import { cut, plainLine, widthOf, wrapped } from '../fit.ts';
import { damageHint, damageOfRun } from '../../house/damage.ts';
import { damageLines } from '../view/damage-lines.ts';
import { goneWorktree } from '../../house/run-site.ts';
import { isFinished } from '../../house/pick-run.ts';
import { whyFailed } from '../../house/why-failed.ts';
import { isOfBody, worthTelling } from '../../house/failed-steps.ts';
import { allRows, foldedRows, treeOf, type Row, type TreeStep } from '../../house/step-tree.ts';
import type { Paint, Screen } from '../screen.ts';
import { insideWords, leftWords, nameAt } from '../view/inside.ts';
import { parentPath } from '../../../core/step-path.ts';
import { isDriven } from '../../house/is-driven.ts';
import type { Command, Session } from '../session.ts';
import { tableLines } from '../table.ts';
import { instant } from '../../../core/id.ts';
import { counted } from '../../../core/counted.ts';
import {
  clockText,
  discardedLine,
  durationText,
  failureWords,
  instantText,
  statusText,
  stepName,
  stepSign,
} from '../words.ts';
import { waitsFor, type WaitsFor } from '../../house/waits-for.ts';
import { letThrough } from '../../house/let-through.ts';
import { answerCommand, waitLines, type Waiting } from '../view/waits.ts';
import { withRun } from '../with-house.ts';

/** `all`: also what is inside of what succeeded, however many they are. */
export type StatusArgs = { readonly run: string | null; readonly all: boolean };

const TROUBLES_SHOWN = 10;
const ROWS_SHOWN = 100;
const NOTES_SHOWN = 3;

/** With what it is called before people, and where it stands. */
type NamedRow = StepRow & TreeStep & { readonly title: string | null; readonly name: string };

/** What each failed step died of and what was decided, in two lines; `ws show` tells the rest. */
const troubleLines = (
  steps: readonly NamedRow[],
  { paint, columns }: Pick<Screen, 'paint' | 'columns'>,
): readonly string[] => {
  // What a step asks is told with its question.
  const troubled = steps.filter(({ failure, question }) => failure !== null && question === null);
  const failed = worthTelling(troubled, new Map(steps.map((row) => [row.id, row])));
  const lines = failed.slice(0, TROUBLES_SHOWN).flatMap(({ name, status: kind, failure, diagnosis, decision }) => {
    const said = plainLine((diagnosis ?? failure)?.message ?? '');
    const head = `  ${stepSign(kind, paint)} ${paint.bold(name)}  ${cut(said, columns - 6 - widthOf(name))}`;
    return decision === null
      ? [head]
      : [
          head,
          paint.dim(`      ${decision.kind}: ${cut(plainLine(decision.reason), columns - 8 - decision.kind.length)}`),
        ];
  });
  const more = failed.length - TROUBLES_SHOWN;
  const rest = more > 0 ? [paint.dim(`    and ${counted(more, 'more step')}: ws show`)] : [];
  return lines.length === 0 ? [] : ['', ...lines, ...rest];
};

type Standing = {
  readonly run: RunRow;
  /** null where its log is gone. */
  readonly account: RunAccount | null;
  readonly steps: readonly StepRow[];
  readonly driven: boolean;
  /** Its worktree, where that is gone. */
  readonly gone: string | null;
  /** Why it failed, beyond its steps. */
  readonly why: string | null;
  /** Why it is not to be taken for whole. */
  readonly damage: string | null;
  readonly waits: readonly WaitsFor[];
};

const titleOf = (account: RunAccount | null, step: StepId): string | null =>
  account === null ? null : (definitionAt(account.workstream, step)?.title ?? null);

const waitingSteps = (steps: readonly StepRow[], workstream: Workstream | null): readonly Waiting[] =>
  steps.flatMap(({ step, status: kind, question, failure, diagnosis }) => {
    if (kind !== 'waiting' || question === null) return [];
    const letsThrough = workstream === null ? [] : letThrough(workstream, step);
    return [{ step, wait: question, trouble: (diagnosis ?? failure)?.message ?? null, letsThrough }];
  });

const wantText = ({ pool, amount }: WaitsFor['wants'][number]): string =>
  pool.startsWith('mutex ') ? `the ${pool}` : `${amount} of ${pool}`;

/** Who waits for what, and who holds it. */
const waitsForLine = ({ step, wants, heldBy }: WaitsFor, own: string): string => {
  const holders = heldBy.map((by) => (by.run === own ? by.step : `${by.step} of run ${by.run} in ${by.repository}`));
  const held = holders.length === 0 ? '' : `, held by ${holders.join(', ')}`;
  return `${step} waits for ${wants.map(wantText).join(' and ')}${held}`;
};

/** A status as it stands: what was at work is at work no longer where nobody drives the run. */
const standsAs = <T extends string>(status: T, driven: boolean): T | 'interrupted' =>
  status === 'running' && !driven ? 'interrupted' : status;

type Shown = Row<NamedRow>;

/** What a row of the table says of a step; what a lane of one step does tells how the lane stands. */
const rowCells = (
  { node, depth, ...row }: Shown,
  { account, driven, paint }: { readonly account: RunAccount | null; readonly driven: boolean; readonly paint: Paint },
): readonly string[] => {
  if (node === null) return [paint.dim(`  ${leftWords('left' in row ? row.left : 0, depth)}`)];
  const { step, within, counts } = node;
  const told = within ?? step;
  const tookMs = step.finishedAt === null ? null : (account?.tookMs(step.id) ?? null);
  const took = tookMs === null ? '' : durationText(tookMs);
  const checkpoint = told.checkpoint === null ? '' : told.checkpoint.slice(0, 10);
  const failure = told.failure === null || isOfBody(told) ? [] : [failureWords(told.failure, told.diagnosis)];
  const note = [...(counts === null ? [] : [insideWords(counts)]), ...failure].join(', ');
  const stands = standsAs(step.kind === 'open' ? told.status : step.status, driven);
  return [
    `${stepSign(step.kind, paint)} ${nameAt(step, depth)}`,
    stands,
    String(told.attempts),
    took,
    checkpoint,
    note,
  ];
};

const printStatus = (session: Session, standing: Standing, isWhole: boolean): void => {
  const { run, account, steps: rowsOfSteps, driven, gone, why, damage, waits } = standing;
  const { screen } = session;
  const { paint } = screen;
  const status = damage === null ? standsAs(run.status, driven) : 'damaged';
  screen.line(`${paint.bold(plainLine(run.title || run.workstream))} ${statusText(status, paint)}`);
  const facts = [`run ${run.id}`, `created ${instantText(run.createdAt)}`];
  if (run.startedAt !== null && run.finishedAt !== null)
    facts.push(`took ${durationText(run.finishedAt - run.startedAt)}`);
  for (const line of wrapped(facts.join(' · '), screen.columns - 2)) screen.line(`  ${paint.dim(line)}`);
  const known: readonly Labelled[] = [
    ...(run.branch === null ? [] : [['branch', run.branch] as const]),
    ...changesRow(account?.changes ?? null),
    ...valueRows('labels', account?.labels ?? null, screen.columns),
    ...valueRows('inputs', account?.inputs ?? null, screen.columns),
    ...valueRows('outputs', account?.outputs ?? null, screen.columns),
  ];
  for (const line of labelledLines(known)) screen.line(paint.dim(line));
  if (gone !== null)
    screen.line(
      `  its worktree ${gone} is gone; ws resume makes it again from the branch, without what was in no commit`,
    );
  if (run.discardedAt !== null) screen.line(`  ${discardedLine(run.id, run.discardedAt)}`);
  const steps = rowsOfSteps.map((row) => {
    const title = titleOf(account, row.step);
    const place = { id: row.step, parent: parentPath(row.step), kind: row.status };
    return { ...row, ...place, title, name: stepName({ id: row.step, title }) };
  });
  const tree = treeOf(steps);
  const shown = isWhole ? allRows(tree) : foldedRows(tree, ROWS_SHOWN);
  const rows = shown.map((row) => rowCells(row, { account, driven, paint }));
  screen.line('');
  const head = ['STEP', 'STATUS', 'ATTEMPTS', 'TIME', 'CHECKPOINT', ''];
  for (const line of tableLines(head, rows, { columns: screen.columns, column: 5 })) screen.line(line);
  for (const line of troubleLines(steps, screen)) screen.line(line);
  if (waits.length > 0) screen.line('');
  for (const each of waits) screen.line(`  ${cut(plainLine(waitsForLine(each, run.id)), screen.columns - 2)}`);
  if (why !== null) for (const line of ['', `  ${paint.red(plainLine(why))}`]) screen.line(line);
  if (damage !== null || isFinished(run.status) || run.discardedAt !== null) return;
  const waiting = waitingSteps(steps, account?.workstream ?? null);
  for (const each of waiting) {
    screen.line('');
    for (const line of waitLines(each, screen)) screen.line(line);
    screen.line(`    ${answerCommand(run.id, each.step, each.wait.choices)}${driven ? '' : ' --resume'}`);
  }
  if (!driven && waiting.length === 0) {
    screen.line('');
    screen.line(`  nobody drives it; go on with: ws resume ${run.id}`);
  }
};

/** Prints the status of one run; always exits with 0 when there is such a run. */
export const status: Command<StatusArgs> = (session, args) =>
  withRun(session, args.run, async (house, run) => {
    const account = await accountOf(house.store, run.id);
    const begun = await house.store.steps(run.id);
    const rows = account === null ? begun : allSteps(stepsOf(account.workstream), begun, account.laid);
    const steps = await withoutWaits(run.id, rows, house);
    const driven = !isFinished(run.status) && (await isDriven(run.id, house));
    const damage = await damageOfRun(run, driven, house);
    const why = damage === null ? await whyFailed(house.store, run) : null;
    const workstream = account?.workstream ?? null;
    const waits = driven && workstream !== null ? await waitsFor({ run, workstream, rows }, house) : [];
    if (session.json) {
      const told = await readTold(run.id, house);
      const document = statusDocument(house.repository, { run, account, steps, driven });
      session.screen.line(
        JSON.stringify(
          { ...document, waits, told, ...(why === null ? {} : { why }), ...(damage === null ? {} : { damage }) },
          null,
          2,
        ),
      );
      return exitCode.ok;
    }
    const gone = driven ? null : goneWorktree(house.repository, run);
    const hint = damage === null ? null : await damageHint(run, house);
    printStatus(session, { run, account, steps, driven, gone, why, damage, waits }, args.all);
    if (damage !== null) for (const line of damageLines(damage, hint, session.screen.paint)) session.screen.line(line);
    // What no event says, such as why it did not begin.
    const told = isFinished(run.status) ? [] : await readTold(run.id, house);
    const { paint } = session.screen;
    for (const { at, message } of told.slice(-NOTES_SHOWN))
      session.screen.line(`  ${paint.dim(clockText(instant(at)))}  ${paint.yellow('note')}  ${plainLine(message)}`);
    return exitCode.ok;
  });
