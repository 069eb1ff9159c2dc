/** `ws diff`: what a run, or one of its steps, changed. */
import { complain } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
import { diffDocument, diffRun } from '../../house/diff-run.ts';
import { refusalOfLostWork } from '../../house/lost-work.ts';
import type { Command } from '../session.ts';
import { runOrStep } from '../../house/run-or-step.ts';
import { ok } from '../../../core/result.ts';
import { meantRun, withHouse } from '../with-house.ts';

export type DiffArgs = {
  /** Without a step: the beginning of a run's id, or a step of the latest run. */
  readonly run: string | null;
  readonly step: string | null;
  readonly stat: boolean;
};

/** Prints a unified diff, or with `--json` what changed as a document. */
export const diff: Command<DiffArgs> = (session, args) =>
  withHouse(session, async (house) => {
    const { screen, json } = session;
    const { run: name, step: given, stat } = args;
    const meant =
      name === null || given !== null ? ok({ run: name, step: given }) : await runOrStep(house, name, 'diff');
    if (!meant.ok) return complain(screen, meant.error);
    const run = await meantRun(session, house, meant.value.run);
    if (typeof run === 'number') return run;
    const { step } = meant.value;
    if (given === null && step !== null && !json) screen.note(screen.notePaint.dim(`run ${run.id}`));
    if (json) {
      const document = await diffDocument({ run: run.id, step, withPatch: !stat }, house);
      if (!document.ok) return complain(screen, document.error);
      screen.line(JSON.stringify(document.value));
      return exitCode.ok;
    }
    const text = await diffRun({ run: run.id, step, form: stat ? 'stat' : 'patch' }, house);
    if (!text.ok) return complain(screen, text.error);
    const lost = await refusalOfLostWork(run, house);
    if (lost !== null) complain(screen, lost);
    screen.write(text.value);
    if (text.value === '') screen.note('no changes');
    return exitCode.ok;
  });
