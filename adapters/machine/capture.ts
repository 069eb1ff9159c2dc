/** Looks after the logs of all running processes with one timer. */
import type { SecretMask } from '../../core/masking.ts';
import { directLog, maskedLog } from './log-file.ts';
import type { Hear, LogFile } from './log-file.ts';

export type CaptureSettings = {
  /** Bytes each log may hold. */
  readonly capBytes: number;
  /** null where the run has no secrets: then processes write into their logs themselves. */
  readonly mask: SecretMask | null;
  /** Where raw output with secrets in it lies, in files without names, until it is masked. */
  readonly scratchDirectory: string;
};

/** The two logs of one process. */
export type Capture = { readonly stdout: number; readonly stderr: number; readonly finish: () => Promise<void> };

export type Capturer = {
  /** Throws what opening a file throws: ENOSPC, ENOENT … */
  readonly open: (stdoutPath: string, stderrPath: string, hear?: Hear) => Capture;
};

/** How often running logs are looked at: bounds what a fast writer can put on the disk beyond its cap. */
const LOOK_MS = 50;
/** Who has just written a lot soon writes more: its output is masked beside it, not after it. */
const SOON_MS = 5;

/** Opens logs and keeps them capped and masked while they grow. */
export const createCapturer = (settings: CaptureSettings): Capturer => {
  const { capBytes, mask, scratchDirectory } = settings;
  const running = new Set<LogFile>();
  let isDue = false;
  let wasBusy = false;
  const lookIn = (ms: number): void => {
    isDue = true;
    setTimeout(lookAtAll, ms).unref();
  };
  const lookAtAll = (): void => {
    isDue = running.size > 0;
    if (!isDue) return;
    let isMoreWaiting = false;
    for (const log of running) isMoreWaiting = log.look() || isMoreWaiting;
    // Keeps up with a talkative process, other work in between.
    if (isMoreWaiting) setImmediate(lookAtAll);
    else lookIn(wasBusy ? SOON_MS : LOOK_MS);
    wasBusy = isMoreWaiting;
  };
  const openOne = (path: string, hear?: Hear): LogFile => {
    const log =
      mask === null
        ? directLog(path, capBytes, hear)
        : maskedLog(path, { capBytes, scratch: scratchDirectory, mask: mask.stream() }, hear);
    running.add(log);
    if (!isDue) lookIn(mask === null ? LOOK_MS : SOON_MS);
    return log;
  };
  const close = async (log: LogFile): Promise<void> => {
    running.delete(log);
    await log.finish();
  };
  return {
    open: (stdoutPath, stderrPath, hear) => {
      const out = openOne(stdoutPath, hear);
      if (stderrPath === stdoutPath) return { stdout: out.fd, stderr: out.fd, finish: () => close(out) };
      try {
        const both = openOne(stderrPath);
        const finish = async (): Promise<void> => {
          await close(out);
          await close(both);
        };
        return { stdout: out.fd, stderr: both.fd, finish };
      } catch (error) {
        void close(out);
        throw error;
      }
    },
  };
};
