/** What is said when a driving of a run is over: how it went, and what to do next. */
import { stripVTControlCharacters } from 'node:util';
import type { RunId, StepId } from '../../../core/id.ts';
import type { Issue } from '../../../core/issue.ts';
import { compensatedBy } from '../../../core/compensating.ts';
import { authoredPath } from '../../../core/hidden-step.ts';
import { ROLLBACK } from '../../../core/planning/compensation.ts';
import type { RunStatus } from '../../../core/run.ts';
import { cut, pad, plainLine, widthOf, wordsIn } from '../fit.ts';
import type { DriveEnd } from '../../house/driving.ts';
import type { Paint } from '../screen.ts';
import {
  cachedWords,
  changeWords,
  durationText,
  failureWords,
  instantText,
  statusText,
  stepName,
  stepSign,
} from '../words.ts';
import { typedPath } from '../../../core/state/children.ts';
import { unreachable } from '../../../core/result.ts';
import { everyStep } from '../../../core/steps-within.ts';
import { failedSteps, isOfBody } from '../../house/failed-steps.ts';
import { letThrough } from '../../house/let-through.ts';
import type { Progress } from '../../house/progress.ts';
import { foldedRows, treeOf, type Node, type Row } from '../../house/step-tree.ts';
import type { Overcome, StepView } from '../../house/step-view.ts';
import { answerLines, isUnchanged, usedRows } from './agent-words.ts';
import { insideWords, leftWords, nameAt } from './inside.ts';
import { labelledLines, valueRows, type Labelled } from './labels.ts';
import { answerCommand, waitLines, type Waiting } from './waits.ts';

export type SummarySettings = {
  readonly columns: number;
  readonly paint: Paint;
  /** The last lines of a failed step's log, oldest first. */
  readonly logTail: (step: StepView) => readonly string[];
};

const shownSteps = 40;

/** A text for people, broken between words, never cut. */
const indented = (text: string, indent: string, columns: number): readonly string[] =>
  wordsIn(text, columns - indent.length).map((line) => `${indent}${line}`);

const skippedWords = ({ id, skipped }: StepView): string =>
  compensatedBy(id) === null ? (skipped ?? 'condition') : 'nothing to undo';

/** How a step came to succeed after all. */
const overcomeWords = (overcome: Overcome, fixCommit: string | null): string => {
  switch (overcome.by) {
    case 'fallback':
      return `by fallback ${overcome.to}`;
    case 'fix':
      return `by a fix${fixCommit === null ? '' : ` (commit ${fixCommit.slice(0, 10)})`}: ${overcome.title}`;
    case 'retry':
      return overcome.change === undefined ? 'after a retry (flaky)' : `after a retry${changeWords(overcome.change)}`;
    default:
      return unreachable(overcome);
  }
};

type Told = Row<StepView> & { readonly node: Node<StepView> };

/** What is to be told of the step stands below it where it does not fit beside. */
const stepRow = (
  { node: { step, within, counts }, depth }: Told,
  nameColumns: number,
  settings: SummarySettings,
): readonly string[] => {
  const took = step.tookMs !== null && step.finishedAt !== null ? durationText(step.tookMs) : '';
  const told = within ?? step;
  const notes: string[] = [];
  if (counts !== null) notes.push(insideWords(counts));
  const tries = told.attempts - told.waits;
  if (tries > 1) notes.push(`${tries} attempts`);
  if (told.kind === 'succeeded' && told.overcome !== null) notes.push(overcomeWords(told.overcome, told.fixCommit));
  if (isUnchanged(told)) notes.push('nothing was changed');
  if (told.cached !== null) notes.push(cachedWords(told.cached));
  if (step.isInherited) notes.push('from the earlier run');
  if (step.kind === 'skipped') notes.push(`skipped (${skippedWords(step)})`);
  if (step.kind === 'failed' && told.failure !== null && !isOfBody(told))
    notes.push(failureWords(told.failure, told.diagnosis));
  if (told.kind === 'waiting' || step.kind === 'cancelled') notes.push(told.kind === 'waiting' ? told.kind : step.kind);
  const note = plainLine(notes.join(', '));
  const row = `${pad(nameAt(step, depth), nameColumns)} ${pad(took, 7)}`;
  const sign = stepSign(step.kind, settings.paint);
  if (widthOf(`${row} ${note}`) <= settings.columns - 4) return [`  ${sign} ${`${row} ${note}`.trimEnd()}`];
  return [`  ${sign} ${row.trimEnd()}`, ...indented(note, '      ', settings.columns)];
};

