/** What is said of a run when nobody watches it any more: the summary, or the answer that it is. */
import { relative } from 'node:path';
import type { RunId, StepId } from '../../core/id.ts';
import type { DriveEnd, Driven } from '../house/driving.ts';
import type { House } from '../house/house.ts';
import type { Progress } from '../house/progress.ts';
import type { StepView } from '../house/step-view.ts';
import { workplaceOf } from '../house/workplace.ts';
import { tailOf } from './log-tail.ts';
import type { Session } from './session.ts';
import type { Labelled } from './view/labels.ts';
import { summaryLines } from './view/summary.ts';

export type Ended = {
  readonly run: RunId;
  readonly progress: Progress;
  readonly end: DriveEnd;
  readonly bundle: Driven['bundle'];
  /** Gives what the summary says of the work beside what it says of every run. */
  readonly work?: ((progress: Progress) => Promise<readonly Labelled[]>) | undefined;
  /** Gives the answer that is the result; the summary is then for people alone. */
  readonly answer?: ((progress: Progress) => string) | undefined;
};

/** Programs have the events, and are told nothing more. */
export const sumUp = async (
  { screen, json, directory }: Session,
  house: Pick<House, 'files' | 'repository'>,
  { run, progress, end, bundle, work, answer }: Ended,
): Promise<void> => {
  if (json) return;
  const logTail = (step: StepView): readonly string[] =>
    tailOf({ files: house.files, paint: screen.paint }, run, step, 20);
  const { columns, paint } = screen;
  const workplace = (step: StepId): string =>
    workplaceOf(house.repository, { run, workstream: progress.workstream }, step);
  const bundlePath = bundle === null ? null : relative(directory, bundle.path);
  const told = (await work?.(progress)) ?? [];
  const settings = { columns, paint, logTail, workplace, bundle: bundlePath, work: told };
  const result = answer?.(progress) ?? '';
  if (result !== '') screen.quote(`${result}\n`);
  for (const line of summaryLines(run, progress, end, settings))
    if (answer === undefined) screen.line(line);
    else screen.note(line);
};
