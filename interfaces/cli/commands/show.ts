/** `ws show`: everything about a run that a person may want to read. */
import type { RecordedEvent, WsEvent } from '../../../core/event.ts';
import type { RunId, StepId } from '../../../core/id.ts';
import { definitionOf } from '../definition-of.ts';
import { tailOf } from '../drive.ts';
import { exitCode } from '../exit-code.ts';
import { plainLine } from '../fit.ts';
import type { House } from '../house.ts';
import type { Paint } from '../screen.ts';
import type { Command } from '../session.ts';
import { failureLines, runHeading, type SummarySettings } from '../view/summary.ts';
import { happenedLine } from '../view/happened.ts';
import { progressOf, type StepView } from '../view/progress.ts';
import { clockText } from '../words.ts';
import { withRun } from '../with-house.ts';

export type ShowArgs = { readonly run: string | null };

const telling: ReadonlySet<WsEvent['type']> = new Set([
  'step.started',
  'step.succeeded',
  'step.retrying',
  'step.parked',
  'step.answered',
  'step.failed',
  'step.skipped',
  'step.cancelled',
]);

const runLine = (event: WsEvent): string | null => {
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
    case 'run.failed':
      return event.message;
    default:
      return null;
  }
};

const outputLines = (event: RecordedEvent, paint: Paint): readonly string[] => {
  if (event.type !== 'step.succeeded') return [];
  const lines = Object.entries(event.outputs).map(([name, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return paint.dim(`               ${plainLine(name)} = ${plainLine(text)}`);
  });
  return event.checkpoint === null ? lines : [...lines, paint.dim(`               checkpoint ${event.checkpoint}`)];
};

/** The lines of `ws show`: heading, place, the story in order, and for each failed step the end of its log. */
async function showLines(house: House, run: RunId, settings: SummarySettings): Promise<readonly string[]> {
  const workstream = await definitionOf(house.store, run);
  if (workstream === null) return [];
  const { paint } = settings;
  const progress = progressOf(workstream);
  const story: string[] = [];
  const waits = new Map<StepId, StepView>();
  for await (const event of house.store.events(run, 0)) {
    const step = progress.apply(event);
    const time = paint.dim(clockText(event.at));
    if (step === null) {
      const said = runLine(event);
      if (said !== null) story.push(`  ${time}  ${paint.yellow('run')}  ${plainLine(said)}`);
    } else if (telling.has(event.type)) {
      const line = happenedLine(event, step, { columns: 2000, paint, isStartShown: true });
      if (line !== null) story.push(`  ${time}${line}`, ...outputLines(event, paint));
      if (step.kind === 'waiting') waits.set(step.id, step);
      else waits.delete(step.id);
    }
  }
  const lines = [...runHeading(run, progress, paint)];
  if (progress.place !== null) {
    lines.push(
      `  branch    ${progress.place.branch}`,
      `  worktree  ${progress.place.worktree}`,
      `  base      ${progress.place.base}`,
    );
  }
  lines.push('', ...story);
  for (const step of progress.steps.values())
    if (step.kind === 'failed') lines.push('', ...failureLines(step, settings));
  for (const step of waits.values()) {
    lines.push('', `  ${step.id} waits: ws answer ${run} ${step.id} ${step.wait?.choices.join('|') ?? ''}`);
  }
  return lines;
}

/** Prints the story of one run. */
export const show: Command<ShowArgs> = (session, args) =>
  withRun(session, args.run, async (house, run) => {
    const { screen } = session;
    if (session.json) {
      const { status } = await import('./status.ts');
      return await status(session, { run: run.id });
    }
    const settings: SummarySettings = {
      columns: screen.hasColour ? screen.columns : 400,
      paint: screen.paint,
      logTail: (step) => tailOf(house, run.id, step, 20),
    };
    for (const line of await showLines(house, run.id, settings)) screen.line(line);
    return exitCode.ok;
  });
