/** `ws show`: everything about a run that a person may want to read. */
import type { RunEvent, StepEvent } from '../../../core/event.ts';
import { instant, type RunId, type StepId } from '../../../core/id.ts';
import { compensatedBy } from '../../../core/compensating.ts';
import type { RunOptions } from '../../../core/run.ts';
import { counted } from '../../../core/counted.ts';
import type { RunRow } from '../../../core/run-tables.ts';
import { unreachable } from '../../../core/result.ts';
import type { Step } from '../../../core/workstream.ts';
import { damageHint, damageOfRun } from '../../house/damage.ts';
import { isDriven } from '../../house/is-driven.ts';
import { damageLines } from '../view/damage-lines.ts';
import { readTold } from '../../house/told-notes.ts';
import { definitionAt } from '../../../core/definition-at.ts';
import { definitionOf } from '../../house/definition-of.ts';
import { tailOf } from '../log-tail.ts';
import { exitCode } from '../exit-code.ts';
import { plainLine } from '../fit.ts';
import type { House } from '../../house/house.ts';
import type { Paint } from '../screen.ts';
import type { Command } from '../session.ts';
import { worktreeOf } from '../../../adapters/git/worktree/place.ts';
import { failureLines, runHeading, type SummarySettings } from '../view/summary.ts';
import { failureHeadline, failureStory } from '../view/failure-story.ts';
import { changesRow, labelledLines, valueRows, type Labelled } from '../view/labels.ts';
import { happenedLine } from '../view/happened.ts';
import { answerCommand } from '../view/waits.ts';
import { failedSteps } from '../../house/failed-steps.ts';
import { progressOf, type Progress } from '../../house/progress.ts';
import type { StepView } from '../../house/step-view.ts';
import { tidiedWords } from '../view/tidied-words.ts';
import { clockText, discardedLine, statusText, stepName, stepSign } from '../words.ts';
import { withRun } from '../with-house.ts';
import { failureCauseOf } from '../../../core/state/failure-row.ts';

export type ShowArgs = { readonly run: string | null };

const runLine = (event: RunEvent): string | null => {
  switch (event.type) {
    case 'run.paused':
      return `paused by ${event.by} (${event.reason})`;
    case 'run.resumed':
      return `resumed by ${event.by}`;
    case 'run.amended':
      return 'took in a change of its definition';
    case 'run.cancelling':
      return `being cancelled by ${event.by}${event.compensate ? '; what succeeded will be undone' : ''}`;
    case 'run.compensating':
      return `undoes what succeeded, because it ${event.cause === 'failed' ? 'failed' : 'was cancelled'}`;
    case 'run.damaged':
      return event.reason;
    case 'run.tidied':
      return tidiedWords(event);
    case 'run.failed':
      return event.message;
    case 'run.created':
    case 'run.started':
    case 'run.waiting':
    case 'run.woken':
    case 'run.succeeded':
    case 'run.cancelled':
      return null;
    default:
      return unreachable(event);
  }
};

/** What is longer nobody reads in a story. */
const VALUE_SHOWN = 1000;

const shortened = (text: string): string =>
  text.length <= VALUE_SHOWN
    ? text
    : `${text.slice(0, VALUE_SHOWN)}… (${text.length.toLocaleString('en-US')} characters: ws status --json)`;