/** The tree of steps: of a big run, those that did not simply succeed. */
export const stepRows = (progress: Progress, settings: SummarySettings): readonly string[] => {
  const rows = foldedRows(treeOf(progress.steps.values()), shownSteps);
  const longest = Math.max(
    0,
    ...rows.map(({ node, depth }) => (node === null ? 0 : widthOf(nameAt(node.step, depth)))),
  );
  const nameColumns = Math.min(longest, Math.max(8, Math.floor(settings.columns / 2)));
  return rows.flatMap((row) =>
    row.node === null
      ? [settings.paint.dim(`    ${leftWords(row.left, row.depth)}`)]
      : stepRow({ ...row, node: row.node }, nameColumns, settings),
  );
};

const issuesShown = 8;

/** The first issues, a line each: `path:line:column  message (code)`. */
export const issueLines = (issues: readonly Issue[]): readonly string[] => {
  const shown = issues.slice(0, issuesShown).map((issue) => {
    const place = [issue.path, issue.line, issue.column].filter((part) => part !== null).join(':');
    const code = issue.code === null ? '' : ` (${issue.code})`;
    return plainLine(`${place === '' ? '' : `${place}  `}${issue.message}${code}`);
  });
  const left = issues.length - shown.length;
  return left > 0 ? [...shown, `and ${left} more`] : shown;
};

/** What a failed step died of, with the end of its log. */
export const failureLines = (step: StepView, settings: SummarySettings): readonly string[] => {
  const { columns, paint } = settings;
  if (step.failure === null) return [];
  const said = plainLine((step.diagnosis ?? step.failure).message);
  const [first = '', ...others] = wordsIn(`${stepName(step)} failed: ${said}`, columns - 4);
  const lines = [`  ${paint.red(first)}`, ...others.map((line) => `    ${paint.red(line)}`)];
  for (const issue of issueLines(step.diagnosis?.issues ?? [])) {
    const [place = '', ...more] = wordsIn(issue, columns - 6);
    lines.push(`    ${place}`, ...more.map((line) => `      ${line}`));
  }
  const { tried } = step.failure;
  if (tried !== undefined) lines.push(...indented(tried, '    ', columns));
  if (step.decision !== null)
    lines.push(...indented(plainLine(step.decision.reason), '    ', columns).map((line) => paint.dim(line)));
  for (const { plugin, message } of step.diagnosis?.problems ?? []) {
    const trouble = plainLine(`trouble with the plugin ${plugin}: ${message}`);
    lines.push(...indented(trouble, '    ', columns).map((line) => paint.yellow(line)));
  }
  const tail = settings.logTail(step);
  if (tail.length > 0) lines.push(paint.dim('    the end of its log:'));
  for (const line of tail) lines.push(paint.dim(`    │ ${cut(plainLine(line).trimEnd(), columns - 6)}`));
  return lines;
};

const nextCommands = (
  run: RunId,
  progress: Progress,
  end: DriveEnd,
  workplace: (step: StepId) => string,
): readonly (readonly [string, string])[] => {
  switch (end.kind) {
    case 'finished':
      // Who only looked has left nothing to merge.
      if (
        end.status === 'succeeded' &&
        everyStep(progress.workstream).every(({ access, body }) => body !== undefined || access === 'read')
      )
        return [];
      if (end.status === 'succeeded')
        return [
          ['look', `ws diff ${run}`],
          ['merge', `ws merge ${run}`],
        ];
      return [
        ['log', `ws logs ${run}${failedName(progress)}`],
        ['again', `ws retry ${run}`],
      ];
    case 'waiting': {
      const waiting = [...progress.active.values()].filter((step) => step.kind === 'waiting');
      const byHand = waiting.filter((step) => step.wait?.kind === 'work');
      // Whoever answers the only question can go on at once.
      const [only, second] = waiting;
      const atOnce = only !== undefined && second === undefined ? ' --resume' : '';
      return [
        ...[...new Set(byHand.map(({ id }) => workplace(id)))].map((place) => ['work in', place] as const),
        ...waiting.map(({ id, wait }) => {
          const command = answerCommand(run, id, wait === null ? ['accept'] : wait.choices);
          return ['answer', `${command}${atOnce}`] as const;
        }),
        ['go on', `ws resume ${run}`],
        ...(waiting.some((step) => step.wait?.until !== undefined || step.wait?.kind === 'event')
          ? ([['stay', `ws resume ${run} --wait`]] as const)
          : []),
        ...(waiting.some((step) => step.failure?.code === 'quarantined')
          ? ([['again', `ws resume ${run} --again`]] as const)
          : []),
      ];
    }
    case 'paused':
    case 'stopped':
      return [['go on', `ws resume ${run}`]];
    case 'unprepared':
      return [['log', `ws logs ${run}`]];
    case 'held':
    case 'broken':
      return [['look', `ws show ${run}`]];
  }
};

const failedName = (progress: Progress): string => {
  const [failed] = failedSteps(progress.steps);
  return failed === undefined ? '' : ` ${typedPath(authoredPath(failed.id))}`;
};

