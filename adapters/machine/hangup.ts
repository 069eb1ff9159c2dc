/**
 * The end of the terminal: whether whoever started this process wanted it to survive that (`nohup`, `trap '' HUP`), and how
 * the process ends without it.
 *
 * Node.js sets every signal back to its default when it starts, so the process cannot ask what was ignored; what can be
 * seen is what leads to that: the parent ignores the signal itself, or the command was given to `nohup`, which the shell
 * tells in `$_` and which leaves /dev/null behind as an input that can only be written to.
 */
import { closeSync, openSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { isatty } from 'node:tty';

const SIGHUP_BIT = 1n;
const ACCESS_MODE = 0o3;
const WRITE_ONLY = 0o1;

const readOr = (read: () => string): string => {
  try {
    return read();
  } catch {
    // There is no /proc, or the parent is gone.
    return '';
  }
};

/** Whether the signals of a `/proc/<pid>/status` that are ignored have SIGHUP among them. */
export const ignoresHangup = (status: string): boolean => {
  const mask = /^SigIgn:\s*([0-9a-f]+)$/m.exec(status)?.[1];
  return mask !== undefined && (BigInt(`0x${mask}`) & SIGHUP_BIT) !== 0n;
};

/** Whether a standard input, by its `/proc/self/fdinfo` and what it leads to, is the one that `nohup` leaves. */
export const isNohupInput = (fdinfo: string, target: string): boolean => {
  const flags = /^flags:\s*([0-7]+)$/m.exec(fdinfo)?.[1];
  return target === '/dev/null' && flags !== undefined && (parseInt(flags, 8) & ACCESS_MODE) === WRITE_ONLY;
};

/** Looks at this process and its parent. Where there is no /proc, `$_` alone tells. */
export const isHangupIgnored = (env: Readonly<Record<string, string | undefined>>): boolean =>
  basename(env['_'] ?? '') === 'nohup' ||
  ignoresHangup(readOr(() => readFileSync(`/proc/${process.ppid}/status`, 'utf8'))) ||
  isNohupInput(
    readOr(() => readFileSync('/proc/self/fdinfo/0', 'utf8')),
    readOr(() => readlinkSync('/proc/self/fd/0')),
  );

const STANDARD = [0, 1, 2] as const;

/**
 * To be called when the process starts; gives what is to be called when it exits. Node.js puts terminals back as they were
 * when it exits, and dies of that (SIGABRT, SIGSEGV) where one is gone: those are exchanged for /dev/null before.
 */
export const watchTerminals = (): (() => void) => {
  const terminals = STANDARD.filter((fd) => isatty(fd));
  return () => {
    for (const fd of terminals.filter((each) => !isatty(each))) {
      try {
        closeSync(fd);
        // The lowest number that is free, which is this one.
        openSync('/dev/null', 'r+');
      } catch {
        // Closed by others: then it is none that would be put back.
      }
    }
  };
};