const outputLines = (event: StepEvent, paint: Paint): readonly string[] => {
  if (event.type !== 'step.succeeded') return [];
  const lines = Object.entries(event.outputs).map(([name, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return paint.dim(`               ${plainLine(name)} = ${plainLine(shortened(text))}`);
  });
  return event.checkpoint === null ? lines : [...lines, paint.dim(`               checkpoint ${event.checkpoint}`)];
};

/** Whether the fixes that were decided on helped, by the number of the event. */
const fixesOf = async (house: House, run: RunId): Promise<ReadonlyMap<number, boolean | null>> => {
  const since = instant(0);
  const rows = await house.store.failures({ run, decisions: ['fix'], since, isOpen: false, limit: 10_000 });
  return new Map(rows.map(({ seq, helped }) => [seq, helped]));
};

/** An event of a step, with what a person wants to know of it below. */
const storyOf = (
  event: StepEvent,
  step: StepView,
  told: { readonly paint: Paint; readonly definition: Step | null; readonly helped: boolean | null },
): readonly string[] => {
  const { paint, definition, helped } = told;
  const time = paint.dim(clockText(event.at));
  const cause = failureCauseOf(event);
  const line = happenedLine(event, step, { columns: 2000, paint, isStartShown: true });
  if (line === null) return [];
  if (cause === null || cause.failure.code === 'body-failed') {
    const undone = event.type === 'step.started' ? compensatedBy(step.id) : null;
    return [`  ${time}${line}${undone === null ? '' : `, undoes ${undone}`}`, ...outputLines(event, paint)];
  }
  const head = plainLine(failureHeadline(cause, event.attempt));
  const lines = [`  ${time}  ${stepSign(step.kind, paint)} ${paint.bold(stepName(step))}  ${head}`];
  lines.push(...failureStory(cause, { attempt: event.attempt, at: event.at, step: definition, helped, paint }));
  return event.type === 'step.parked' ? [...lines, `  ${time}${line}`] : lines;
};

/** Of which run it is a retry, and from where; none where it is no retry. */
const retriedRows = ({ inherits, base }: RunOptions): readonly Labelled[] =>
  inherits === null
    ? []
    : [
        [
          'retry of',
          `run ${inherits.run}, from ${base.slice(0, 10)}, with ${inherits.steps.length === 0 ? 'no step' : counted(inherits.steps.length, 'step')} of it`,
        ],
      ];

const FAILURES_SHOWN = 20;
const MANY = 50;

const UNEVENTFUL: ReadonlySet<StepEvent['type']> = new Set(['step.started', 'step.succeeded', 'step.skipped']);

/** Whether an event is one of so many that only what came up can be read: a step beside many others simply goes well. */
const isOneOfMany = ({ type }: StepEvent, step: StepView, progress: Progress): boolean => {
  if (!UNEVENTFUL.has(type) || step.failures > 0) return false;
  for (let { parent } = step; parent !== null; parent = progress.steps.get(parent)?.parent ?? null)
    if (progress.inside(parent).all > MANY) return true;
  return false;
};

/** The lines of `ws show`: heading, place, the story in order, and for each failed step the end of its log. */
const showLines = async (
  house: House,
  { id: run, discardedAt }: RunRow,
  settings: SummarySettings,
  isDamaged: boolean,
): Promise<readonly string[]> => {
  const workstream = await definitionOf(house.store, run);
  if (workstream === null) return [];
  const { paint, columns } = settings;
  const progress = progressOf(workstream);
  const story: string[] = [];
  const leftOut = new Set<StepId>();
  const waits = new Map<StepId, StepView>();
  let changes: string | null = null;
  const helped = await fixesOf(house, run);
  let retried: readonly Labelled[] = [];
  for await (const event of house.store.events(run, 0)) {
    if (event.type === 'run.created') retried = retriedRows(event.options);
    const step = progress.apply(event);
    if (event.type === 'run.created') changes = event.options.changes ?? null;
    const time = paint.dim(clockText(event.at));
    if (!('step' in event)) {
      const said = runLine(event);
      if (said !== null) story.push(`  ${time}  ${paint.yellow('run')}  ${plainLine(said)}`);
    } else if (step !== null) {
      const definition = definitionAt(workstream, step.id);
      const isLeftOut = isOneOfMany(event, step, progress);
      if (isLeftOut) leftOut.add(step.id);
      else story.push(...storyOf(event, step, { paint, definition, helped: helped.get(event.seq) ?? null }));
      if (step.kind === 'waiting') waits.set(step.id, step);
      else waits.delete(step.id);
    }
  }
  const lines = [...runHeading(run, progress, paint, isDamaged ? 'damaged' : progress.status)];
  if (leftOut.size > 0) {
    const many = `${counted(leftOut.size, 'step')} of many beside each other: what simply went well is left out`;
    story.push(paint.dim(`  ${many}; ws status ${run} --all`));
  }
  if (discardedAt !== null) lines.push(`  ${discardedLine(run, discardedAt)}`);
  const place: readonly Labelled[] =
    progress.place === null
      ? []
      : [
          ['branch', progress.place.branch],
          ['worktree', worktreeOf(house.repository, run)],
          ['base', progress.place.base],
        ];
  lines.push(
    ...labelledLines([
      ...place,
      ...retried,
      ...changesRow(changes),
      ...valueRows('inputs', progress.inputs, columns),
      ...valueRows('outputs', progress.outputs, columns),
    ]),
  );
  lines.push('', ...story);
  for (const { at, message } of await readTold(run, house))
    lines.push(`  ${paint.dim(clockText(instant(at)))}  ${paint.yellow('note')}  ${plainLine(message)}`);
  const failed = failedSteps(progress.steps);
  for (const step of failed.slice(0, FAILURES_SHOWN)) lines.push('', ...failureLines(step, settings));
  const more = failed.length - FAILURES_SHOWN;
  if (more > 0) lines.push('', paint.dim(`  and ${more} more failed: ws status ${run} --all`));
  for (const step of waits.values()) {
    lines.push('', `  ${stepName(step)} waits: ${answerCommand(run, step.id, step.wait?.choices ?? [])}`);
  }
  return lines;
};

/** Prints the story of one run. */
export const show: Command<ShowArgs> = (session, args) =>
  withRun(session, args.run, async (house, run) => {
    const { screen } = session;
    if (session.json) {
      const { status } = await import('./status.ts');
      return await status(session, { run: run.id, all: false });
    }
    const settings: SummarySettings = {
      columns: screen.columns,
      paint: screen.paint,
      logTail: (step) => tailOf({ files: house.files, paint: screen.paint }, run.id, step, 20),
    };
    const damage = await damageOfRun(run, await isDriven(run.id, house), house);
    const hint = damage === null ? null : await damageHint(run, house);
    const damaged = damage === null ? [] : damageLines(damage, hint, screen.paint);
    if (run.isArchived) {
      const status = damage === null ? run.status : 'damaged';
      screen.line(`${plainLine(run.title || run.workstream)} ${statusText(status, screen.paint)}`);
      // Where its events are was said already.
      for (const line of [`  run ${run.id}`, ...damaged]) screen.line(line);
      return exitCode.ok;
    }
    const lines = await showLines(house, run, settings, damage !== null);
    if (lines.length === 0)
      screen.line(`${plainLine(run.title || run.workstream)} ${statusText('damaged', screen.paint)}  run ${run.id}`);
    for (const line of [...lines, ...damaged]) screen.line(line);
    return exitCode.ok;
  });
