/** Tells a program of the user what has happened: JSON on its standard input, never through a shell. */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Hook, Notice } from '../../core/hook.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { ProcessEnd, Processes } from '../../core/system.ts';
import { messageOf } from '../../core/thrown.ts';
import { writeAnew } from '../../core/state/sqlite/own-file.ts';
import { viewOfWorktree } from '../machine/sandbox-view.ts';

export type CommandParts = {
  readonly processes: Pick<Processes, 'run'>;
  /** What the program inherits: it is the user's own, so all of the user's environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Where its input and output lie while it runs. Absolute. */
  readonly folder: string;
  readonly signal: AbortSignal;
};

const SAID_CHARACTERS = 300;

const howOf = (end: ProcessEnd): string | null => {
  switch (end.kind) {
    case 'exited':
      return end.exitCode === 0 ? null : `exited with ${end.exitCode}`;
    case 'signalled':
      return `was killed by ${end.signal}`;
    case 'timeout':
      return `took longer than ${end.afterMs / 1000} s and was killed`;
    case 'aborted':
      return 'was stopped';
    case 'over-limit':
      return end.message;
    case 'missing':
      return 'is not there, or may not be executed';
    case 'refused':
      return `could not be started: ${end.message}`;
  }
};

/** Runs the hook to its end; the error says, in one line, what became of it. Never rejects. */
export const tellByCommand = async (
  hook: Hook,
  notice: Notice,
  { processes, env, cwd, folder, signal }: CommandParts,
): Promise<Result<void, string>> => {
  const file = (name: string): string => join(folder, name);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    writeAnew(file('stdin'), `${JSON.stringify(notice)}\n`);
    const end = await processes.run({
      argv: hook.command,
      cwd,
      env: {
        ...env,
        WS_RUN_ID: notice.run.id,
        WS_STEP_ID: notice.step ?? '',
        WS_EVENT: notice.topic,
        WS_EVENT_ID: notice.id,
      },
      stdinPath: file('stdin'),
      stdoutPath: file('stdout'),
      stderrPath: file('stderr'),
      marker: `hook ${notice.id}`,
      timeoutMs: hook.timeoutMs,
      sandbox: 'off',
      limits: null,
      view: viewOfWorktree(cwd),
      signal,
    });
    const how = howOf(end);
    if (how === null) return ok(undefined);
    const said = (await readFile(file('stderr'), 'utf8').catch(() => '')).trim().split('\n').at(-1) ?? '';
    return err(said === '' ? how : `${how}: ${said.slice(0, SAID_CHARACTERS)}`);
  } catch (error) {
    return err(`could not be started: ${messageOf(error)}`);
  } finally {
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
};
