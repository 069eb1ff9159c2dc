/** What the exit code of `ws` means and what gives it, in one place. The help, docs/cli.md and the README show it. */
import type { DriveEnd } from '../house/driving.ts';
import type { Refusal } from '../house/refusal.ts';

/** The exit codes of `ws`, by what they mean. */
export const exitCode = {
  ok: 0,
  failed: 1,
  usage: 2,
  waiting: 3,
  held: 4,
  bug: 70,
  interrupted: 130,
} as const;

/** One of the numbers of {@link exitCode}. */
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

export type ExitCodeLine = { readonly code: ExitCode; readonly meaning: string; readonly givenBy: string };

/** One line for each exit code, smallest first. */
export const EXIT_CODES: readonly ExitCodeLine[] = [
  {
    code: exitCode.ok,
    meaning: 'succeeded, valid, nothing to complain of',
    givenBy: 'a run that succeeded; any other command that did what it was asked',
  },
  {
    code: exitCode.failed,
    meaning: 'the run failed or was cancelled, or there are findings',
    givenBy:
      'the end of a run; state that cannot be trusted; checks, searches and comparisons that found something wrong, or nothing at all',
  },
  {
    code: exitCode.usage,
    meaning: 'the document, the usage or the configuration is wrong; nothing was started',
    givenBy: 'options and names that make no sense; files with errors; a repository, disk or tool that is not fit',
  },
  {
    code: exitCode.waiting,
    meaning: 'the run waits for a person or an event, or is paused',
    givenBy: 'a question or a step that is a person’s; `ws pause`; a full disk',
  },
  {
    code: exitCode.held,
    meaning: 'another process drives this run',
    givenBy: 'commands that would move a run which another `ws` is moving',
  },
  { code: exitCode.bug, meaning: 'a bug in ws', givenBy: 'a fault of `ws` itself; it says where the report lies' },
  {
    code: exitCode.interrupted,
    meaning: 'interrupted; go on with ws resume',
    givenBy: 'Ctrl-C, SIGTERM or SIGHUP while a run is driven',
  },
];

type Drive = Exclude<DriveEnd['kind'], 'finished'> | Extract<DriveEnd, { readonly kind: 'finished' }>['status'];

const AFTER: Readonly<Record<Drive, ExitCode>> = {
  succeeded: exitCode.ok,
  failed: exitCode.failed,
  cancelled: exitCode.failed,
  waiting: exitCode.waiting,
  paused: exitCode.waiting,
  stopped: exitCode.interrupted,
  held: exitCode.held,
  unprepared: exitCode.usage,
  broken: exitCode.failed,
};

const REFUSED: Readonly<Record<Refusal['kind'], ExitCode>> = {
  invalid: exitCode.usage,
  environment: exitCode.usage,
  findings: exitCode.failed,
  held: exitCode.held,
};

/** The exit code that tells how a driving ended. */
export const exitOfDrive = (end: DriveEnd): ExitCode => AFTER[end.kind === 'finished' ? end.status : end.kind];

/** The exit code that tells why something was not done. */
export const exitOfRefusal = ({ kind }: Pick<Refusal, 'kind'>): ExitCode => REFUSED[kind];
