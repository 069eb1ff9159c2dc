/** What the exit code of `ws` means, in one place. */

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

/** One line for each exit code, in the words of the help. */
export const exitCodeMeanings: readonly (readonly [ExitCode, string])[] = [
  [exitCode.ok, 'succeeded, valid, nothing to complain of'],
  [exitCode.failed, 'the run failed or was cancelled, or there are findings'],
  [exitCode.usage, 'the document, the usage or the configuration is wrong; nothing was started'],
  [exitCode.waiting, 'the run waits for a person or an event, or is paused'],
  [exitCode.held, 'another process drives this run'],
  [exitCode.bug, 'a bug in ws'],
  [exitCode.interrupted, 'interrupted; go on with ws resume'],
];
