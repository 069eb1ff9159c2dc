/** `ws diff`: what a run, or one of its steps, changed. */
import { complain } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
import { diffDocument, diffRun } from '../../house/diff-run.ts';
import { refusalOfLostWork } from '../../house/lost-work.ts';
import type { Command } from '../session.ts';
import { withRun } from '../with-house.ts';

export type DiffArgs = { readonly run: string | null; readonly step: string | null; readonly stat: boolean };

/** Prints a unified diff, or with `--json` what changed as a document. */
export const diff: Command<DiffArgs> = (session, args) =>
  withRun(session, args.run, async (house, run) => {
    const { screen, json } = session;
    const { step, stat } = args;
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
