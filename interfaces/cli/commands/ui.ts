/** `ws ui`: opens the page in a browser, and starts the server where none runs. */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { ServerNote } from '../../house/serve/server-note.ts';
import { openCode } from '../../house/serve/ask-server.ts';
import { readNote } from '../../house/serve/server-note.ts';
import { refuse } from '../../house/refusals.ts';
import { complain } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
import { pauseFor } from '../pause-for.ts';
import type { Command, Session } from '../session.ts';
import { meantRun, withHouse } from '../with-house.ts';

export type UiArgs = { readonly run: string | null; readonly print: boolean };

const LOOKS = 100;
const PAUSE_MS = 100;

const startServer = ({ directory, env }: Session): void => {
  const given = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  spawn(process.execPath, [resolve(process.argv[1] ?? ''), 'serve'], {
    ...{ cwd: directory, env: given, detached: true, stdio: 'ignore' },
  }).unref();
};

/** The page of a server that answers, with a code that lets in once; null where none does. */
const pageOf = async (note: ServerNote | null, path: string): Promise<string | null> => {
  const code = note === null ? null : await openCode(note);
  return note === null || code === null ? null : `${note.url}${path}#c=${code}`;
};

const findPage = async (session: Session, stateDirectory: string, path: string): Promise<string | null> => {
  const found = await pageOf(readNote(stateDirectory), path);
  if (found !== null) return found;
  startServer(session);
  for (let looks = 0; looks < LOOKS; looks++) {
    await pauseFor(PAUSE_MS, session.screen.gone);
    const page = await pageOf(readNote(stateDirectory), path);
    if (page !== null) return page;
  }
  return null;
};

const openBrowser = (url: string): void => {
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open';
  spawn(program, [url], { detached: true, stdio: 'ignore' })
    .on('error', () => undefined)
    .unref();
};

/** The page says nothing of a code that was used, so that a printed one can be handed on once. */
export const ui: Command<UiArgs> = (session, { run: given, print }) =>
  withHouse(session, async (house) => {
    const { screen } = session;
    const run = given === null ? null : await meantRun(session, house, given);
    if (typeof run === 'number') return run;
    const page = await findPage(session, house.stateDirectory, run === null ? '/' : `/runs/${run.id}`);
    if (page === null)
      return complain(
        screen,
        refuse('environment', 'the server does not answer', 'Start it and see why: ws serve').error,
      );
    if (print || session.json) screen.line(session.json ? JSON.stringify({ url: page }) : page);
    else {
      screen.note(page);
      openBrowser(page);
    }
    return exitCode.ok;
  });
