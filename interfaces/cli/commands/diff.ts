/** `ws diff`: what a run, or one of its steps, changed. */
import { stepId } from '../../../core/id.ts';
import { complain } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
import { diffRun } from '../../house/diff-run.ts';
import { refusalOfLostWork } from '../../house/lost-work.ts';
import type { Command } from '../session.ts';
import { withRun } from '../with-house.ts';

export type DiffArgs = { readonly run: string | null; readonly step: string | null; readonly stat: boolean };

/** Prints a unified diff. */
export const diff: Command<DiffArgs> = (session, args) =>
  withRun(session, args.run, async (house, run) => {
    const { screen } = session;
    const step = args.step === null ? null : stepId(args.step);
    const text = await diffRun({ run: run.id, step, stat: args.stat }, house);
    if (!text.ok) return complain(screen, text.error);
    const lost = await refusalOfLostWork(run, house);
    if (lost !== null) complain(screen, lost);
    screen.write(text.value);
    if (text.value === '') screen.note('no changes');
    return exitCode.ok;
  });
