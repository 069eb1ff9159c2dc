/** Reads what a failed attempt left in its logs: the `Diagnose` port on files and error plugins. */
import { createReadStream, lstatSync } from 'node:fs';
import type { Clock } from '../../core/clock.ts';
import type { Failure } from '../../core/failure.ts';
import { messageOf } from '../../core/thrown.ts';
import type { Diagnose, Diagnosis, Scene } from '../../core/diagnosis.ts';
import type { ClassifyRequest } from '../../error/engine/verdict/classify.ts';
import { diagnosisOf, unreadDiagnosis } from '../../error/engine/verdict/diagnosis-of.ts';
import type { LogSource } from '../../error/engine/reading/log.ts';
import type { PluginSet } from '../../error/engine/plugins/plugin-set.ts';
import type { Severities } from '../../error/engine/verdict/severity.ts';

export type DiagnoseParts = {
  readonly clock: Pick<Clock, 'now'>;
  /** Loaded when something first fails. */
  readonly plugins: () => Promise<PluginSet>;
  /** Whether a path relative to a folder is a file. */
  readonly filesIn: (folder: string) => (path: string) => boolean;
  /** Severities that the configuration sets, by code. */
  readonly severities: Severities;
  /** Whether the kernel has killed anything for want of memory since the last time it was asked. */
  readonly wasOomKilled: () => boolean;
};

/** Opened when it is asked for: a stream that nobody reads would stay open, and its error would be nobody's. */
async function* chunksOf(path: string, start: number): AsyncIterable<Uint8Array> {
  yield* createReadStream(path, { start });
}

/** Only a file is a log: a step may have put a link to anything in its place. */
const logOf = (path: string, start: number): LogSource =>
  lstatSync(path, { throwIfNoEntry: false })?.isFile() === true ? chunksOf(path, start) : '';

const endOf = (failure: Failure): Pick<ClassifyRequest, 'exitCode' | 'signal' | 'timedOutAfterMs' | 'known'> => {
  const none = { exitCode: null, signal: null, timedOutAfterMs: null, known: null };
  switch (failure.code) {
    case 'tool-exit':
      return { ...none, exitCode: failure.status };
    case 'tool-signal':
      return { ...none, signal: failure.signal };
    case 'timeout':
      return { ...none, timedOutAfterMs: failure.afterMs };
    default:
      return { ...none, known: { code: failure.code, message: failure.message } };
  }
};

/** Only what was killed can have been killed for want of memory. */
const mayBeOom = (failure: Failure): boolean =>
  failure.code === 'tool-signal' || (failure.code === 'tool-exit' && failure.status >= 128);

/** Makes the port; what goes wrong while reading is told among the problems of the diagnosis. */
export const createDiagnose = (parts: DiagnoseParts): Diagnose => {
  const read = async (failure: Failure, { paths, worktree, from, evidence, command }: Scene): Promise<Diagnosis> => {
    const [{ classify }, plugins] = await Promise.all([
      import('../../error/engine/verdict/classify.ts'),
      parts.plugins(),
    ]);
    const now = parts.clock.now();
    const found = await classify({
      ...endOf(failure),
      stdout: logOf(paths.stdout, from.stdout),
      stderr: logOf(paths.stderr, from.stderr),
      command,
      thrown: evidence?.thrown,
      http: evidence?.http ?? null,
      isOomKilled: mayBeOom(failure) && parts.wasOomKilled(),
      root: worktree,
      hasFile: parts.filesIn(worktree),
      plugins,
      now,
    });
    const code = found.code === 'none' ? failure.code : found.code;
    const diagnosis = diagnosisOf(found, code, parts.severities, now);
    const resetsAt = 'resetsAt' in failure ? failure.resetsAt : null;
    return resetsAt === null ? diagnosis : { ...diagnosis, retryAt: resetsAt };
  };
  return async (failure, scene) => {
    try {
      return await read(failure, scene);
    } catch (thrown) {
      return unreadDiagnosis(failure, messageOf(thrown), parts.severities);
    }
  };
};