/** What is asked of a person, where the driving ended with that. */
const waitingSteps = (progress: Progress, end: DriveEnd): readonly Waiting[] =>
  end.kind !== 'waiting'
    ? []
    : [...progress.active.values()].flatMap(({ id, kind, wait, failure, diagnosis, decision }) => {
        if (kind !== 'waiting' || wait === null) return [];
        // Of a person's step that stands in for another, the failure is that of the other.
        const trouble = decision?.kind === 'ask' ? ((diagnosis ?? failure)?.message ?? null) : null;
        return [{ step: id, wait, trouble, letsThrough: letThrough(progress.workstream, id) }];
      });

/** What stands between how long a run took and how much of that it was paused. */
const PAUSED = ', ';

/** How long it took, and how much of that nobody worked. */
const tookWords = ({ finishedAt, idleMs }: Progress, from: number): string => {
  const whole = durationText(Math.max(0, (finishedAt ?? from) - from));
  return idleMs < 1000 ? whole : `${whole}${PAUSED}${durationText(idleMs)} of it paused or waiting`;
};

/** The title and how it went, and the run behind it, or below where it does not fit; so do the pauses. */
const headingOf = (run: RunId, title: string, went: string, { columns, paint }: SummarySettings): readonly string[] => {
  const wentColumns = widthOf(stripVTControlCharacters(went)) + 1;
  const named = `run ${run}`;
  if (widthOf(title) + wentColumns + 2 + widthOf(named) <= columns)
    return [`${paint.bold(title)} ${went}  ${paint.dim(named)}`];
  const [brief = went, ...more] = widthOf(title) + wentColumns <= columns ? [went] : went.split(PAUSED);
  const room = columns - widthOf(stripVTControlCharacters(brief)) - 1;
  const below = [...more, named].map((line) => `  ${paint.dim(line)}`);
  return [`${paint.bold(cut(title, Math.max(10, room)))} ${brief}`, ...below];
};

/** The lines printed when `ws run`, `ws resume` or `ws retry` lets go of a run. */
export const summaryLines = (
  run: RunId,
  progress: Progress,
  end: DriveEnd,
  settings: SummarySettings & {
    readonly workplace: (step: StepId) => string;
    /** Where the diagnostics of a run that failed lie; null where there are none. */
    readonly bundle: string | null;
    /** What is said of its work beside what is said of every run. */
    readonly work: readonly Labelled[];
  },
): readonly string[] => {
  const { paint, columns } = settings;
  const from = progress.startedAt ?? progress.createdAt;
  const took = from !== null && progress.finishedAt !== null ? ` in ${tookWords(progress, from)}` : '';
  const status = end.kind === 'stopped' ? paint.yellow('stopped') : statusText(progress.status, paint);
  const lines = [
    '',
    ...headingOf(run, plainLine(progress.workstream.title || progress.workstream.id), `${status}${took}`, settings),
    ...stepRows(progress, settings),
  ];
  const failed = failedSteps(progress.steps);
  for (const step of failed.slice(0, 5)) lines.push('', ...failureLines(step, settings));
  for (const waiting of waitingSteps(progress, end).slice(0, 5)) lines.push('', ...waitLines(waiting, settings));
  if (failed.length > 5) lines.push('', paint.dim(`  and ${failed.length - 5} more failed: ws show ${run}`));
  lines.push(...answerLines(run, progress, settings));
  if (progress.why !== null) lines.push('', `  ${paint.red(plainLine(progress.why))}`);
  const isRolledBack = progress.steps.get(ROLLBACK)?.kind === 'succeeded';
  const rolledBack = `rolled back to its base; it is kept as refs/ws/${run}/rolled-back`;
  const facts: readonly Labelled[] = [
    ...valueRows('inputs', progress.inputs, columns),
    ...valueRows('outputs', progress.outputs, columns),
    ...settings.work,
    ...usedRows(progress),
    ...(progress.place === null ? [] : [['branch', progress.place.branch] as const]),
    ...(isRolledBack ? [['work', rolledBack] as const] : []),
    ...nextCommands(run, progress, end, settings.workplace).map(
      ([name, command]): Labelled => [name, paint.bold(command)],
    ),
    ...(settings.bundle === null ? [] : [['diagnostics', settings.bundle] as const]),
  ];
  return [...lines, '', ...labelledLines(facts)];
};

/** A heading for a run, as `ws show` and `ws status` print it. */
export const runHeading = (
  run: RunId,
  progress: Progress,
  paint: Paint,
  status: RunStatus = progress.status,
): readonly string[] => {
  const facts: string[] = [`run ${run}`];
  if (progress.startedAt !== null) facts.push(`started ${instantText(progress.startedAt)}`);
  if (progress.startedAt !== null && progress.finishedAt !== null)
    facts.push(`took ${tookWords(progress, progress.startedAt)}`);
  const title = plainLine(progress.workstream.title || progress.workstream.id);
  return [`${paint.bold(title)} ${statusText(status, paint)}`, `  ${paint.dim(facts.join(' · '))}`];
};
