/** `ws serve`: the API and the page of a repository, until it is interrupted. */
import { dirname, join, resolve } from 'node:path';
import { complain } from '../complaint.ts';
import { exitCode } from '../exit-code.ts';
import type { Command } from '../session.ts';

export type ServeArgs = {
  readonly host: string;
  /** null: the usual one, or the next that is free. */
  readonly port: number | null;
  readonly readOnly: boolean;
  readonly behindProxy: string | null;
};

/** Beside the program. */
const pageFolder = (program: string): string => join(dirname(program), 'dashboard');

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });

/** Serves; says where. */
export const serve: Command<ServeArgs> = async (session, { host, port, readOnly, behindProxy }) => {
  const { screen, composer, directory, interrupts } = session;
  const script = resolve(process.argv[1] ?? '');
  const api = await import('../../api/serve.ts');
  const serving = await api.serve({
    ...{ host, port, behindProxy, directory, composer, isReadOnly: readOnly },
    pageFolder: pageFolder(script),
    program: [process.execPath, script],
  });
  if (!serving.ok) return complain(screen, serving.error);
  await using server = serving.value;
  const stopListening = interrupts.listen(() => undefined);
  if (session.json) screen.line(JSON.stringify({ url: server.url, pid: process.pid }));
  else {
    screen.line(server.url);
    screen.note('open the page: ws ui; end it: Ctrl-C');
  }
  await untilAborted(interrupts.stop);
  stopListening();
  return exitCode.ok;
};
