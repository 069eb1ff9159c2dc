/** `ws artifacts`: the files that were kept of the steps of a run. */
import { relative, resolve } from 'node:path';
import { artifactsOfRun, getArtifacts } from '../../house/artifacts-of-run.ts';
import { complain } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
import { plainLine } from '../fit.ts';
import type { Command } from '../session.ts';
import { tableLines } from '../table.ts';
import { withRun } from '../with-house.ts';
import { sizeText } from '../words.ts';

/** `step`: null for all. */
export const artifactsList: Command<{ readonly run: string | null; readonly step: string | null }> = (
  session,
  { run: given, step },
) =>
  withRun(session, given, async (house, run) => {
    const { screen } = session;
    const found = await artifactsOfRun({ run: run.id, step }, house);
    if (!found.ok) return complain(screen, found.error);
    if (session.json) screen.line(JSON.stringify({ run: run.id, artifacts: found.value }));
    else if (found.value.length === 0) screen.note(`nothing is kept of run ${run.id}: steps say it with "artifacts"`);
    else {
      const rows = found.value.map(({ step: of, path, bytes, digest }) => [
        ...[plainLine(of), plainLine(path), sizeText(bytes), digest.slice(0, 12)],
      ]);
      const { columns } = screen;
      for (const line of tableLines(['STEP', 'PATH', 'SIZE', 'SHA-256'], rows, { columns, column: 1 }))
        screen.line(line);
    }
    return exitCode.ok;
  });

export type GetArgs = {
  readonly run: string;
  readonly step: string;
  readonly path: string | null;
  readonly to: string;
};

/** Copies them into a folder, and says where they are. */
export const artifactsGet: Command<GetArgs> = (session, { run: given, step, path, to }) =>
  withRun(session, given, async (house, run) => {
    const { screen, directory } = session;
    const got = await getArtifacts({ run: run.id, step, path, to: resolve(directory, to) }, house);
    if (!got.ok) return complain(screen, got.error);
    if (session.json) screen.line(JSON.stringify({ run: run.id, written: got.value }));
    else for (const each of got.value) screen.line(plainLine(relative(directory, each)));
    return exitCode.ok;
  });
