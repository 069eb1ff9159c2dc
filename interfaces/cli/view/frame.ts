/** The part of the live view that is drawn over again: pure, from state to lines that never wrap. */
import { unreachable } from '../../../core/result.ts';
import { cut, pad, plainLine, widthOf } from '../fit.ts';
import type { Paint } from '../screen.ts';
import { durationText, failureWords, instantText, stepName, stepSign } from '../words.ts';
import { countsInside, insideWords } from './inside.ts';
import type { Progress } from '../../house/progress.ts';
import type { StepView } from '../../house/step-view.ts';

export type FrameSettings = {
  readonly now: number;
  readonly columns: number;
  /** Lines the frame may take. */
  readonly rows: number;
  readonly paint: Paint;
  /** The estimate in milliseconds; null where there is none. */
  readonly remainingMs: number | null;
  /** The last line of a running step's output; empty where there is none. */
  readonly lastLine: (step: StepView) => string;
  /** What stands below everything, such as "stopping"; null for nothing. */
  readonly notice: string | null;
};

const detail = (progress: Progress, step: StepView, settings: FrameSettings): string => {
  switch (step.kind) {
    case 'running':
      return settings.lastLine(step);
    case 'validating':
      return 'checking acceptance';
    case 'backoff': {
      const seconds = Math.max(0, Math.ceil(((step.wakeAt ?? settings.now) - settings.now) / 1000));
      const why = step.failure === null ? 'unknown' : failureWords(step.failure, step.diagnosis);
      if (step.decision?.kind === 'fix') return `tries a fix: ${step.decision.fix.title} (${why})`;
      if (step.decision?.kind === 'wait') return `waits, asks again in ${seconds}s (${why})`;
      return `again in ${seconds}s (failure ${step.failures} of ${step.limit + 1}: ${why})`;
    }
    case 'waiting':
      if (step.wait === null) return 'waits for an answer';
      return `${step.wait.until === undefined ? 'waits' : `parked until ${instantText(step.wait.until)}`}: ${step.wait.prompt}`;
    case 'open':
      return insideWords(countsInside(progress, step.id));
    case 'blocked':
    case 'ready':
    case 'succeeded':
    case 'failed':
    case 'skipped':
    case 'cancelled':
      return '';
    default:
      return unreachable(step.kind);
  }
};

const nameOf = (step: StepView): string => {
  const tries = step.attempts - step.waits;
  return tries > 1 ? `${stepName(step)} (${tries})` : stepName(step);
};

const stepLine = (progress: Progress, step: StepView, nameColumns: number, settings: FrameSettings): string => {
  const { now, columns, paint } = settings;
  const isTimed = step.kind === 'running' || step.kind === 'validating' || step.kind === 'open';
  const elapsed = isTimed && step.startedAt !== null ? durationText(now - step.startedAt) : '';
  const name = nameOf(step);
  const left = `${pad(name, nameColumns)} ${pad(elapsed, 7)}`;
  const room = columns - 4 - nameColumns - 1 - 7 - 1;
  const said = cut(plainLine(detail(progress, step, settings)).trim(), room);
  const head = `  ${stepSign(step.kind, paint)} ${left}`;
  return said === '' ? head.trimEnd() : `${head} ${paint.dim(said)}`;
};

const makingWords = ({ workstream }: Progress): string =>
  `making the worktree${(workstream.worktree?.setup ?? null) === null ? '' : ' and setting it up'}`;

const footLine = (progress: Progress, settings: FrameSettings): string => {
  const { now, columns, paint, remainingMs } = settings;
  const parts = [`${progress.finishedCount}/${progress.workCount} done`];
  const running = [...progress.active.values()].filter((step) => step.kind === 'running' || step.kind === 'validating');
  if (running.length > 0) parts.push(`${running.length} running`);
  if (progress.place === null && progress.createdAt !== null)
    parts.push(makingWords(progress), durationText(Math.max(0, now - progress.createdAt)));
  if (progress.startedAt !== null) parts.push(durationText(now - progress.startedAt));
  if (remainingMs !== null && remainingMs > 1000) parts.push(`about ${durationText(remainingMs)} left`);
  return `  ${paint.bold(cut(parts.join(' · '), columns - 2))}`;
};

const rank = (step: StepView): number => (step.kind === 'waiting' ? 0 : step.kind === 'backoff' ? 2 : 1);

/** The lines of the frame: steps that run, wait or are tried again, then one line for the whole run. */
export const frameLines = (progress: Progress, settings: FrameSettings): readonly string[] => {
  const { columns, rows, paint, notice } = settings;
  const active = [...progress.active.values()].sort((a, b) => rank(a) - rank(b));
  const space = Math.max(1, rows - 2 - (notice === null ? 0 : 1));
  const shown = active.length > space ? active.slice(0, space - 1) : active;
  const longest = Math.max(0, ...shown.map((step) => widthOf(nameOf(step))));
  const nameColumns = Math.min(longest, Math.max(8, Math.floor(columns / 3)));
  const lines = shown.map((step) => stepLine(progress, step, nameColumns, settings));
  if (shown.length < active.length) lines.push(paint.dim(cut(`    and ${active.length - shown.length} more`, columns)));
  lines.push(footLine(progress, settings));
  if (notice !== null) lines.push(`  ${paint.yellow(cut(notice, columns - 2))}`);
  return lines;
};
