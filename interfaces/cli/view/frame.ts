/** The part of the live view that is drawn over again: pure, from state to lines that never wrap. */
import { unreachable } from '../../../core/result.ts';
import { isMerge, WORK } from '../../../core/hidden-step.ts';
import { stepId } from '../../../core/id.ts';
import { cut, pad, plainLine, widthOf } from '../fit.ts';
import type { Paint } from '../screen.ts';
import { durationText, failureWords, instantText, stepSign } from '../words.ts';
import { insideWords, leftWords, nameAt } from './inside.ts';
import type { Progress } from '../../house/progress.ts';
import type { StepView } from '../../house/step-view.ts';
import { byUrgency, foldedRows, treeOf, type Node, type Row } from '../../house/step-tree.ts';

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
      return insideWords(progress.inside(step.id));
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

const nameOf = ({ depth, node: { step, within } }: Told): string => {
  const { attempts, waits } = within ?? step;
  const name = nameAt(step, depth);
  return attempts - waits > 1 ? `${name} (${attempts - waits})` : name;
};

type Told = { readonly depth: number; readonly node: Node<StepView> };

const stepLine = (progress: Progress, told: Told, nameColumns: number, settings: FrameSettings): string => {
  const { now, columns, paint } = settings;
  const { step, within } = told.node;
  const { kind } = within ?? step;
  const isTimed = kind === 'running' || kind === 'validating' || kind === 'open';
  const elapsed = isTimed && step.startedAt !== null ? durationText(now - step.startedAt) : '';
  const left = `${pad(nameOf(told), nameColumns)} ${pad(elapsed, 7)}`;
  const room = columns - 4 - nameColumns - 1 - 7 - 1;
  const what = isMerge(within ?? step) && kind === 'running' ? 'is merged' : detail(progress, within ?? step, settings);
  const said = cut(plainLine(what).trim(), room);
  const head = `  ${stepSign(kind, paint)} ${left}`;
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

/** What is under way, and of a lane of one step that is merged also its work, by which it is known. */
const underWay = ({ active, steps }: Progress): readonly StepView[] =>
  [...active.values()].flatMap((step) => {
    const work = isMerge(step) ? steps.get(stepId(`${step.parent ?? ''}/${WORK}`)) : undefined;
    return work === undefined ? [step] : [work, step];
  });

/** The most urgent first, at every depth. */
const sorted = (nodes: readonly Node<StepView>[]): readonly Node<StepView>[] =>
  byUrgency(nodes).map((node) => ({ ...node, inside: sorted(node.inside) }));

/** The lines of the frame: steps that run, wait or are tried again, as a tree, then one line for the whole run. */
export const frameLines = (progress: Progress, settings: FrameSettings): readonly string[] => {
  const { columns, rows, paint, notice } = settings;
  const space = Math.max(1, rows - 2 - (notice === null ? 0 : 1));
  const shown = foldedRows(sorted(treeOf(underWay(progress))), space).slice(0, space);
  const longest = Math.max(0, ...shown.map((row) => (row.node === null ? 0 : widthOf(nameOf(row)))));
  const nameColumns = Math.min(longest, Math.max(8, Math.floor(columns / 3)));
  const lineOf = (row: Row<StepView>): string =>
    row.node === null
      ? paint.dim(cut(`    ${leftWords(row.left, row.depth)}`, columns))
      : stepLine(progress, row, nameColumns, settings);
  const lines = [...shown.map(lineOf), footLine(progress, settings)];
  if (notice !== null) lines.push(`  ${paint.yellow(cut(notice, columns - 2))}`);
  return lines;
};
