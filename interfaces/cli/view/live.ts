/** The live view: finished steps scroll away above, the frame below is drawn over a few times a second. */
import { stripVTControlCharacters } from 'node:util';
import { createLogUpdate } from 'log-update';
import type { RunId, StepId } from '../../../core/id.ts';
import type { AttemptFiles } from '../../../core/system.ts';
import { ENDLESS_COLUMNS, type Paint, type Screen } from '../screen.ts';
import { widthOf } from '../fit.ts';
import { tailText } from '../tail.ts';
import { frameLines } from './frame.ts';
import { happenedLine } from './happened.ts';
import type { Progress } from '../../house/progress.ts';
import type { StepView } from '../../house/step-view.ts';
import type { Remaining } from './remaining.ts';
import { reportLines } from './report-line.ts';
import { followReports } from './report-tail.ts';
import type { Reporter } from './reporter.ts';

const frameEveryMs = 125;
const estimateEveryMs = 1000;

/** What a running step told last of its work; else what it wrote last: of its two logs the one that has something, stdout first. */
export const lastLineOf = (
  { files, run, paint }: { readonly files: Pick<AttemptFiles, 'paths'>; readonly run: RunId; readonly paint: Paint },
  step: StepView,
): string => {
  const paths = files.paths({ run, step: step.id, attempt: step.attempts });
  const settings = { paint, columns: ENDLESS_COLUMNS, own: paths.directory };
  const told = tailText(paths.report, 8192)
    .split('\n')
    .findLast((line) => reportLines(line, settings).length > 0);
  if (told !== undefined) return reportLines(told, settings).at(-1) ?? '';
  for (const path of [paths.stdout, paths.stderr]) {
    const lines = tailText(path, 2048).split(/[\r\n]+/);
    const last = lines.findLast((line) => line.trim() !== '');
    if (last !== undefined) return last;
  }
  return '';
};

/** How many rows of a terminal lines take that were written when it had more columns, or fewer. */
export const rowsOf = (lines: readonly string[], columns: number): number =>
  lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(widthOf(stripVTControlCharacters(line)) / columns)), 0);

/** Draws on the terminal behind `stream` until it is closed. */
export const liveReporter = (options: {
  readonly screen: Screen;
  readonly stream: NodeJS.WritableStream;
  readonly run: RunId;
  readonly progress: Progress;
  readonly remaining: Remaining;
  readonly files: Pick<AttemptFiles, 'paths'>;
  readonly now: () => number;
}): Reporter => {
  const { screen, run, progress, now } = options;
  const update = createLogUpdate(options.stream);
  const paint = screen.notePaint;
  let notice: string | null = null;
  let remainingMs: number | null = null;
  let estimatedAt = 0;
  const scrolled: string[] = [];
  const reports = followReports({ run, progress, files: options.files });
  const scrollTold = (step?: StepId): void => {
    const isNamed = progress.steps.size > 1;
    const room = screen.noteColumns - 5 - (isNamed ? Math.max(...[...progress.active.keys()].map(widthOf)) + 2 : 0);
    for (const { step: id, line } of reports.read({ paint, columns: Math.max(20, room) }, step))
      scrolled.push(`    ${isNamed ? `${id}  ` : ''}${line}`);
  };
  let drawn: readonly string[] = [];
  let drawnAt = screen.noteColumns;
  // A terminal that has become narrower has broken the lines that were drawn: more rows are to be cleared than were written.
  const clearResized = (): void => {
    if (screen.noteColumns !== drawnAt && drawn.length > 0) {
      options.stream.write(`\u001b[${rowsOf(drawn, screen.noteColumns)}A\r\u001b[J`);
      update.done();
    }
    drawnAt = screen.noteColumns;
  };
  const draw = (): void => {
    if (screen.isDead) return;
    const at = now();
    if (at - estimatedAt >= estimateEveryMs) {
      remainingMs = options.remaining(progress, at);
      estimatedAt = at;
    }
    clearResized();
    scrollTold();
    if (scrolled.length > 0) {
      update.persist(scrolled.join('\n'));
      scrolled.length = 0;
    }
    const lastLine = (step: StepView): string => lastLineOf({ files: options.files, run, paint }, step);
    // One column stays free: some terminals wrap when the last one is written.
    const size = { columns: screen.noteColumns - 1, rows: Math.min(screen.rows - 1, 20) };
    drawn = frameLines(progress, { now: at, ...size, paint, remainingMs, lastLine, notice });
    update(drawn.join('\n'));
  };
  // Whatever else is said would stand in the middle of the frame, and leave what is above it for good.
  screen.handOver((text) => scrolled.push(text));
  const timer = setInterval(draw, frameEveryMs);
  return {
    happened: (event, step) => {
      if (step !== null && event.type !== 'step.started') scrollTold(step.id);
      const line = happenedLine(event, step, { columns: screen.noteColumns - 1, paint, isStartShown: false });
      if (line !== null) scrolled.push(line);
    },
    notice: (text) => {
      notice = text;
    },
    close: () => {
      clearInterval(timer);
      screen.handOver(null);
      if (screen.isDead) return;
      if (scrolled.length > 0) update.persist(scrolled.join('\n'));
      update.clear();
      update.done();
    },
  };
};
