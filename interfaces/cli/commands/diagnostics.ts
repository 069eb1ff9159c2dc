/** `ws diagnostics`: one archive with all that helps to understand a run. */
import { relative, resolve } from 'node:path';
import { complain } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
import { bundleRun } from '../../house/bundle-run.ts';
import type { Command } from '../session.ts';
import { withRun } from '../with-house.ts';
import { counted } from '../../../core/counted.ts';

export type DiagnosticsArgs = {
  readonly run: string | null;
  /** null: in the folder of the run. */
  readonly output: string | null;
};

/** Writes it anew and prints where it is. */
export const diagnostics: Command<DiagnosticsArgs> = (session, args) =>
  withRun(session, args.run, async (house, run) => {
    const { screen, directory } = session;
    const written = await bundleRun(run.id, args.output === null ? null : resolve(directory, args.output), house);
    if (!written.ok) return complain(screen, written.error);
    const { path, files, left } = written.value;
    if (session.json) screen.line(JSON.stringify({ run: run.id, path, files, left }, null, 2));
    else {
      screen.line(relative(directory, path) || path);
      screen.note(
        `${counted(files.length, 'file')}, README.md says what is what; secrets are masked, but look before you pass it on`,
      );
      if (left.length > 0) screen.note(`left out, for want of room: ${left.join(', ')}`);
    }
    return exitCode.ok;
  });
